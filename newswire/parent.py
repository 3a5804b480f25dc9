"""Children of `newswire run` end when it does, however it ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

#: How often a child looks for its parent (s).
LOOK_EVERY_S = 0.5


def stop_with_parent(run: Callable[..., None], parent: int | None) -> Callable[..., None]:
    """A stage's `run` that also stops, gracefully, once `parent` is no longer the parent of this process."""
    if parent is None:
        return run

    def watched(*args: Any, stop: threading.Event, **kwargs: Any) -> None:
        threading.Thread(target=_watch, args=(parent, stop), name="parent-watch", daemon=True).start()
        run(*args, stop=stop, **kwargs)

    return watched


def _watch(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.wait(LOOK_EVERY_S):
        pass
    stop.set()
