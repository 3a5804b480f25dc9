"""Indexing into Elasticsearch: the store against a bare `helpers.parallel_bulk` of the same documents, in one run.

    python -m benchmarks.bench_elastic [--articles 8000] [--batch 250] [--slice 1000]

A real node is started as for the tests (or NEWSWIRE_TEST_ELASTICSEARCH used). The bare way gets its documents ready made and
sends them with the library's defaults (4 threads, 500 a request), into indices with our mappings, with no thought for
versions, replays or order. The store gets enriched articles, as many at once as an indexer with a backlog gives it, and
analyses, reads, decides and writes; the target is 0.7 of the bare way. Both take slices of the articles in turn, each first
every other time, so that what else the machine does disturbs both; the rates are those of all slices together. A replay
writes the same articles again.
"""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from time import perf_counter
from typing import Any

import msgspec
from elasticsearch import Elasticsearch, helpers

from benchmarks.news_corpus import Newsroom
from index.elastic_client import FastJson
from index.elastic_documents import article_json, quote_jsons, slot_id
from index.elastic_indices import definition
from index.store import Kind
from index.store_elastic import ElasticStore, open_elastic
from tests.servers.live import running_elastic
from wire.messages import EnrichedArticle
from wire.settings import Settings

BARE = "bare parallel_bulk"

#: Articles that warm everything up before anything is measured.
WARM = 500


def documents(articles: Sequence[EnrichedArticle], prefix: str) -> list[dict[str, Any]]:
    """The documents of the articles and of their quotes, as actions of the library's helpers."""
    found: list[dict[str, Any]] = []
    for enriched in articles:
        one = msgspec.json.decode(article_json(enriched, slots=len(enriched.analysis.quotes), indexed_at=0))
        found.append({"_index": f"{prefix}-articles", "_id": one["id"], "_source": one})
        for position, text in enumerate(quote_jsons(enriched, indexed_at=0)):
            place = slot_id(enriched.article.id, position)
            found.append({"_index": f"{prefix}-quotes", "_id": place, "_source": msgspec.json.decode(text)})
    return found


def bare(url: str, actions: Sequence[dict[str, Any]], *, fast_json: bool) -> None:
    """Index ready-made documents as the library's helper does."""
    serializers = {"serializers": {"application/json": FastJson()}} if fast_json else {}
    with Elasticsearch(url, request_timeout=120, **serializers) as client:
        deque(helpers.parallel_bulk(client, actions), maxlen=0)


def ours(store: ElasticStore, articles: Sequence[EnrichedArticle], batch: int, wanted: str) -> None:
    """Write batch after batch."""
    for start in range(0, len(articles), batch):
        written = store.write(articles[start : start + batch])
        assert {one.outcome for one in written} == {wanted}


def fresh(url: str) -> None:
    """Remove all indices of this benchmark, and make those of the bare run."""
    kinds: tuple[Kind, Kind] = ("articles", "quotes")
    with Elasticsearch(url) as client:
        for index in list(client.indices.get_alias(index="bare-*,fast-*,bench-*")):
            client.indices.delete(index=index)
        for name in ("bare", "fast"):
            for kind in kinds:
                wanted = definition(kind)
                settings = {**wanted["settings"], "number_of_replicas": 0}
                client.indices.create(index=f"{name}-{kind}", settings=settings, mappings=wanted["mappings"])


def seconds(work: Callable[[], None]) -> float:
    """How long it takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def measure(url: str, articles: Sequence[EnrichedArticle], batch: int, size: int) -> dict[str, float]:
    """Seconds that each way takes for all articles but the first `WARM`."""
    took = dict.fromkeys((BARE, "store", "store, replay", "bare parallel_bulk, fast JSON"), 0.0)
    with closing(open_elastic(Settings(store=url, elastic_prefix="bench", elastic_replicas=0))) as store:
        store.status()
        for number, start in enumerate([0, *range(WARM, len(articles), size)]):
            part = articles[start : start + (size if start else WARM)]
            ways = ways_of(url, store, part, batch)
            for name in list(ways) if number % 2 else reversed(ways):
                seconds_taken = seconds(ways[name])
                took[name] += seconds_taken if start else 0.0
            took["store, replay"] += seconds(lambda part=part: ours(store, part, batch, "kept")) if start else 0.0  # type: ignore[misc]
    return took


def ways_of(url: str, store: ElasticStore, part: Sequence[EnrichedArticle], batch: int) -> dict[str, Callable[[], None]]:
    """The ways to index a slice."""
    actions, others = documents(part, "bare"), documents(part, "fast")
    return {
        BARE: lambda: bare(url, actions, fast_json=False),
        "bare parallel_bulk, fast JSON": lambda: bare(url, others, fast_json=True),
        "store": lambda: ours(store, part, batch, "written"),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=8000)
    parser.add_argument("--batch", type=int, default=Settings().index_batch_size)
    parser.add_argument("--slice", type=int, default=1000)
    options = parser.parse_args()
    articles = list(Newsroom().articles(options.articles + WARM))
    with running_elastic() as server:
        fresh(server.url)
        took = measure(server.url, articles, options.batch, options.slice)
        fresh(server.url)
    for name, each in took.items():
        print(f"{name}: {options.articles / each:,.0f} articles/s, {took[BARE] / each:.2f} of {BARE}")


if __name__ == "__main__":
    main()
