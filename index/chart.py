"""A histogram as bars to draw: which interval to count by, and where each bar stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from index.histogram import Interval
from index.query import After, And, Before, Query
from index.store import Bucket, Kind, Store

#: How far back the histogram looks; older documents are counted by month.
WINDOW = timedelta(days=400)
#: Days up to which bars are hours.
HOURLY_DAYS = 4
#: Days up to which bars are days; beyond, weeks.
DAILY_DAYS = 92
#: Most bars drawn; of more only the latest are.
MOST_BARS = 120

#: The drawing's size in its own units.
WIDTH, HEIGHT = 720, 64


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar. `start` and `end` bound its time, `end` excluded."""

    start: datetime
    end: datetime
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawn histogram; `peak` is its highest bar."""

    interval: Interval
    bars: tuple[Bar, ...]
    peak: Bar | None
    total: int

    @property
    def start(self) -> datetime:
        """Where the time axis begins."""
        return self.bars[0].start

    @property
    def last(self) -> datetime:
        """The last moment's bar begins here."""
        return self.bars[-1].start


def chart(store: Store, kind: Kind, query: Query, *, now: datetime) -> Chart | None:
    """The histogram of what a query finds, by the interval that suits its spread; None where nothing has a date.

    Asks the store at most twice and never for an unbounded range, so that one article dated 9999 costs nothing.
    """
    recent = And((query, After(now - WINDOW), Before(now + timedelta(days=2))))
    days = trimmed(store.histogram(kind, recent, "day"))
    if not days:
        past = And((query, After(datetime(now.year - 30, 1, 1, tzinfo=UTC)), Before(now)))
        return draw(trimmed(store.histogram(kind, past, "month")), "month")
    if len(days) <= HOURLY_DAYS:
        bounds = And((query, After(days[0].start), Before(days[-1].start + timedelta(days=1))))
        return draw(trimmed(store.histogram(kind, bounds, "hour")), "hour")
    if len(days) <= DAILY_DAYS:
        return draw(days, "day")
    return draw(weeks(days), "week")


def trimmed(buckets: Sequence[Bucket]) -> list[Bucket]:
    """The buckets from the first to the last that holds something."""
    full = [index for index, bucket in enumerate(buckets) if bucket.count]
    return list(buckets[full[0] : full[-1] + 1]) if full else []


def weeks(days: Sequence[Bucket]) -> list[Bucket]:
    """Days added up to weeks, which begin on Monday."""
    counts: dict[datetime, int] = {}
    for day in days:
        monday = day.start - timedelta(days=day.start.weekday())
        counts[monday] = counts.get(monday, 0) + day.count
    return [Bucket(start=start, count=count) for start, count in counts.items()]


def draw(buckets: Sequence[Bucket], interval: Interval) -> Chart | None:
    """Bars of equal width over the whole drawing, the highest as high as it is; None without buckets."""
    shown = buckets[-MOST_BARS:]
    if not shown:
        return None
    most = max(bucket.count for bucket in shown) or 1
    step = WIDTH / max(len(shown), 12)
    bars = tuple(_bar(bucket, index, step, most, interval) for index, bucket in enumerate(shown))
    return Chart(interval=interval, bars=bars, peak=max(bars, key=lambda bar: bar.count), total=sum(bar.count for bar in bars))


def _bar(bucket: Bucket, index: int, step: float, most: int, interval: Interval) -> Bar:
    height = max(3.0, HEIGHT * bucket.count / most) if bucket.count else 1.0
    return Bar(
        start=bucket.start,
        end=following(bucket.start, interval),
        count=bucket.count,
        x=round(index * step, 2),
        y=round(HEIGHT - height, 2),
        width=round(step * 0.82, 2),
        height=round(height, 2),
    )


def following(start: datetime, interval: Interval) -> datetime:
    """The start of the next bucket."""
    if interval == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[interval]
