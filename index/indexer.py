"""From enriched articles to the store: the decision per article, and what it means for freshness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import perf_counter

from index.store import Store, Written
from wire.messages import EnrichedArticle
from wire.metrics import (
    FETCHED_TO_INDEXED,
    PUBLISHED_TO_INDEXED,
    STORE_ARTICLES,
    STORE_QUOTES,
    STORE_WRITE_SECONDS,
    STORE_WRITES,
    Metrics,
)
from wire.outcomes import Done, Outcome, Reject, Retry

#: How often the size of the store is told to the metrics, while there are writes (s).
_SIZE_EVERY_S = 10.0


class Indexer:
    """Writes batches to a store. `clock` gives the time in UTC."""

    def __init__(self, store: Store, *, metrics: Metrics, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._metrics = metrics
        self._clock = clock
        self._sized_at = float("-inf")

    def handle(self, batch: Sequence[EnrichedArticle]) -> list[Outcome]:
        """Write the batch; one outcome per article, in order. Raises Unreachable, AccessDenied or StorageFull."""
        begun = perf_counter()
        results = self._store.write(batch)
        self._metrics.observe(STORE_WRITE_SECONDS, perf_counter() - begun)
        now = self._clock()
        for enriched, written in zip(batch, results, strict=True):
            self._metrics.count(STORE_WRITES, outcome=written.outcome)
            if written.outcome == "written":
                self._observe_age(enriched, now)
        self._observe_size(begun)
        return [outcome_of(written) for written in results]

    def _observe_age(self, enriched: EnrichedArticle, now: datetime) -> None:
        article = enriched.article
        self._metrics.observe(FETCHED_TO_INDEXED, max(0.0, (now - article.fetched_at).total_seconds()))
        if article.published_at:
            self._metrics.observe(PUBLISHED_TO_INDEXED, max(0.0, (now - article.published_at).total_seconds()))

    def _observe_size(self, at: float) -> None:
        if at - self._sized_at >= _SIZE_EVERY_S:
            self._sized_at = at
            status = self._store.status()
            self._metrics.set(STORE_ARTICLES, status.articles)
            self._metrics.set(STORE_QUOTES, status.quotes)


def outcome_of(written: Written) -> Outcome:
    """What the worker is told of one article. Kept means that the store has this version or a newer one: done."""
    if written.outcome == "retry":
        return Retry(written.why or "the store asks to try again")
    if written.outcome == "reject":
        return Reject("store-rejected", written.why or "the store refuses this document; its log says why")
    return Done()
