"""Searches whose hits have one type, where `Store.search` answers with either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from index.query import Query
from index.store import ArticleHit, QuoteHit, Sort, Store

Hit = TypeVar("Hit", ArticleHit, QuoteHit)


@dataclass(frozen=True, kw_only=True)
class Found(Generic[Hit]):
    """One page of hits; `total` counts all that match, `next_cursor` is None at the end."""

    hits: tuple[Hit, ...]
    total: int
    next_cursor: str | None


def find_articles(
    store: Store, query: Query, *, sort: Sort = "relevance", limit: int = 20, cursor: str | None = None
) -> Found[ArticleHit]:
    """Matching articles. Raises UsageError for a cursor that is none."""
    page = store.search("articles", query, sort=sort, limit=limit, cursor=cursor)
    hits = tuple(hit for hit in page.hits if isinstance(hit, ArticleHit))
    return Found(hits=hits, total=page.total, next_cursor=page.next_cursor)


def find_quotes(
    store: Store, query: Query, *, sort: Sort = "relevance", limit: int = 20, cursor: str | None = None
) -> Found[QuoteHit]:
    """Matching quotes. Raises UsageError for a cursor that is none."""
    page = store.search("quotes", query, sort=sort, limit=limit, cursor=cursor)
    hits = tuple(hit for hit in page.hits if isinstance(hit, QuoteHit))
    return Found(hits=hits, total=page.total, next_cursor=page.next_cursor)
