"""What a worker tells of its group's lag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pytest
import structlog

from wire.lag import LagReporter
from wire.log import Log, PartitionLag
from wire.metrics import LAG, Metrics


@dataclass
class Lagging:
    """As much of a log as is asked."""

    rows: list[PartitionLag]

    def lag(self, group: str, topics: Sequence[str]) -> list[PartitionLag]:
        return self.rows


def test_lost_messages_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    row = PartitionLag(group="g", topic="t", partition=3, committed=2, end=9, lag=0, seconds_behind=0.0, lost=7)
    log = cast(Log, Lagging([row]))
    monkeypatch.setattr("wire.lag.EVERY_S", 0.0)
    metrics = Metrics()
    reporter = LagReporter(log, group="g", topic="t", metrics=metrics)
    with structlog.testing.capture_logs() as told:
        reporter.report()
        reporter.report()
    assert [(each["lost"], each["partition"], each["after_offset"]) for each in told] == [(7, 3, 2)]
    assert metrics.total(LAG) == 0
