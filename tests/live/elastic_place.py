"""Stores on the real node, each under a prefix of its own, and what tests ask of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, get_args

from elasticsearch import Elasticsearch

from index.query import All
from index.store import FACETS, Kind, Store
from index.store_elastic import ElasticStore, open_elastic
from wire.errors import Unreachable
from wire.messages import EnrichedArticle
from wire.settings import Settings

#: How long a store may refuse what is written to it before a test gives up (s).
PATIENCE_S = 120.0


def settings_for(url: str, prefix: str, **changes: Any) -> Settings:
    """Settings of a store; one node holds no copies."""
    return Settings(store=url, elastic_prefix=prefix, elastic_replicas=0, **changes)


def elastic_store(url: str, prefix: str, **changes: Any) -> ElasticStore:
    """The store of a prefix."""
    return open_elastic(settings_for(url, prefix, **changes))


@contextmanager
def store_of_its_own(url: str, prefix: str, **changes: Any) -> Iterator[ElasticStore]:
    """An empty store; its indices are removed at the end."""
    with Elasticsearch(url) as client:
        remove_all(client, prefix)
        store = elastic_store(url, prefix, **changes)
        try:
            yield store
        finally:
            store.close()
            remove_all(client, prefix)


def remove_all(client: Elasticsearch, prefix: str) -> None:
    """Remove the indices whose names begin so."""
    for index in client.indices.get_alias(index=f"{prefix}*"):
        client.indices.delete(index=index, ignore_unavailable=True)


def write_until_done(store: Store, batch: Sequence[EnrichedArticle]) -> None:
    """Write as the worker does: what is to be tried again is, until nothing is left."""
    deadline = time.monotonic() + PATIENCE_S
    left = list(batch)
    while left:
        try:
            written = store.write(left)
        except Unreachable as error:
            why: str | None = str(error)
        else:
            assert not [one.why for one in written if one.outcome == "reject"]
            why = next((one.why for one in written if one.outcome == "retry"), None)
            left = [enriched for enriched, one in zip(left, written, strict=True) if one.outcome == "retry"]
        assert not left or time.monotonic() < deadline, why
        time.sleep(0.05 if left else 0)


def content(store: Store) -> dict[str, Any]:
    """All that a store holds and finds, checked for agreement between articles and quotes."""
    store.refresh()
    articles = {enriched.article.id: enriched for enriched in store.all()}
    found: dict[Kind, set[str]] = {kind: _ids(store, kind) for kind in get_args(Kind)}
    assert found["articles"] == set(articles)
    assert found["quotes"] == {f"{key}.{quote.id}" for key, one in articles.items() for quote in one.analysis.quotes}
    counts = {kind: store.facets(kind, All(), FACETS, limit=20) for kind in found}
    return {"articles": articles, "counts": counts}


def _ids(store: Store, kind: Kind) -> set[str]:
    cursor, ids = None, set[str]()
    while True:
        page = store.search(kind, All(), sort="newest", limit=500, cursor=cursor)
        ids |= {hit.id for hit in page.hits}
        cursor = page.next_cursor
        if cursor is None:
            assert len(ids) == page.total
            return ids
