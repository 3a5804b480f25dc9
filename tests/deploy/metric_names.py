"""The names of metrics within a PromQL expression, held against those that newswire has."""

from __future__ import annotations

import re

from wire.metrics import METRICS

#: Names that Prometheus itself makes.
OF_PROMETHEUS = {"up", "ALERTS"}

#: What looks like the name of one of our metrics: functions and labels have other prefixes.
_NAME = re.compile(r"\b(?:newswire[_:]|kafka_)[a-zA-Z0-9_:]+")


def known() -> set[str]:
    """Every series of every metric: histograms have three."""
    plain = {metric.name for metric in METRICS if metric.kind != "histogram"}
    series = {f"{metric.name}_{end}" for metric in METRICS if metric.kind == "histogram" for end in ("bucket", "sum", "count")}
    return plain | series


def unknown_metrics(expression: str) -> set[str]:
    """Our metrics of an expression that do not exist; what stands in quotation marks is no metric."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    return set(_NAME.findall(bare)) - known()


def unknown_labels(expression: str) -> set[str]:
    """NAME{LABEL of selectors that choose by a label the metric does not have."""
    labels = {
        series: set(metric.labels) | {"le", "job", "service", "instance"}
        for metric in METRICS
        for series in _series(metric.name)
    }
    found = set()
    for name, selector in re.findall(r"\b([a-z_]+)\{([^}]*)\}", expression):
        for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", re.sub(r'"[^"]*"', '""', selector)):
            if name in labels and label not in labels[name]:
                found.add(f"{name}{{{label}")
    return found


def _series(name: str) -> tuple[str, ...]:
    return (name, f"{name}_bucket", f"{name}_sum", f"{name}_count")
