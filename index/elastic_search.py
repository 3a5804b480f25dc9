"""Searching: a query to one page of hits. The rules of order and paging are those of the embedded store."""

from __future__ import annotations

from typing import Any

from index.cursor import Cursor, decode_cursor, encode_cursor
from index.elastic_documents import card_of, message_of
from index.elastic_query import Dsl, elastic_query, unscored
from index.highlights import Matcher
from index.query import Query
from index.query_plan import is_scored, plan
from index.store import ArticleHit, Kind, Page, QuoteHit, Sort
from wire.errors import UsageError

#: How far a search sorted by relevance can be paged; by date there is no end. The setting max_result_window allows for it.
MAX_PASSED = 10_000

#: What of a document a hit is made from.
_SOURCE = {"articles": ["message"], "quotes": ["card"]}

#: Order of each sort; the id keeps equals apart.
_ORDER: dict[Sort, list[Dsl]] = {
    "newest": [{"newest": "desc"}, {"id": "asc"}],
    "oldest": [{"oldest": "asc"}, {"id": "asc"}],
    "relevance": [{"_score": "desc"}, {"newest": "desc"}, {"id": "asc"}],
}


class Search:
    """One search: gives the request, and makes the page from its answer."""

    def __init__(self, kind: Kind, query: Query, *, sort: Sort, limit: int, cursor: str | None) -> None:
        """A query of filters alone has nothing to rank by: relevance is then newest. Raises UsageError for a bad cursor."""
        self._kind = kind
        self._query = query
        self._sort: Sort = sort if is_scored(query) or sort != "relevance" else "newest"
        self._limit = limit
        self._after = decode_cursor(cursor, self._sort) if cursor else None
        if self._passed + limit > MAX_PASSED:
            raise UsageError(f"Only the first {MAX_PASSED} hits can be paged by relevance: narrow the query, or sort by date.")

    @property
    def _passed(self) -> int:
        return self._after.passed if self._after else 0

    def request(self) -> dict[str, Any]:
        """The parameters of the search. One hit more than asked for tells whether there is another page."""
        query = elastic_query(plan(self._kind, self._query))
        wanted: dict[str, Any] = {
            "query": query,
            "sort": _ORDER[self._sort],
            "size": self._limit + 1,
            "source": _SOURCE[self._kind],
            "track_total_hits": True,
        }
        return wanted | (self._by_relevance(query) if self._sort == "relevance" else self._by_date())

    def _by_relevance(self, query: Dsl) -> dict[str, Any]:
        """Later pages are made of what was there at the time of the first; `post_filter` leaves the total as it is."""
        wanted: dict[str, Any] = {"query": query, "search_type": "dfs_query_then_fetch"}
        if self._after is None:
            return wanted | {"aggs": {"until": {"global": {}, "aggs": {"at": {"max": {"field": "indexed_at"}}}}}}
        there = unscored({"range": {"indexed_at": {"lte": self._after.until}}})
        return wanted | {"post_filter": there, "from_": self._passed}

    def _by_date(self) -> dict[str, Any]:
        return {"search_after": [self._after.key, self._after.id]} if self._after else {}

    def page(self, answer: Any) -> Page:
        """The page of an answer."""
        found = answer["hits"]["hits"]
        matcher = Matcher(self._kind, self._query)
        hits = [hit_of(self._kind, one["_source"], one["_score"] or 0.0, matcher) for one in found[: self._limit]]
        articles = tuple(hit for hit in hits if isinstance(hit, ArticleHit))
        quotes = tuple(hit for hit in hits if isinstance(hit, QuoteHit))
        cursor = self._cursor(answer) if len(found) > self._limit else None
        return Page(hits=articles or quotes, total=answer["hits"]["total"]["value"], next_cursor=cursor)

    def _cursor(self, answer: Any) -> str:
        if self._sort != "relevance":
            key, document_id = answer["hits"]["hits"][self._limit - 1]["sort"]
            return encode_cursor(Cursor(self._sort, key=key, id=document_id))
        until = self._after.until if self._after else int(answer["aggregations"]["until"]["at"]["value"])
        return encode_cursor(Cursor("relevance", passed=self._passed + self._limit, until=until))


def hit_of(kind: Kind, source: dict[str, Any], score: float, matcher: Matcher) -> ArticleHit | QuoteHit:
    """A document as a hit."""
    if kind == "articles":
        enriched = message_of(source)
        return ArticleHit(id=enriched.article.id, score=score, enriched=enriched, highlights=matcher.fragments(enriched))
    card = card_of(source)
    return QuoteHit(
        id=card.id,
        score=score,
        quote=card.quote,
        article_id=card.article_id,
        url=card.url,
        title=card.title,
        source=card.source,
        language=card.language,
        published_at=card.published_at,
        highlights=matcher.spans(card.quote.text, card.language),
    )
