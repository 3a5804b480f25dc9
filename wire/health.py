"""Whether a service is ready, and whether its main loop still turns."""

from __future__ import annotations

import time
from collections.abc import Callable


class Health:
    """Fed by the main loop with `beat`, asked by /healthz and /readyz from another thread."""

    def __init__(self, *, timeout_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._timeout_s = timeout_s
        self._clock = clock
        self._last = clock()
        self._began = False
        self._stopping = False

    def beat(self) -> None:
        """Say that the service can work, and on every round of the main loop that it still does."""
        self._last = self._clock()
        self._began = True

    def stopping(self) -> None:
        """Say that no new work is taken: no longer ready, still healthy."""
        self._stopping = True

    def problem(self) -> str | None:
        """Why the process should be restarted, in words; None while it is well."""
        silent_s = self._clock() - self._last
        if silent_s <= self._timeout_s:
            return None
        return f"the main loop has not turned for {silent_s:.0f} s (limit {self._timeout_s:.0f} s): restart this process"

    def not_ready(self) -> str | None:
        """Why no work should be sent here, in words; None when ready."""
        if self._stopping:
            return "stopping"
        return self.problem() if self._began else "starting"
