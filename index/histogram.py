"""Buckets of time: which bucket a moment falls into, and the empty ones in between. Shared by both stores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

from index.store import Bucket

Interval = Literal["hour", "day", "week", "month"]

#: Length (s) and offset (s) of the intervals to count by; weeks begin on Monday, months are summed up from days.
COUNTED_BY: dict[Interval, tuple[int, int]] = {
    "hour": (3600, 0),
    "day": (86400, 0),
    "week": (7 * 86400, 4 * 86400),
    "month": (86400, 0),
}

#: Most buckets to fill up with empty ones; beyond (one article dated 1970 among hours) only those with documents are given.
MAX_BUCKETS = 5000


def buckets(counts: Iterable[tuple[int, int]], interval: Interval) -> list[Bucket]:
    """Counts per start (seconds since 1970) as buckets, in order, with the empty ones in between."""
    summed: Counter[datetime] = Counter()
    for start, count in counts:
        summed[bucket_start(start, interval)] += count
    if not summed:
        return []
    first, last = min(summed), max(summed)
    if (last - first) / _shortest(interval) > MAX_BUCKETS:
        return [Bucket(start=start, count=summed[start]) for start in sorted(summed)]
    return [Bucket(start=start, count=summed[start]) for start in _between(first, last, interval)]


def bucket_start(second: int, interval: Interval) -> datetime:
    """The start (UTC) of the bucket of a second since 1970."""
    length, offset = COUNTED_BY[interval]
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=(second - offset) // length * length + offset)
    return start.replace(day=1) if interval == "month" else start


def _between(first: datetime, last: datetime, interval: Interval) -> Iterator[datetime]:
    while first < last:
        yield first
        first = _next(first, interval)
    yield last


def _next(start: datetime, interval: Interval) -> datetime:
    if interval == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(seconds=COUNTED_BY[interval][0])


def _shortest(interval: Interval) -> timedelta:
    return timedelta(days=28) if interval == "month" else timedelta(seconds=COUNTED_BY[interval][0])
