"""Counting what was found, exactly however many shards there are."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.elastic_query import Dsl
from index.histogram import COUNTED_BY, Interval
from index.store import FacetCount

#: Values asked for at first: of all, and of each shard.
_FIRST, _FIRST_OF_SHARD = 100, 1000

#: Buckets of one page when everything is counted.
_PAGE = 10_000

#: By count and then by value.
_ORDER = [{"_count": "desc"}, {"_key": "asc"}]

#: Asks for aggregations, by name, of what was found.
Aggregate = Callable[[dict[str, Dsl]], Any]


def facets(aggregate: Aggregate, names: Sequence[str], limit: int) -> dict[str, list[FacetCount]]:
    """The `limit` most frequent values of each keyword field, by count and then by value."""
    if not names:
        return {}
    answer = aggregate({name: _terms(name, max(_FIRST, limit)) for name in names})
    return {name: _facet(aggregate, name, limit, _counted(answer[name], limit)) for name in names}


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """The first counts; where `exact` is False shards have left some out: `candidates` may be among the wanted."""

    counts: list[FacetCount]
    exact: bool
    candidates: list[str] | None = None


def _facet(aggregate: Aggregate, name: str, limit: int, first: _Counted) -> list[FacetCount]:
    if first.exact:
        return first.counts[:limit]
    if first.candidates is None:
        return heapq.nsmallest(limit, _all(aggregate, name), key=lambda one: (-one.count, one.value))
    wanted = _terms(name, len(first.candidates)) | {}
    wanted["terms"]["include"] = first.candidates
    return _counted(aggregate({name: wanted})[name], limit).counts[:limit]


def _terms(name: str, size: int) -> Dsl:
    return {"terms": {"field": name, "size": size, "shard_size": max(size, _FIRST_OF_SHARD), "order": _ORDER}}


def _counted(answer: Any, limit: int) -> _Counted:
    """A count may lack those of shards that passed a value over, by `doc_count_error_upper_bound` at most."""
    counts = [FacetCount(value=bucket["key"], count=bucket["doc_count"]) for bucket in answer["buckets"]]
    error = answer["doc_count_error_upper_bound"]
    if error == 0:
        return _Counted(counts=counts, exact=True)
    enough = counts[limit - 1].count if len(counts) >= limit else 0
    if counts[-1].count + error >= enough:  # so may values that were left out
        return _Counted(counts=counts, exact=False)
    return _Counted(counts=counts, exact=False, candidates=[one.value for one in counts if one.count + error >= enough])


def _all(aggregate: Aggregate, name: str) -> Iterator[FacetCount]:
    for bucket in _pages(aggregate, {"terms": {"field": name}}):
        yield FacetCount(value=bucket["key"]["of"], count=bucket["doc_count"])


def counts_per(aggregate: Aggregate, interval: Interval) -> Iterator[tuple[int, int]]:
    """(start in seconds since 1970, count) of each interval that has documents, in order."""
    length, offset = COUNTED_BY[interval]
    over = {"date_histogram": {"field": "published_at", "fixed_interval": f"{length}s", "offset": f"+{offset}s"}}
    for bucket in _pages(aggregate, over):
        yield bucket["key"]["of"] // 1000, bucket["doc_count"]


def _pages(aggregate: Aggregate, source: Dsl) -> Iterator[Any]:
    """All buckets, page after page: one page of all would have a limit."""
    after: dict[str, Any] = {}
    while True:
        wanted = {"composite": {"size": _PAGE, "sources": [{"of": source}], **after}}
        answer = aggregate({"of": wanted})["of"]
        yield from answer["buckets"]
        if len(answer["buckets"]) < _PAGE:
            return
        after = {"after": answer["after_key"]}
