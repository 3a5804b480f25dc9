"""What a worker tells about its work: metrics, one event per batch, and the watch over dead letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from wire import logs
from wire.batch import Item
from wire.dead_limit import DeadLetterWatch
from wire.isolate import describe
from wire.metrics import BATCH_MESSAGES, BATCHES, CRASHES, DEAD_LETTERS, MESSAGES, RETRIES, Metrics
from wire.outcomes import Reject
from wire.settings import Settings

logger = logs.get(__name__)


class Account:
    """Kept by one worker."""

    def __init__(self, stage: str, settings: Settings, metrics: Metrics) -> None:
        self._stage = stage
        self._metrics = metrics
        self._watch = DeadLetterWatch(ratio=settings.dead_letter_ratio, run=settings.dead_letter_run)
        self._since = perf_counter()

    def began(self, messages: int) -> None:
        """A batch was read."""
        self._since = perf_counter()
        self._metrics.observe(BATCH_MESSAGES, messages, stage=self._stage)

    def crashed(self, error: Exception, messages: int) -> None:
        """The handler raised on a batch of so many messages; where it is one, the traceback tells of it alone."""
        self._metrics.count(CRASHES, stage=self._stage)
        trace = error if messages == 1 else None
        logger.warning("the handler crashed", error=describe(error), messages=messages, exc_info=trace)

    def put_off(self, why: str, wait_s: float, messages: int) -> None:
        """Something is away."""
        self._metrics.count(RETRIES, stage=self._stage)
        logger.warning("will try again", why=why, wait_s=round(wait_s, 2), messages=messages)

    def lost(self, items: Sequence[Item[Any]]) -> None:
        """Partitions went to another member, which does these again."""
        if items:
            self._metrics.count(MESSAGES, len(items), stage=self._stage, outcome="lost")
            logger.info("partitions went to another member, which takes over", messages=len(items))

    def committed(self, items: Sequence[Item[Any]]) -> None:
        """A batch, or the front of one, is done with. Raises DeadLetterLimit where too many of late were dead letters."""
        if not items:
            return
        outcomes = Counter(_outcome(item) for item in items)
        self._metrics.count(BATCHES, stage=self._stage)
        for outcome, count in outcomes.items():
            self._metrics.count(MESSAGES, count, stage=self._stage, outcome=outcome)
        logger.info("batch", seconds=round(perf_counter() - self._since, 3), messages=len(items), **outcomes)
        for item in items:
            self._weigh(item)

    def _weigh(self, item: Item[Any]) -> None:
        if isinstance(item.outcome, Reject):
            record = item.record
            self._metrics.count(DEAD_LETTERS, stage=self._stage, cause=item.outcome.cause)
            logger.warning(
                "dead letter: see `newswire dead list`",
                cause=item.outcome.cause,
                detail=item.outcome.detail,
                letter=f"{record.topic}/{record.partition}/{record.offset}",
            )
            self._watch.count(dead=True, cause=item.outcome.cause)
        else:
            self._watch.count(dead=False)


def _outcome(item: Item[Any]) -> str:
    if isinstance(item.outcome, Reject):
        return "rejected"
    return "done" if item.record.value is not None else "tombstone"
