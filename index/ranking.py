"""The best documents of a tantivy query, in an order that does not depend on how the index happens to be laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tantivy import DocAddress, Order, Query

from index.cursor import Cursor
from index.reader import View
from index.store import Sort
from index.tantivy_query import between, restricted

#: Order field and direction of the sorts by date.
_BY_DATE = {"newest": ("newest", Order.Desc), "oldest": ("oldest", Order.Asc)}

#: How many times the hits wanted are asked for at first: ties are frequent, and to search a second time costs far more.
_ASKED_AT_FIRST = 4

#: What tantivy finds: a score or order key, and where in the index.
Hit = tuple[float, DocAddress]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A document found: where it stands in the record, and what it is ordered by (`key`; a float score by relevance)."""

    n: int
    position: int
    key: float
    newest: int


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Candidates from the first wanted on, best first, at least as many as wanted if there are; and the total of the query."""

    candidates: list[Candidate]
    total: int


def by_date(view: View, query: Query, *, sort: Sort, wanted: int, cursor: Cursor | None) -> Ranked:
    """Documents by order key. The one the cursor names comes again, with all that share its key: the caller knows ids."""
    field, order = _BY_DATE[sort]
    rest = query
    if cursor is not None:
        lowest, highest = (None, cursor.key) if sort == "newest" else (cursor.key, None)
        rest = restricted(query, between(view.schema, field, lowest, highest))
    hits, total = _with_ties(view, rest, wanted=wanted, field=field, order=order)
    return Ranked(candidates=_candidates(view, hits), total=total if cursor is None else count(view, query))


def by_relevance(view: View, query: Query, *, wanted: int, cursor: Cursor | None) -> Ranked:
    """Documents by score, the newer first among equals; after the first page only of those that were there at its time."""
    passed = cursor.passed if cursor else 0
    rest = query if cursor is None else restricted(query, between(view.schema, "seq", None, cursor.until))
    hits, total = _with_ties(view, rest, wanted=passed + wanted, field=None, order=Order.Desc)
    ordered = sorted(_candidates(view, hits), key=lambda found: (-found.key, -found.newest, found.n, found.position))
    return Ranked(candidates=ordered[passed:], total=total if cursor is None else count(view, query))


def count(view: View, query: Query) -> int:
    """How many documents match."""
    return int(_search(view, query, limit=1, field=None, order=Order.Desc).count)


def _with_ties(view: View, query: Query, *, wanted: int, field: str | None, order: Order) -> tuple[list[Hit], int]:
    """The first `wanted` hits and all others that tie with the last of them; and how many match."""
    limit = _ASKED_AT_FIRST * (wanted + 1)
    while True:
        found = _search(view, query, limit=limit, field=field, order=order)
        hits: list[Hit] = found.hits
        last = hits[wanted - 1][0] if len(hits) > wanted else None
        if len(hits) < limit or hits[-1][0] != last:
            return hits[:wanted] + [hit for hit in hits[wanted:] if hit[0] == last], found.count
        limit *= 4


def _search(view: View, query: Query, *, limit: int, field: str | None, order: Order) -> Any:
    """tantivy's result, whose type stub lacks `count`."""
    return view.searcher.search(query, limit=limit, count=True, order_by_field=field, order=order)


def _candidates(view: View, hits: list[Hit]) -> list[Candidate]:
    addresses = [address for _, address in hits]
    columns = [view.searcher.fast_field_values(field, addresses) for field in ("n", "position", "newest")]
    return [
        Candidate(n=n, position=position, key=key, newest=newest)
        for (key, _), n, position, newest in zip(hits, *columns, strict=True)
    ]
