"""A value that is costly to make, kept for a while.

At least `KEEP_S`, and for twenty times as long as it took to make, so that watching never costs more than a twentieth of one
core.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter
from typing import Generic, TypeVar

#: Shortest time a value is kept (s).
KEEP_S = 2.0

#: A value is kept this many times as long as it took to make.
KEEP_RATIO = 20

T = TypeVar("T")


class Kept(Generic[T]):
    """A value that is made again once it is too old. Safe to ask from several threads; one of them makes it."""

    def __init__(self, make: Callable[[], T], *, timer: Callable[[], float] = perf_counter) -> None:
        self._make = make
        self._timer = timer
        self._lock = threading.Lock()
        self._value: T | None = None
        self._until = float("-inf")

    def get(self) -> T:
        """The value, at most `KEEP_S`, or twenty times the time it took to make, old."""
        with self._lock:
            begun = self._timer()
            if self._value is None or begun >= self._until:
                self._value = self._make()
                ended = self._timer()
                self._until = ended + max(KEEP_S, KEEP_RATIO * (ended - begun))
            return self._value
