"""Searching the embedded store: a query to hits, looked up in the record, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.cursor import Cursor, decode_cursor, encode_cursor
from index.documents import language_of, quote_id
from index.highlights import Matcher
from index.query import Query
from index.query_plan import is_scored, plan
from index.ranking import Candidate, Ranked, by_date, by_relevance
from index.reader import View
from index.record import Record
from index.store import ArticleHit, Kind, Page, QuoteHit, Sort
from index.tantivy_query import tantivy_query
from wire.errors import UsageError
from wire.messages import EnrichedArticle

#: How far a search sorted by relevance can be paged; by date there is no end.
MAX_PASSED = 10_000


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A candidate with its id and its hit."""

    candidate: Candidate
    hit: ArticleHit | QuoteHit

    def order(self, sort: Sort) -> tuple[float, str]:
        return (-self.candidate.key if sort == "newest" else self.candidate.key), self.hit.id


def search(view: View, record: Record, kind: Kind, query: Query, *, sort: Sort, limit: int, cursor: str | None) -> Page:
    """One page of hits; see `Store.search`. A query of filters alone has nothing to rank by: relevance is then newest."""
    if not is_scored(query) and sort == "relevance":
        sort = "newest"
    after = decode_cursor(cursor, sort) if cursor else None
    native = tantivy_query(plan(kind, query), view.schema)
    look_up = _hits_of(record, kind, Matcher(kind, query))
    if sort == "relevance":
        if after is not None and after.passed >= MAX_PASSED:
            raise UsageError(f"Only {MAX_PASSED} hits can be paged through by relevance: narrow the query, or sort by date.")
        return _relevance_page(view, by_relevance(view, native, wanted=limit + 1, cursor=after), look_up, limit, after)
    # one for "is there more", one for the last of the page before, which comes again
    ranked = by_date(view, native, sort=sort, wanted=limit + 2, cursor=after)
    return _date_page(ranked, look_up, sort, limit, after)


_LookUp = Callable[[Sequence[Candidate]], list[_Found]]


def _relevance_page(view: View, ranked: Ranked, look_up: _LookUp, limit: int, after: Cursor | None) -> Page:
    shown = ranked.candidates[:limit]
    passed = (after.passed if after else 0) + len(shown)
    more = len(ranked.candidates) > limit
    cursor = encode_cursor(Cursor("relevance", passed=passed, until=after.until if after else view.seq)) if more else None
    return _page(look_up(shown), ranked.total, cursor)


def _date_page(ranked: Ranked, look_up: _LookUp, sort: Sort, limit: int, after: Cursor | None) -> Page:
    found = sorted(look_up(ranked.candidates), key=lambda one: one.order(sort))
    if after is not None:
        start = (-after.key if sort == "newest" else after.key), after.id
        found = [one for one in found if one.order(sort) > start]
    shown = found[:limit]
    if len(found) <= limit and len(ranked.candidates) < limit + 2:  # candidates erased just now do not end the pages
        return _page(shown, ranked.total, None)
    key, last_id = (shown[-1].candidate.key, shown[-1].hit.id) if shown else (ranked.candidates[-1].key, "")
    return _page(shown, ranked.total, encode_cursor(Cursor(sort, key=int(key), id=last_id)))


def _page(found: Sequence[_Found], total: int, cursor: str | None) -> Page:
    articles = tuple(one.hit for one in found if isinstance(one.hit, ArticleHit))
    quotes = tuple(one.hit for one in found if isinstance(one.hit, QuoteHit))
    return Page(hits=articles or quotes, total=total, next_cursor=cursor)


def _hits_of(record: Record, kind: Kind, matcher: Matcher) -> _LookUp:
    def look_up(candidates: Sequence[Candidate]) -> list[_Found]:
        articles = record.by_number(sorted({candidate.n for candidate in candidates}))
        hits = ((candidate, _hit(kind, candidate, articles.get(candidate.n), matcher)) for candidate in candidates)
        return [_Found(candidate=candidate, hit=hit) for candidate, hit in hits if hit is not None]

    return look_up


def _hit(kind: Kind, candidate: Candidate, enriched: EnrichedArticle | None, matcher: Matcher) -> ArticleHit | QuoteHit | None:
    if enriched is None:  # erased, and the search index is about to follow
        return None
    score = candidate.key if isinstance(candidate.key, float) else 0.0
    if kind == "articles":
        return article_hit(enriched, score=score, matcher=matcher)
    if candidate.position >= len(enriched.analysis.quotes):  # rewritten with fewer quotes, likewise
        return None
    return quote_hit(enriched, candidate.position, score=score, matcher=matcher)


def article_hit(enriched: EnrichedArticle, *, score: float, matcher: Matcher) -> ArticleHit:
    """An article as a hit."""
    return ArticleHit(id=enriched.article.id, score=score, enriched=enriched, highlights=matcher.fragments(enriched))


def quote_hit(enriched: EnrichedArticle, position: int, *, score: float, matcher: Matcher) -> QuoteHit:
    """One quote of an article as a hit."""
    article, quote = enriched.article, enriched.analysis.quotes[position]
    return QuoteHit(
        id=quote_id(article.id, quote),
        score=score,
        quote=quote,
        article_id=article.id,
        url=article.url,
        title=article.title,
        source=article.source,
        language=language_of(enriched),
        published_at=article.published_at,
        highlights=matcher.spans(quote.text, language_of(enriched)),
    )
