"""Every metric of newswire in one typed list, and `Metrics`, which keeps their values for one process.

To add one: write a constant here, then `metrics.count(NAME, outcome="ok")`, `metrics.set(...)` or `metrics.observe(...)`.
Consumer lag has the names and labels of kafka-lag-exporter (https://github.com/seglo/kafka-lag-exporter), so dashboards
made for it work. A test holds that all of them stand in the docs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

#: Bounds for work inside a process, in seconds.
WORK_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

#: Bounds for the age of news, in seconds: from "at once" to a week.
AGE_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 6 * 3600.0, 86400.0, 7 * 86400.0)


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric. Counters end in `_total`; `unit` is what one step of the value means."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    unit: str
    meaning: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = WORK_S


# ingest
POLLS = Metric(
    name="newswire_polls_total",
    kind="counter",
    unit="polls",
    labels=("outcome",),
    meaning="Feeds polled, by outcome: changed, unchanged, failed, held (the host asked for a pause), gone.",
)
FEEDS = Metric(name="newswire_feeds", kind="gauge", unit="feeds", labels=("status",), meaning="Feeds held, by status.")
FETCHES = Metric(
    name="newswire_fetches_total",
    kind="counter",
    unit="requests",
    labels=("what", "outcome"),
    meaning="HTTP requests for a feed, page or robots.txt, by outcome: ok, not-modified, or why not: dns, connect, tls, "
    "timeout, http-4xx, http-5xx, too-large, refused-address, host-held and others.",
)
FETCH_SECONDS = Metric(
    name="newswire_fetch_seconds", kind="histogram", unit="seconds", labels=("what",), meaning="Time of a whole request."
)
FETCH_BYTES = Metric(
    name="newswire_fetch_bytes_total", kind="counter", unit="bytes", labels=("what",), meaning="Bytes read, decompressed."
)
ENTRIES = Metric(
    name="newswire_entries_total",
    kind="counter",
    unit="entries",
    labels=("outcome",),
    meaning="Entries of feeds, by outcome: new, changed, seen, duplicate, waiting, refused.",
)
ARTICLES_PUBLISHED = Metric(
    name="newswire_articles_published_total",
    kind="counter",
    unit="articles",
    labels=("text_source",),
    meaning="Article revisions appended to the log, by where the text came from: page or feed.",
)
BACKLOG = Metric(
    name="newswire_backlog_messages",
    kind="gauge",
    unit="messages",
    meaning="Messages that wait for enrich and index, as ingest sees them.",
)
POLLING_HELD = Metric(
    name="newswire_polling_held",
    kind="gauge",
    unit="1 or 0",
    meaning="1 while no poll begins since the backlog is over `backlog_limit`.",
)

# every worker
BATCHES = Metric(name="newswire_batches_total", kind="counter", unit="batches", labels=("stage",), meaning="Batches committed.")
BATCH_MESSAGES = Metric(
    name="newswire_batch_messages",
    kind="histogram",
    unit="messages",
    labels=("stage",),
    meaning="Messages in a batch.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)
MESSAGES = Metric(
    name="newswire_messages_total",
    kind="counter",
    unit="messages",
    labels=("stage", "outcome"),
    meaning="Messages finished, by outcome: done, rejected, tombstone, lost (its partition went to another member).",
)
HANDLE_SECONDS = Metric(
    name="newswire_handle_seconds",
    kind="histogram",
    unit="seconds",
    labels=("stage",),
    meaning="Time a stage spent on a batch.",
)
DEAD_LETTERS = Metric(
    name="newswire_dead_letters_total",
    kind="counter",
    unit="messages",
    labels=("stage", "cause"),
    meaning="Messages that can never succeed, by cause.",
)
RETRIES = Metric(
    name="newswire_retries_total",
    kind="counter",
    unit="attempts",
    labels=("stage",),
    meaning="Attempts put off because something was away just then.",
)
CRASHES = Metric(
    name="newswire_handler_crashes_total",
    kind="counter",
    unit="attempts",
    labels=("stage",),
    meaning="Batches a handler raised on; each is then halved to find the message that did it.",
)

# enrich
ENRICHED = Metric(
    name="newswire_enriched_total",
    kind="counter",
    unit="articles",
    labels=("language", "analysed"),
    meaning="Articles through enrich, by language, and whether a model analysed them (yes, no).",
)
QUOTES = Metric(
    name="newswire_quotes_total",
    kind="counter",
    unit="quotes",
    labels=("kind", "attributed"),
    meaning="Quotes found, by kind, and whether a speaker was found (yes, no).",
)
ENTITIES = Metric(
    name="newswire_entities_total", kind="counter", unit="entities", labels=("label",), meaning="Names found, by label."
)
ANALYSER_RESTARTS = Metric(
    name="newswire_analyser_restarts_total",
    kind="counter",
    unit="restarts",
    labels=("why",),
    meaning="Analyser processes started again, by reason: crashed, hung.",
)
ANALYSED_CHARS = Metric(
    name="newswire_analysed_chars_total", kind="counter", unit="characters", meaning="Text analysed, in code points."
)

# index
STORE_WRITES = Metric(
    name="newswire_store_writes_total",
    kind="counter",
    unit="articles",
    labels=("outcome",),
    meaning="Articles written to the store, by outcome: written, kept, retry, reject.",
)
STORE_WRITE_SECONDS = Metric(
    name="newswire_store_write_seconds", kind="histogram", unit="seconds", meaning="Time of one write of a batch to the store."
)
PUBLISHED_TO_INDEXED = Metric(
    name="newswire_published_to_indexed_seconds",
    kind="histogram",
    unit="seconds",
    meaning="Freshness: from the time of publication that the feed or page gives until searchable.",
    buckets=AGE_S,
)
FETCHED_TO_INDEXED = Metric(
    name="newswire_fetched_to_indexed_seconds",
    kind="histogram",
    unit="seconds",
    meaning="Our own share of freshness: from fetched until searchable.",
    buckets=AGE_S,
)
STORE_ARTICLES = Metric(name="newswire_store_articles", kind="gauge", unit="articles", meaning="Articles in the store.")
STORE_QUOTES = Metric(name="newswire_store_quotes", kind="gauge", unit="quotes", meaning="Quotes in the store.")

# web
HTTP_REQUESTS = Metric(
    name="newswire_http_requests_total",
    kind="counter",
    unit="requests",
    labels=("route", "status"),
    meaning="Requests to the API and pages, by route (its template) and status code.",
)
HTTP_SECONDS = Metric(
    name="newswire_http_request_seconds",
    kind="histogram",
    unit="seconds",
    labels=("route",),
    meaning="Time to answer a request.",
)

# lag, as kafka-lag-exporter calls it
LAG = Metric(
    name="kafka_consumergroup_group_lag",
    kind="gauge",
    unit="messages",
    labels=("cluster_name", "group", "topic", "partition"),
    meaning="Messages of a partition not yet committed by the group.",
)
LAG_SECONDS = Metric(
    name="kafka_consumergroup_group_lag_seconds",
    kind="gauge",
    unit="seconds",
    labels=("cluster_name", "group", "topic", "partition"),
    meaning="Age of the oldest message of a partition not yet committed by the group.",
)
GROUP_OFFSET = Metric(
    name="kafka_consumergroup_group_offset",
    kind="gauge",
    unit="offset",
    labels=("cluster_name", "group", "topic", "partition"),
    meaning="The group's committed offset.",
)
LATEST_OFFSET = Metric(
    name="kafka_partition_latest_offset",
    kind="gauge",
    unit="offset",
    labels=("cluster_name", "topic", "partition"),
    meaning="The offset the partition's next message gets.",
)

#: All of the above, in order.
METRICS: tuple[Metric, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Metric))


class Metrics:
    """The values of all metrics in one process; passed in, never global. Safe to use from several threads.

    The methods raise KeyError for a metric that is not in the list and ValueError for labels that are not the metric's.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters = {m.name: _counter(m, self.registry) for m in METRICS if m.kind == "counter"}
        self._gauges = {m.name: _gauge(m, self.registry) for m in METRICS if m.kind == "gauge"}
        self._histograms = {m.name: _histogram(m, self.registry) for m in METRICS if m.kind == "histogram"}

    def count(self, metric: Metric, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""
        counter = self._counters[metric.name]
        (counter.labels(**labels) if metric.labels else counter).inc(amount)

    def set(self, metric: Metric, value: float, **labels: str) -> None:
        """Set a gauge."""
        gauge = self._gauges[metric.name]
        (gauge.labels(**labels) if metric.labels else gauge).set(value)

    def observe(self, metric: Metric, value: float, **labels: str) -> None:
        """Add one observation to a histogram, in the metric's unit."""
        histogram = self._histograms[metric.name]
        (histogram.labels(**labels) if metric.labels else histogram).observe(value)

    @contextmanager
    def time(self, metric: Metric, **labels: str) -> Iterator[None]:
        """Observe how many seconds the block takes, also where it raises."""
        start = perf_counter()
        try:
            yield
        finally:
            self.observe(metric, perf_counter() - start, **labels)

    def total(self, metric: Metric, **labels: str) -> float:
        """The present value, summed over all label values not given; of a histogram the number of observations."""
        wanted = f"{metric.name}_count" if metric.kind == "histogram" else metric.name
        return sum(
            sample.value
            for family in self.registry.collect()
            for sample in family.samples
            if sample.name == wanted and labels.items() <= sample.labels.items()
        )

    def render(self) -> bytes:
        """Everything in the Prometheus text format."""
        return generate_latest(self.registry)


def _counter(metric: Metric, registry: CollectorRegistry) -> Counter:
    return Counter(metric.name, metric.meaning, metric.labels, registry=registry)


def _gauge(metric: Metric, registry: CollectorRegistry) -> Gauge:
    return Gauge(metric.name, metric.meaning, metric.labels, registry=registry)


def _histogram(metric: Metric, registry: CollectorRegistry) -> Histogram:
    return Histogram(metric.name, metric.meaning, metric.labels, registry=registry, buckets=metric.buckets)
