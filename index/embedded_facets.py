"""Counting what was found: facets and histograms of the embedded store, exact whatever the layout of the index.

tantivy counts a facet segment by segment and passes on only the most frequent values of each, so a count may lack those of
segments where the value is rare; by how much at most, it says (`doc_count_error_upper_bound`). Values that could be among
the wanted ones are therefore counted a second time, alone and in full. Counting everything at once would be exact too, but
takes 50 ms and more where there are tens of thousands of values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import Query

from index.reader import View
from index.store import FacetCount

#: Values asked for at first, in all and of each segment.
_FIRST = 400

#: More values than an index has: asks for all.
_ALL = 1 << 24


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """Counts, the highest first; each may be too low by `error`, and a value left out has at most `most_left_out`."""

    counts: Sequence[FacetCount]
    error: int
    most_left_out: int


def facet(view: View, query: Query, name: str, limit: int) -> list[FacetCount]:
    """The `limit` most frequent values of a keyword field, by count and then by value."""
    first = _count(view, query, name, max(_FIRST, 4 * limit))
    if first.most_left_out == 0:
        counts = first.counts
    elif (candidates := _candidates(first, limit)) is not None:
        counts = _count(view, query, name, len(candidates), include=candidates).counts
    else:
        counts = _count(view, query, name, _ALL).counts
    return sorted(counts, key=lambda one: (-one.count, one.value))[:limit]


def _candidates(counted: _Counted, limit: int) -> list[str] | None:
    """The values that may be among the first `limit`; None where one that was left out may be."""
    enough = counted.counts[limit - 1].count
    if counted.most_left_out >= enough:
        return None
    return [one.value for one in counted.counts if one.count + counted.error >= enough]


def _count(view: View, query: Query, name: str, size: int, include: Sequence[str] | None = None) -> _Counted:
    wanted: dict[str, Any] = {"field": name, "size": size, "segment_size": size}
    if include is not None:
        wanted["include"] = list(include)
    answer = view.searcher.aggregate(query, {"of": {"terms": wanted}})["of"]
    counts = [FacetCount(value=bucket["key"], count=bucket["doc_count"]) for bucket in answer["buckets"]]
    error = int(answer["doc_count_error_upper_bound"] or 0)
    complete = not answer["sum_other_doc_count"] and not error
    return _Counted(counts=counts, error=error, most_left_out=0 if complete else counts[-1].count + error)


def counts_per(view: View, query: Query, interval_s: int, offset_s: int) -> Iterator[tuple[int, int]]:
    """(start in seconds since 1970, count) of each interval that has documents, in order."""
    wanted = {"field": "published", "interval": interval_s, "offset": offset_s, "min_doc_count": 1}
    for bucket in view.searcher.aggregate(query, {"over": {"histogram": wanted}})["over"]["buckets"]:
        yield int(bucket["key"]), int(bucket["doc_count"])
