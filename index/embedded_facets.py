"""Counting what was found: facets and histograms of the embedded store, exact whatever the layout of the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tantivy import Query

from index.reader import View
from index.store import FacetCount

#: Values asked for at first; far more than are shown, so that ties at the end are seen whole.
_FIRST = 200

#: Values asked for where that was not enough: more than tantivy can have.
_ALL = 1 << 24


def facet(view: View, query: Query, name: str, limit: int) -> list[FacetCount]:
    """The `limit` most frequent values of a keyword field, by count and then by value."""
    for size in (max(_FIRST, 4 * limit), _ALL):
        answer = view.searcher.aggregate(query, {"of": {"terms": {"field": name, "size": size, "segment_size": size}}})["of"]
        counts = [FacetCount(value=bucket["key"], count=bucket["doc_count"]) for bucket in answer["buckets"]]
        if size == _ALL or _is_exact(answer, counts, limit):
            break
    return sorted(counts, key=lambda one: (-one.count, one.value))[:limit]


def _is_exact(answer: dict[str, Any], counts: Sequence[FacetCount], limit: int) -> bool:
    """Whether no value left out could belong among the first `limit`: per segment, only the most frequent were sent."""
    if answer["sum_other_doc_count"] == 0 and not answer.get("doc_count_error_upper_bound"):
        return True
    least_wanted, least_sent = counts[limit - 1].count, counts[-1].count
    return not answer.get("doc_count_error_upper_bound") and least_sent < least_wanted


def counts_per(view: View, query: Query, interval_s: int, offset_s: int) -> Iterator[tuple[int, int]]:
    """(start in seconds since 1970, count) of each interval that has documents, in order."""
    wanted = {"field": "published", "interval": interval_s, "offset": offset_s, "min_doc_count": 1}
    for bucket in view.searcher.aggregate(query, {"over": {"histogram": wanted}})["over"]["buckets"]:
        yield int(bucket["key"]), int(bucket["doc_count"])
