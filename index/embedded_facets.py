"""Counting what was found: facets and histograms of the embedded store, exact whatever the layout of the index.

tantivy counts a facet segment by segment and passes on only the most frequent values of each, so a count may lack those of
segments where the value is rare; by how much at most, it says (`doc_count_error_upper_bound`). Values that could be among
the wanted ones are therefore counted a second time, alone and in full. Counting everything at once would be exact too, but
takes three times as long where there are tens of thousands of values. All facets are counted in one pass, by number
(`facet_id`); only those that are shown, or tie with one, are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import Occur, Query

from index.query_plan import Everything, Plan, has_phrase
from index.ranking import count
from index.reader import View
from index.store import FacetCount
from index.tantivy_query import tantivy_query
from index.tantivy_schema import FACET_VALUES, facet_field, facet_prefix

#: Values asked for at first.
_FIRST = 150

#: Values asked of each segment at first. Of a thousand documents this is all that a segment has, so that nothing needs to be
#: counted again, which costs as much as the first time; more would cost more where tens of thousands match.
_FIRST_OF_SEGMENT = 400

#: The same where there is a phrase: to find what matches costs most, and that is a few thousand documents at most.
_FIRST_OF_SEGMENT_BY_PHRASE = 2000

#: Most values of one answer: tantivy refuses 65,000. Where more tie, which of them are listed is left to chance.
_MOST = 60_000

#: More values than a segment has: asks for all.
_ALL = 1 << 24

#: How often each value of a facet occurs, by the value's number.
Counts = Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """Counts, each too low by up to `error`; a value left out has at most `most_left_out`, 0 where none is."""

    counts: Counts
    error: int = 0
    most_left_out: int = 0


def facets(view: View, query: Plan, names: Sequence[str], limit: int) -> dict[str, list[FacetCount]]:
    """The `limit` most frequent values of each facet, by count and then by value."""
    native = tantivy_query(query, view.schema)
    size = min(max(_FIRST, 4 * limit), _MOST)
    first_of_segment = _FIRST_OF_SEGMENT_BY_PHRASE if has_phrase(query) else _FIRST_OF_SEGMENT
    first = _count(view, native, names, size=size, segment_size=max(first_of_segment, size))
    exact = {name: one.counts for name, one in first.items()}
    in_full: list[str] = []
    recounted: dict[str, list[int]] = {}
    for name, one in first.items():
        enough = _last_of_first(one.counts, limit)
        if one.most_left_out and one.most_left_out >= enough:
            in_full.append(name)
        elif one.error:
            recounted[name] = [number for number, count in one.counts.items() if count + one.error >= enough]
    if in_full:
        exact |= {name: one.counts for name, one in _count(view, native, in_full, size=_MOST, segment_size=_ALL).items()}
    exact |= _recount(view, query, native, recounted)
    return {name: _most_frequent(view, exact[name], limit) for name in names}


def _last_of_first(counts: Counts, limit: int) -> int:
    """The count of the last of the `limit` most frequent; 0 where all are among them."""
    return sorted(counts.values(), reverse=True)[limit - 1] if len(counts) >= limit else 0


def _count(view: View, query: Query, names: Iterable[str], *, size: int, segment_size: int) -> dict[str, _Counted]:
    """The most frequent values of each facet."""
    wanted = {name: {"terms": {"field": facet_field(name), "size": size, "segment_size": segment_size}} for name in names}
    return {name: _read(answer) for name, answer in view.searcher.aggregate(query, wanted).items()}


def _read(answer: dict[str, Any]) -> _Counted:
    counts = {int(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}
    error = int(answer["doc_count_error_upper_bound"] or 0)
    complete = not answer["sum_other_doc_count"] and not error
    return _Counted(counts=counts, error=error, most_left_out=0 if complete else min(counts.values()) + error)


def _recount(view: View, plan: Plan, query: Query, wanted: Mapping[str, list[int]]) -> dict[str, Counts]:
    """Count some values of each facet, in full."""
    if not wanted:
        return {}
    if plan == Everything():  # one by one is the quickest here, since nothing needs to be looked at but them
        return {name: {number: _number_of(view, name, number) for number in numbers} for name, numbers in wanted.items()}
    ranges = {name: {"range": {"field": facet_field(name), "ranges": _ranges(numbers)}} for name, numbers in wanted.items()}
    return {name: _read_ranges(answer, wanted[name]) for name, answer in view.searcher.aggregate(query, ranges).items()}


def _number_of(view: View, name: str, number: int) -> int:
    of_value = Query.term_query(view.schema, facet_field(name), number)
    return count(view, Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.Must, of_value)]))


def _ranges(numbers: Iterable[int]) -> list[dict[str, float]]:
    """A range per number: values are many, those wanted few, and ranges are counted without a table of all values."""
    return [{"from": float(number), "to": float(number + 1)} for number in sorted(numbers)]


def _read_ranges(answer: dict[str, Any], numbers: Iterable[int]) -> Counts:
    """Counts by where a range begins; tantivy adds the ranges in between."""
    found = {int(bucket["from"]): int(bucket["doc_count"]) for bucket in answer["buckets"] if "from" in bucket}
    return {number: found[number] for number in numbers}


def _most_frequent(view: View, counts: Counts, limit: int) -> list[FacetCount]:
    enough = _last_of_first(counts, limit)
    found = [FacetCount(value=_value(view, number), count=count) for number, count in counts.items() if count >= enough]
    return sorted(found, key=lambda one: (-one.count, one.value))[:limit]


def _value(view: View, number: int) -> str:
    """What a number stands for."""
    prefix = facet_prefix(number)
    term, _ = view.searcher.terms_with_prefix(FACET_VALUES, prefix)[0]
    return str(term.removeprefix(prefix))


def counts_per(view: View, query: Query, interval_s: int, offset_s: int) -> Iterator[tuple[int, int]]:
    """(start in seconds since 1970, count) of each interval that has documents, in order."""
    wanted = {"field": "published", "interval": interval_s, "offset": offset_s, "min_doc_count": 1}
    for bucket in view.searcher.aggregate(query, {"over": {"histogram": wanted}})["over"]["buckets"]:
        yield int(bucket["key"]), int(bucket["doc_count"])
