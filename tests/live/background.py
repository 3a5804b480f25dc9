"""Work that goes on in a thread beside a test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def in_background(work: Callable[[threading.Event], None]) -> Iterator[threading.Event]:
    """Work in a thread until the event is set, at the end of the block at the latest; it must end in good order."""
    stop, failures = threading.Event(), list[BaseException]()

    def guarded() -> None:
        try:
            work(stop)
        except BaseException as error:
            failures.append(error)
            raise

    thread = threading.Thread(target=guarded, name=getattr(work, "__name__", None))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    assert failures == []
