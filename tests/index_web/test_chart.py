"""Histograms: which interval suits, and where the bars stand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from index.chart import HEIGHT, WIDTH, Chart, chart, draw, following, weeks
from index.query import All
from index.store import Bucket
from index.store_embedded import EmbeddedStore
from index.web.words import range_label
from tests.index_web.newsstand import NOW, article
from wire.messages import EnrichedArticle


def charted(folder: Path, ages: Sequence[timedelta | None]) -> Chart | None:
    """The chart of articles of these ages; None has no date."""
    with closing(EmbeddedStore(folder)) as store:
        store.write([aged(number, age) for number, age in enumerate(ages)])
        store.refresh()
        return chart(store, "articles", All(), now=NOW)


def aged(number: int, age: timedelta | None) -> EnrichedArticle:
    made = article(str(number), "Text.", title="Title")
    published = None if age is None else NOW - age
    return msgspec.structs.replace(made, article=msgspec.structs.replace(made.article, published_at=published))


def test_a_few_days_are_shown_by_hour(tmp_path: Path) -> None:
    drawn = charted(tmp_path, [timedelta(hours=1), timedelta(hours=30)])
    assert drawn is not None
    assert (drawn.interval, drawn.total, len(drawn.bars)) == ("hour", 2, 30)
    assert range_label(drawn) == "per hour, 23 Nov 2026, 06:00 UTC to 24 Nov 2026, 11:00 UTC"


def test_some_weeks_are_shown_by_day(tmp_path: Path) -> None:
    drawn = charted(tmp_path, [timedelta(days=1), timedelta(days=40)])
    assert drawn is not None
    assert (drawn.interval, len(drawn.bars)) == ("day", 40)


def test_a_year_is_shown_by_week(tmp_path: Path) -> None:
    drawn = charted(tmp_path, [timedelta(days=1), timedelta(days=300)])
    assert drawn is not None
    assert (drawn.interval, drawn.total) == ("week", 2)


def test_what_is_old_is_shown_by_month(tmp_path: Path) -> None:
    drawn = charted(tmp_path, [timedelta(days=1000), timedelta(days=900)])
    assert drawn is not None
    assert (drawn.interval, drawn.total) == ("month", 2)


def test_one_date_far_off_does_not_squeeze_the_rest(tmp_path: Path) -> None:
    drawn = charted(tmp_path, [timedelta(hours=1), timedelta(hours=2), timedelta(days=-2_000_000), timedelta(days=700_000)])
    assert drawn is not None
    assert (drawn.interval, drawn.total) == ("hour", 2)


def test_without_dates_there_is_no_chart(tmp_path: Path) -> None:
    assert charted(tmp_path, [None]) is None


def test_the_highest_bar_fills_the_height_and_none_leaves_the_drawing() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    drawn = draw([Bucket(start=start + timedelta(days=day), count=day % 7) for day in range(40)], "day")
    assert drawn is not None
    assert drawn.peak is not None
    assert (drawn.peak.count, drawn.peak.y, drawn.peak.height) == (6, 0, HEIGHT)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in drawn.bars)
    assert all(bar.height >= 3 for bar in drawn.bars if bar.count)


def test_weeks_begin_on_monday() -> None:
    sunday = datetime(2026, 11, 22, tzinfo=UTC)
    added = weeks([Bucket(start=sunday, count=1), Bucket(start=sunday + timedelta(days=1), count=2)])
    assert [(week.start.weekday(), week.count) for week in added] == [(0, 1), (0, 2)]


def test_a_bar_ends_where_the_next_begins() -> None:
    december = datetime(2026, 12, 1, tzinfo=UTC)
    assert following(december, "month") == datetime(2027, 1, 1, tzinfo=UTC)
    assert following(december, "hour") == december + timedelta(hours=1)
