"""Holds polls back while too much waits behind them: see wire/backlog.py, which decides."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from wire import logs
from wire.backlog import BEHIND, backlog_of, is_held
from wire.errors import AccessDenied
from wire.log import Log
from wire.metrics import BACKLOG, POLLING_HELD, Metrics

#: Time between two looks at the backlog (s): on Kafka a look is several requests.
EVERY_S: Final = 3.0

logger = logs.get(__name__)


class Gate:
    """Whether polls may begin. `look` blocks, and belongs to the log's thread; a look that fails changes nothing."""

    def __init__(self, log: Log, *, limit: int, metrics: Metrics, timer: Callable[[], float] = time.monotonic) -> None:
        """`limit` in messages; 0 for none."""
        self._log = log
        self._limit = limit
        self._metrics = metrics
        self._timer = timer
        self._looked_at = float("-inf")
        self.held = False

    def due(self) -> bool:
        """Whether it is time for a look."""
        return self._limit > 0 and self._timer() - self._looked_at >= EVERY_S

    def look(self) -> None:
        """Learn how much waits. Raises what `Log.lag` raises, except that one who may not see the groups polls on."""
        try:
            backlog = backlog_of(row for group, topic in BEHIND for row in self._log.lag(group, [topic]))
        except AccessDenied as error:
            logger.warning("polls without regard to the backlog, which this user may not see", error=str(error))
            self._limit = 0
            return
        self._looked_at = self._timer()
        self._decide(backlog)

    def _decide(self, backlog: int) -> None:
        held = is_held(backlog, limit=self._limit, before=self.held)
        if held != self.held:
            event = "polling is held back until half of the backlog is done" if held else "polling goes on"
            logger.warning(event, backlog=backlog, limit=self._limit)
        self.held = held
        self._metrics.set(BACKLOG, backlog)
        self._metrics.set(POLLING_HELD, int(held))
