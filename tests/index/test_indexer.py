"""The stage between the worker and the store: outcomes and metrics."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from index.indexer import Indexer, outcome_of
from index.store import Written
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import FETCHED, build, corpus
from wire.metrics import STORE_ARTICLES, STORE_QUOTES, STORE_WRITES, Metrics
from wire.outcomes import Done, Reject, Retry


def test_written_and_kept_are_done_and_what_cannot_be_stored_is_rejected(tmp_path: Path) -> None:
    store, metrics = EmbeddedStore(tmp_path), Metrics()
    indexer = Indexer(store, metrics=metrics, clock=lambda: FETCHED + timedelta(seconds=2))
    batch = [corpus()[0], corpus()[0], build("bad", "\ud83d", "Text"), corpus()[1]]
    outcomes = indexer.handle(batch)
    assert [type(outcome) for outcome in outcomes] == [Done, Done, Reject, Done]
    assert metrics.total(STORE_WRITES) == 4
    assert metrics.total(STORE_ARTICLES) == 2
    assert metrics.total(STORE_QUOTES) == 4
    store.close()


def test_what_is_to_be_tried_again_says_why() -> None:
    assert outcome_of(Written(outcome="retry", why="429")) == Retry("429")
    assert outcome_of(Written(outcome="reject", why="mapping")) == Reject("store-rejected", "mapping")
