"""Lag as metrics: each worker reports its own group every few seconds."""

from __future__ import annotations

import time
from collections.abc import Iterable

from wire.log import Log, PartitionLag
from wire.metrics import GROUP_OFFSET, LAG, LAG_SECONDS, LATEST_OFFSET, Metrics

#: The label by which kafka-lag-exporter tells clusters apart.
CLUSTER = "newswire"

#: Time between two reports, in seconds.
EVERY_S = 5.0


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

    def report(self) -> None:
        """Publish if it is time. Raises what `Log.lag` raises."""
        if time.monotonic() >= self._next_at:
            self._next_at = time.monotonic() + EVERY_S
            publish(self._metrics, self._log.lag(self._group, [self._topic]))
