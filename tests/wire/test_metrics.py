"""The list of metrics, and their values in one process."""

from __future__ import annotations

import re

import pytest

from wire import metrics as module
from wire.lag import publish
from wire.log import PartitionLag
from wire.metrics import (
    BATCHES,
    GROUP_OFFSET,
    HANDLE_SECONDS,
    LAG,
    LAG_SECONDS,
    LATEST_OFFSET,
    MESSAGES,
    METRICS,
    STORE_ARTICLES,
    Metric,
    Metrics,
)


def test_every_metric_is_in_the_list_once_with_unit_and_meaning() -> None:
    defined = [value for value in vars(module).values() if isinstance(value, Metric)]

    assert list(METRICS) == defined
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    assert all(metric.unit and metric.meaning.endswith(".") for metric in METRICS)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_names_follow_prometheus(metric: Metric) -> None:
    assert re.fullmatch(r"(newswire|kafka)_[a-z_]+", metric.name)
    assert (metric.kind == "counter") == metric.name.endswith("_total")
    if metric.kind == "histogram":
        assert metric.name.endswith(f"_{metric.unit}")
        assert list(metric.buckets) == sorted(set(metric.buckets))


def test_values_are_counted_per_label() -> None:
    metrics = Metrics()
    metrics.count(MESSAGES, 2, stage="enrich", outcome="done")
    metrics.count(MESSAGES, stage="index", outcome="done")
    metrics.set(STORE_ARTICLES, 7)
    with metrics.time(HANDLE_SECONDS, stage="enrich"):
        pass

    assert metrics.total(MESSAGES) == 3
    assert metrics.total(MESSAGES, stage="enrich") == 2
    assert metrics.total(STORE_ARTICLES) == 7
    assert metrics.total(HANDLE_SECONDS) == 1
    assert b'newswire_messages_total{outcome="done",stage="enrich"} 2.0' in metrics.render()


def test_two_processes_worth_of_metrics_do_not_mix() -> None:
    one, other = Metrics(), Metrics()
    one.count(BATCHES, stage="enrich")

    assert other.total(BATCHES) == 0


def test_wrong_labels_are_mistakes() -> None:
    with pytest.raises(ValueError, match="label"):
        Metrics().count(BATCHES, step="enrich")


def test_lag_has_the_names_of_kafka_lag_exporter() -> None:
    metrics = Metrics()

    publish(
        metrics,
        [
            PartitionLag(group="g", topic="t", partition=0, committed=3, end=5, lag=2, seconds_behind=1.5),
            PartitionLag(group="g", topic="t", partition=1, committed=None, end=4, lag=4, seconds_behind=9),
        ],
    )

    assert metrics.total(LAG, group="g") == 6
    assert metrics.total(LAG_SECONDS, partition="1") == 9
    assert metrics.total(LATEST_OFFSET) == 9
    assert metrics.total(GROUP_OFFSET) == 3
    line = b'kafka_consumergroup_group_lag{cluster_name="newswire",group="g",partition="0",topic="t"} 2.0'
    assert line in metrics.render()
