"""How a process is asked to stop: the first SIGTERM or SIGINT sets an event, the second exits at once.

Python runs its signal handlers in the main thread only between two bytecodes: never, while that thread is inside a
long call into C. So the wake-up descriptor is read by a thread of its own, which can always act.
"""

from __future__ import annotations

import contextvars
import os
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from wire import logs
from wire.errors import ExitCode

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stop_on_signals(stop: threading.Event, *, timeout_s: float, on_stop: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Within the block, let signals set `stop`; after `timeout_s` seconds more the process exits whatever it does.

    Safe at any moment, since every stage may be killed at any moment. Outside the main thread, where Python allows no
    signal handlers, it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    before = {number: signal.signal(number, _ignore) for number in SIGNALS}
    wakeup = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    run = contextvars.copy_context().run  # keeps the context of log events
    watcher = threading.Thread(target=run, args=(_watch, reader, stop, timeout_s, on_stop), name="signals", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        writer.close()
        watcher.join()
        reader.close()


def _ignore(number: int, frame: FrameType | None) -> None:
    """Only its being there matters: it makes the interpreter write to the wake-up descriptor."""


def _watch(reader: socket.socket, stop: threading.Event, timeout_s: float, on_stop: Callable[[], None]) -> None:
    logger = logs.get(__name__)
    number = _next_signal(reader, None)
    if number is None:
        return
    logger.info("stopping", signal=signal.Signals(number).name, within_s=timeout_s, hint="a second signal exits at once")
    on_stop()
    stop.set()
    number = _next_signal(reader, timeout_s)
    if number is None:
        return
    if number == 0:
        logger.error("did not stop in time, exiting; uncommitted work is done again at the next start", after_s=timeout_s)
        os._exit(ExitCode.FAILED)
    os._exit(128 + number)


def _next_signal(reader: socket.socket, timeout_s: float | None) -> int | None:
    """The number of the next signal we watch; 0 when the time is over; None when the block has ended."""
    while True:
        if not select.select([reader], [], [], timeout_s)[0]:
            return 0
        data = reader.recv(1)
        if not data:
            return None
        if data[0] in SIGNALS:
            return data[0]
