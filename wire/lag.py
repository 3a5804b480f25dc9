"""Lag as metrics: each worker reports its own group every few seconds."""

from __future__ import annotations

import time
from collections.abc import Iterable

from wire import logs
from wire.log import Log, PartitionLag
from wire.metrics import GROUP_OFFSET, LAG, LAG_SECONDS, LATEST_OFFSET, Metrics

#: The label by which kafka-lag-exporter tells clusters apart.
CLUSTER = "newswire"

#: Time between two reports, in seconds.
EVERY_S = 5.0

logger = logs.get(__name__)


def publish(metrics: Metrics, rows: Iterable[PartitionLag]) -> None:
    """Set the lag metrics from what `Log.lag` gives."""
    for row in rows:
        where = {"cluster_name": CLUSTER, "topic": row.topic, "partition": str(row.partition)}
        metrics.set(LAG, row.lag, group=row.group, **where)
        metrics.set(LAG_SECONDS, row.seconds_behind, group=row.group, **where)
        metrics.set(LATEST_OFFSET, row.end, **where)
        if row.committed is not None:
            metrics.set(GROUP_OFFSET, row.committed, group=row.group, **where)


class LagReporter:
    """Publishes the lag of one group in one topic, at most every `EVERY_S`."""

    def __init__(self, log: Log, *, group: str, topic: str, metrics: Metrics) -> None:
        self._log = log
        self._group = group
        self._topic = topic
        self._metrics = metrics
        self._next_at = 0.0
        self._told: dict[
            int, int | None
        ] = {}  # per partition, the commit of which it was told that messages behind it are lost

    def report(self) -> None:
        """Publish if it is time. Raises what `Log.lag` raises."""
        if time.monotonic() >= self._next_at:
            self._next_at = time.monotonic() + EVERY_S
            rows = self._log.lag(self._group, [self._topic])
            publish(self._metrics, rows)
            self._tell_lost(rows)

    def _tell_lost(self, rows: Iterable[PartitionLag]) -> None:
        for row in rows:
            if row.lost and self._told.get(row.partition) != row.committed:
                self._told[row.partition] = row.committed
                logger.error(
                    "messages were deleted before they were read: see NewswireRetentionAtRisk in docs/operations.md",
                    lost=row.lost,
                    partition=row.partition,
                    after_offset=row.committed,
                )
