"""Indexing into Elasticsearch: the store against a bare `helpers.parallel_bulk` of the same documents, in one run.

    python -m benchmarks.bench_elastic [--articles 5000] [--batch 500]

A real node is started as for the tests (or NEWSWIRE_TEST_ELASTICSEARCH used). The bare run gets its documents ready made and
sends them with the library's defaults (4 threads, 500 a request), into indices with our mappings, with no thought for
versions, replays or order. The store gets enriched articles, and analyses, reads, decides and writes. Both runs are
repeated in turn, so that a busy machine disturbs both; the figures are medians. A replay writes the same articles again.
"""

from __future__ import annotations

import argparse
import statistics
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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

#: How often each is measured.
ROUNDS = 3


def documents(articles: Sequence[EnrichedArticle]) -> list[dict[str, Any]]:
    """The documents of the articles and of their quotes, as actions of the library's helpers."""
    found: list[dict[str, Any]] = []
    for enriched in articles:
        one = msgspec.json.decode(article_json(enriched, slots=len(enriched.analysis.quotes), indexed_at=0))
        found.append({"_index": "bare-articles", "_id": one["id"], "_source": one})
        for position, text in enumerate(quote_jsons(enriched, indexed_at=0)):
            place = slot_id(enriched.article.id, position)
            found.append({"_index": "bare-quotes", "_id": place, "_source": msgspec.json.decode(text)})
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
        for index in list(client.indices.get_alias(index="bare-*,bench-*")):
            client.indices.delete(index=index)
        for kind in kinds:
            wanted = definition(kind)
            settings = {**wanted["settings"], "number_of_replicas": 0}
            client.indices.create(index=f"bare-{kind}", settings=settings, mappings=wanted["mappings"])


def seconds(work: Callable[[], None]) -> float:
    """How long it takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def rounds(url: str, articles: Sequence[EnrichedArticle], batch: int) -> Iterator[dict[str, float]]:
    """Articles per second of each way, round after round, the first a warm-up."""
    actions = documents(articles)
    print(f"{len(articles)} articles, {len(actions)} documents, {len(msgspec.json.encode(actions)) / 1e6:.0f} MB")
    for _ in range(ROUNDS + 1):
        fresh(url)
        with closing(open_elastic(Settings(store=url, elastic_prefix="bench", elastic_replicas=0))) as store:
            store.status()
            took = {
                "bare parallel_bulk": seconds(lambda: bare(url, actions, fast_json=False)),
                "store": seconds(lambda: ours(store, articles, batch, "written")),
                "store, replay": seconds(lambda: ours(store, articles, batch, "kept")),
            }
            fresh(url)
            took["bare parallel_bulk, fast JSON"] = seconds(lambda: bare(url, actions, fast_json=True))
        yield {name: len(articles) / each for name, each in took.items()}
    fresh(url)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=500)
    options = parser.parse_args()
    articles = list(Newsroom().articles(options.articles))
    alone = len(articles) / seconds(lambda: [documents([one]) for one in articles] and None)
    print(f"making documents alone: {alone:,.0f} articles/s on one core")
    with running_elastic() as server:
        _warm, *measured = rounds(server.url, articles, options.batch)
    rates = {name: statistics.median(one[name] for one in measured) for name in measured[0]}
    for name, rate in rates.items():
        print(f"{name}: {rate:,.0f} articles/s, {rate / rates['bare parallel_bulk']:.2f} of bare parallel_bulk")


if __name__ == "__main__":
    main()
