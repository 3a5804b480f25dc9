"""The store on Elasticsearch. docs/decisions/0006-elastic-store.md tells why it is built so.

write   -> elastic_write   -> elastic_bulk      read, decide, write on condition; quotes after their article
search  -> elastic_search, elastic_facets       the same plans as the embedded store, from the same analysis
rebuild -> elastic_rebuild                      a new generation of indices (elastic_indices), exchanged in one step
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from index.elastic_bulk import Bulk
from index.elastic_client import connect, hosts_of
from index.elastic_documents import message_of
from index.elastic_erase import Eraser
from index.elastic_errors import translated
from index.elastic_facets import counts_per, facets
from index.elastic_indices import KINDS, Indices
from index.elastic_purge import Purge
from index.elastic_query import Dsl, elastic_query
from index.elastic_rebuild import Rebuild
from index.elastic_search import Search
from index.elastic_stored import erased_ids, read_stored
from index.elastic_write import ArticleWriter
from index.histogram import Interval, buckets
from index.query import Query
from index.query_plan import plan
from index.store import FACETS, Bucket, FacetCount, Kind, Page, Sort, Status, Written
from wire.errors import UsageError
from wire.messages import EnrichedArticle
from wire.settings import Settings

#: Most hits of one page.
MAX_LIMIT = 1000

#: Threads that write: while one waits for Elasticsearch the others make documents.
_WRITERS = 4

#: Most articles of one request, and fewest worth a thread of their own.
_MOST, _FEWEST = 250, 16

#: Articles of one request when all are read.
_PAGE = 200


def open_elastic(settings: Settings) -> ElasticStore:
    """The store that `settings.store_url` names. Connects when first used. Raises UsageError for settings that are wrong."""
    where = f"Elasticsearch at {', '.join(hosts_of(settings.store_url))}"
    client = connect(settings)
    indices = Indices(
        client,
        where,
        prefix=settings.elastic_prefix,
        shards=settings.elastic_shards,
        replicas=settings.elastic_replicas,
    )
    return ElasticStore(client, where, indices)


class ElasticStore:
    """Implements `Store` on a cluster of Elasticsearch 9. Safe to use from several threads and processes."""

    def __init__(self, client: Elasticsearch, where: str, indices: Indices) -> None:
        """`where` says whom we talk to: "Elasticsearch at https://host:9200"."""
        self._client = client
        self._where = where
        self._indices = indices
        self._bulk = Bulk(client, where)
        self._writer = ArticleWriter(client, where, indices, self._bulk)
        self._purge = Purge(client, where, indices)
        self._threads = ThreadPoolExecutor(_WRITERS, thread_name_prefix="elastic-write")

    def write(self, batch: Sequence[EnrichedArticle]) -> list[Written]:
        """See `Store.write`. An index that takes no writes, or is too busy, is outcome `retry`; nothing is lost by it."""
        self._indices.ensure()
        outcomes: dict[int, Written] = {}
        for layer in layers(batch):
            pieces = list(_pieces(layer))
            written = self._threads.map(lambda piece: self._writer.write([batch[at] for at in piece]), pieces)
            for piece, results in zip(pieces, written, strict=True):
                outcomes.update(zip(piece, results, strict=True))
        self._purge.look()
        return [outcomes[at] for at in range(len(batch))]

    def refresh(self) -> None:
        """See `Store.refresh`."""
        self._indices.ensure()
        with translated(self._where):
            self._client.indices.refresh(index=[self._indices.alias(kind) for kind in KINDS])

    def get(self, article_id: str) -> EnrichedArticle | None:
        """See `Store.get`."""
        self._indices.ensure()
        (stored,) = read_stored(self._client, self._where, self._indices.alias("articles"), [article_id])
        return stored.enriched

    def find_url(self, url: str) -> EnrichedArticle | None:
        """See `Store.find_url`; the latest written where several have it."""
        query = {"bool": {"should": [{"term": {"url": url}}, {"term": {"canonical_url": url}}]}}
        answer = self._search("articles", query=query, sort=[{"indexed_at": "desc"}], size=1, source=["message"])
        found = answer["hits"]["hits"]
        return message_of(found[0]["_source"]) if found else None

    def search(self, kind: Kind, query: Query, *, sort: Sort = "relevance", limit: int = 20, cursor: str | None = None) -> Page:
        """See `Store.search`."""
        if not 1 <= limit <= MAX_LIMIT:
            raise UsageError(f"A page has 1 to {MAX_LIMIT} hits, not {limit}.")
        search = Search(kind, query, sort=sort, limit=limit, cursor=cursor)
        return search.page(self._search(kind, **search.request()))

    def facets(self, kind: Kind, query: Query, names: Sequence[str], *, limit: int = 10) -> dict[str, list[FacetCount]]:
        """See `Store.facets`. Raises UsageError for a name that is no facet."""
        if unknown := set(names).difference(FACETS):
            raise UsageError(f"There is no facet {', '.join(sorted(unknown))}; there are {', '.join(FACETS)}.")
        return facets(lambda aggs: self._aggregate(kind, query, aggs), names, limit)

    def histogram(self, kind: Kind, query: Query, interval: Interval) -> list[Bucket]:
        """See `Store.histogram`."""
        return buckets(counts_per(lambda aggs: self._aggregate(kind, query, aggs), interval), interval)

    def delete(self, article_id: str) -> bool:
        """See `Store.delete`. Raises StorageFull where the index takes no writes."""
        self._indices.ensure()
        return Eraser(self._client, self._where, self._indices, self._bulk).erase(article_id)

    def all(self) -> Iterator[EnrichedArticle]:
        """See `Store.all`. What was written within the last second may be missing: `refresh` before."""
        after: dict[str, Any] = {}
        while True:
            answer = self._search("articles", sort=[{"id": "asc"}], size=_PAGE, source=["message"], **after)
            found = answer["hits"]["hits"]
            yield from (message_of(one["_source"]) for one in found)
            if len(found) < _PAGE:
                return
            after = {"search_after": found[-1]["sort"]}

    def erased(self) -> Iterator[str]:
        """See `Store.erased`."""
        self._indices.ensure()
        return erased_ids(self._client, self._where, self._indices)

    def keep_out(self, article_ids: Sequence[str]) -> int:
        """See `Store.keep_out`. Raises StorageFull where the index takes no writes."""
        self._indices.ensure()
        eraser = Eraser(self._client, self._where, self._indices, self._bulk)
        return sum(eraser.keep_out(article_id) for article_id in article_ids)

    def rebuild(self) -> int:
        """See `Store.rebuild`; writes go on too. Raises AlreadyRunning where a rebuild is under way."""
        return Rebuild(self._client, self._where, self._indices, self._bulk).run()

    def status(self) -> Status:
        """See `Store.status`."""
        newest = {"newest": {"max": {"field": "published_at"}}}
        articles = self._search("articles", size=0, track_total_hits=True, aggs=newest)
        quotes = self._search("quotes", size=0, track_total_hits=True)
        at = articles["aggregations"]["newest"]["value"]
        return Status(
            articles=articles["hits"]["total"]["value"],
            quotes=quotes["hits"]["total"]["value"],
            newest=None if at is None else datetime.fromtimestamp(at / 1000, UTC),
            details={"store": "elasticsearch", "at": self._where, **self._health()},
        )

    def close(self) -> None:
        """See `Store.close`."""
        self._threads.shutdown()
        self._client.close()

    def _health(self) -> dict[str, str]:
        generation = self._indices.current()
        if generation is None:
            return {}
        index = generation.index("articles")
        with translated(self._where):
            health = self._client.cluster.health(index=index)
        return {"index": index, "health": str(health["status"]), "analysis": self._indices.analysed_by(generation)}

    def _search(self, kind: Kind, **wanted: Any) -> Any:
        self._indices.ensure()
        with translated(self._where):
            return self._client.search(index=self._indices.alias(kind), allow_partial_search_results=False, **wanted)

    def _aggregate(self, kind: Kind, query: Query, aggs: dict[str, Dsl]) -> Any:
        answer = self._search(kind, query=elastic_query(plan(kind, query)), size=0, track_total_hits=False, aggs=aggs)
        return answer["aggregations"]


def layers(batch: Sequence[EnrichedArticle]) -> list[list[int]]:
    """Places of a batch, in groups of different articles; the second time that an article occurs is in the second group."""
    seen: dict[str, int] = {}
    found: list[list[int]] = []
    for at, enriched in enumerate(batch):
        layer = seen.get(enriched.article.id, 0)
        seen[enriched.article.id] = layer + 1
        if layer == len(found):
            found.append([])
        found[layer].append(at)
    return found


def _pieces(layer: Sequence[int]) -> Iterator[Sequence[int]]:
    size = min(max(-(-len(layer) // _WRITERS), _FEWEST), _MOST)
    return (layer[start : start + size] for start in range(0, len(layer), size))
