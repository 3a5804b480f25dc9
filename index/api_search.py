"""The API's searches: articles, quotes, facets, histogram."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, HTTPException, Response

from index.api_params import (
    ArticleId,
    ArticleUrl,
    Cursor,
    FacetNames,
    IntervalParam,
    KindParam,
    Limit,
    QueryText,
    SortParam,
    Until,
    ValueLimit,
)
from index.api_schema import Articles, Count, Facets, Histogram, Quotes, Slot, answers, json_response
from index.desk import Desk
from index.found import find_articles, find_quotes
from index.histogram import Interval
from index.query import After, And, Before
from index.query_dates import in_utc
from index.query_parse import parse
from index.rows import article_row, quote_row
from index.store import FACETS
from wire.errors import UsageError
from wire.messages import EnrichedArticle

#: How far back a histogram looks, by its interval.
REACH: dict[Interval, timedelta] = {
    "hour": timedelta(days=14),
    "day": timedelta(days=400),
    "week": timedelta(days=5 * 366),
    "month": timedelta(days=30 * 366),
}

MISSING = "no stored article has this {}: `newswire why URL` says what became of an address"


def search_routes(desk: Desk) -> APIRouter:
    """What is found by a query."""
    router = APIRouter(tags=["search"])

    @router.get("/articles", responses=answers(Articles, 503), response_class=Response)
    def articles(q: QueryText = "", sort: SortParam = "relevance", limit: Limit = 20, cursor: Cursor = None) -> Response:
        """Find articles."""
        found = find_articles(desk.store, parse(q), sort=sort, limit=limit, cursor=cursor)
        rows = [article_row(hit) for hit in found.hits]
        return json_response(Articles(total=found.total, next_cursor=found.next_cursor, hits=rows))

    @router.get("/quotes", responses=answers(Quotes, 503), response_class=Response)
    def quotes(q: QueryText = "", sort: SortParam = "relevance", limit: Limit = 20, cursor: Cursor = None) -> Response:
        """Find quotes, each with its speaker and where it was printed."""
        found = find_quotes(desk.store, parse(q), sort=sort, limit=limit, cursor=cursor)
        rows = [quote_row(hit) for hit in found.hits]
        return json_response(Quotes(total=found.total, next_cursor=found.next_cursor, hits=rows))

    return router


def count_routes(desk: Desk) -> APIRouter:
    """What is found, counted."""
    router = APIRouter(tags=["counts"])

    @router.get("/facets", responses=answers(Facets, 503), response_class=Response)
    def facets(
        q: QueryText = "",
        kind: KindParam = "quotes",
        names: FacetNames = "speaker,person,organisation,place,source,language,kind",
        limit: ValueLimit = 10,
    ) -> Response:
        """Count what a query finds by speaker, person, organisation, place, source, language and kind."""
        counted = desk.store.facets(kind, parse(q), facet_names(names), limit=limit)
        return json_response(
            Facets(facets={name: [Count(value=row.value, count=row.count) for row in rows] for name, rows in counted.items()})
        )

    @router.get("/histogram", responses=answers(Histogram, 503), response_class=Response)
    def histogram(
        q: QueryText = "", kind: KindParam = "quotes", interval: IntervalParam = "day", until: Until = None
    ) -> Response:
        """Count what a query finds over time."""
        end = in_utc(until, name="until") if until else desk.clock() + timedelta(days=2)
        bounded = And((parse(q), After(reach_back(end, interval)), Before(end)))
        buckets = desk.store.histogram(kind, bounded, interval)
        return json_response(
            Histogram(interval=interval, buckets=[Slot(start=bucket.start, count=bucket.count) for bucket in buckets])
        )

    return router


def article_routes(desk: Desk) -> APIRouter:
    """One article, whole."""
    router = APIRouter(tags=["articles"])

    @router.get("/articles/by-url", responses=answers(EnrichedArticle, 404, 503), response_class=Response)
    def article_by_url(url: ArticleUrl) -> Response:
        """One article by its address: text, names and quotes with their speakers."""
        enriched = desk.store.find_url(url)
        if enriched is None:
            raise HTTPException(404, MISSING.format("address"))
        return json_response(enriched)

    @router.get("/articles/{article_id}", responses=answers(EnrichedArticle, 404, 503), response_class=Response)
    def article(article_id: ArticleId) -> Response:
        """One article by its id: text, names and quotes with their speakers."""
        enriched = desk.store.get(article_id)
        if enriched is None:
            raise HTTPException(404, MISSING.format("id"))
        return json_response(enriched)

    return router


def facet_names(names: str) -> list[str]:
    """The facets of a comma-separated list. Raises UsageError for one that does not exist."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in FACETS]
    if unknown:
        raise UsageError(f"names: there is no facet {unknown[0]!r}: choose from {', '.join(FACETS)}")
    return wanted


def reach_back(end: datetime, interval: Interval) -> datetime:
    """Where a histogram that ends at `end` begins; there is nothing before year 1."""
    earliest = datetime.min.replace(tzinfo=UTC)
    return end - REACH[interval] if end - earliest > REACH[interval] else earliest
