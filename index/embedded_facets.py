"""Counting what was found: facets and histograms of the embedded store, exact whatever the layout of the index.

tantivy counts a facet segment by segment and passes on only the most frequent values of each, so a count may lack those of
segments where the value is rare; by how much at most, it says (`doc_count_error_upper_bound`). Values that could be among
the wanted ones are therefore counted a second time, alone and in full. Counting everything at once would be exact too, but
takes 50 ms and more where there are tens of thousands of values. All facets are counted in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import Query

from index.query_plan import AnyTerm, Every, Everything, Plan
from index.ranking import count
from index.reader import View
from index.store import FacetCount
from index.tantivy_query import tantivy_query

#: Values asked for at first, in all and of each segment.
_FIRST = 150

#: More values than an index has: asks for all.
_ALL = 1 << 24


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """Counts, the highest first; each may be too low by `error`, and a value left out has at most `most_left_out`."""

    counts: Sequence[FacetCount]
    error: int = 0
    most_left_out: int = 0


def facets(view: View, query: Plan, names: Sequence[str], limit: int) -> dict[str, list[FacetCount]]:
    """The `limit` most frequent values of each keyword field, by count and then by value."""
    native = tantivy_query(query, view.schema)
    size = max(_FIRST, 4 * limit)
    first = _count(view, native, {name: {"size": size, "segment_size": size} for name in names})
    doubtful = {name: _candidates(one, limit) for name, one in first.items() if one.most_left_out}
    full = _count_everywhere(view, doubtful) if query == Everything() else {}
    full |= _count(view, native, {name: _only(values) for name, values in doubtful.items() if name not in full})
    counts = {name: full.get(name, one).counts for name, one in first.items()}
    return {name: sorted(counts[name], key=lambda one: (-one.count, one.value))[:limit] for name in names}


def _candidates(counted: _Counted, limit: int) -> list[str] | None:
    """The values that may be among the first `limit`; None where one that was left out may be."""
    enough = counted.counts[limit - 1].count
    if counted.most_left_out >= enough:
        return None
    return [one.value for one in counted.counts if one.count + counted.error >= enough]


def _count_everywhere(view: View, fields: Mapping[str, list[str] | None]) -> dict[str, _Counted]:
    """Count some values in all documents: one by one, which is the quickest, since nothing needs to be looked at but them."""
    return {
        name: _Counted(counts=[FacetCount(value=value, count=_number_of(view, name, value)) for value in values])
        for name, values in fields.items()
        if values is not None
    }


def _number_of(view: View, name: str, value: str) -> int:
    return count(view, tantivy_query(Every((Everything(), AnyTerm(name, (value,), scored=False))), view.schema))


def _only(values: list[str] | None) -> dict[str, Any]:
    """How to count these values alone, or all that there are."""
    if values is None:
        return {"size": _ALL, "segment_size": _ALL}
    return {"size": len(values), "segment_size": len(values), "include": values}


def _count(view: View, query: Query, fields: Mapping[str, dict[str, Any]]) -> dict[str, _Counted]:
    if not fields:
        return {}
    wanted = {name: {"terms": {"field": name, **how}} for name, how in fields.items()}
    return {name: _read(answer) for name, answer in view.searcher.aggregate(query, wanted).items()}


def _read(answer: dict[str, Any]) -> _Counted:
    counts = [FacetCount(value=bucket["key"], count=bucket["doc_count"]) for bucket in answer["buckets"]]
    error = int(answer["doc_count_error_upper_bound"] or 0)
    complete = not answer["sum_other_doc_count"] and not error
    return _Counted(counts=counts, error=error, most_left_out=0 if complete else counts[-1].count + error)


def counts_per(view: View, query: Query, interval_s: int, offset_s: int) -> Iterator[tuple[int, int]]:
    """(start in seconds since 1970, count) of each interval that has documents, in order."""
    wanted = {"field": "published", "interval": interval_s, "offset": offset_s, "min_doc_count": 1}
    for bucket in view.searcher.aggregate(query, {"over": {"histogram": wanted}})["over"]["buckets"]:
        yield int(bucket["key"]), int(bucket["doc_count"])
