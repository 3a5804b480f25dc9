"""When to come again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.schedule import (
    LONGEST_S,
    MAX_ATTEMPTS,
    Bounds,
    Hints,
    first_interval,
    next_interval,
    page_retry_at,
    wait_after_failure,
    wait_after_success,
)
from tests.ingest.newsroom import NOON
from wire.messages import EntryState
from wire.settings import Settings

BOUNDS = Bounds(min_s=60, max_s=21600)
seconds = st.floats(0, 1e9)
spreads = st.floats(0, 1)
bounds = st.builds(lambda low, more: Bounds(min_s=low, max_s=low + more), st.floats(0.1, 1e5), st.floats(0, 1e5))


def test_the_first_interval_is_half_the_usual_gap() -> None:
    often = [NOON - timedelta(minutes=8 * n) for n in range(5)]
    assert first_interval([*often, None, NOON - timedelta(days=90)], BOUNDS) == 240
    assert first_interval([NOON, NOON - timedelta(days=9)], BOUNDS) == 900
    assert first_interval([None], BOUNDS) == 900
    assert first_interval([NOON, NOON], BOUNDS) == 60


def test_news_bring_us_back_sooner_and_silence_later() -> None:
    assert next_interval(1000, news=3, bounds=BOUNDS) == 500
    assert next_interval(1000, news=0, bounds=BOUNDS) == 1500


@given(seconds, st.integers(0, 5), bounds)
def test_intervals_stay_within_bounds(before_s: float, news: int, within: Bounds) -> None:
    assert within.min_s <= next_interval(before_s, news=news, bounds=within) <= within.max_s


@given(st.lists(st.none() | st.datetimes().map(lambda d: d.replace(tzinfo=NOON.tzinfo)), max_size=6), bounds)
def test_any_dates_give_an_interval(dates: list[None], within: Bounds) -> None:
    assert within.min_s <= first_interval(dates, within) <= within.max_s


@given(seconds, seconds, seconds, bounds, spreads)
def test_hints_never_bring_us_sooner_nor_beyond_the_bounds(
    i: float, ttl: float, age: float, within: Bounds, spread: float
) -> None:
    asked = wait_after_success(i, hints=Hints(ttl_s=ttl, max_age_s=age), bounds=within, spread=spread)
    unasked = wait_after_success(i, hints=Hints(), bounds=within, spread=spread)
    assert asked >= unasked
    assert within.min_s * 0.9 <= asked <= within.max_s * 1.1 + 1e-6


@given(st.integers(1, 10_000), bounds, spreads)
def test_failures_are_tried_daily_at_least(failures: int, within: Bounds, spread: float) -> None:
    wait_s = wait_after_failure(failures, retry_after_s=None, bounds=within, spread=spread)
    assert 0 < wait_s <= LONGEST_S * 1.1
    more = wait_after_failure(failures + 1, retry_after_s=None, bounds=within, spread=spread)
    assert more >= wait_s


@pytest.mark.parametrize(("asked_s", "wait_s"), [(10, 120), (7200, 7200), (1e9, LONGEST_S)])
def test_retry_after_is_honoured_up_to_a_day(asked_s: float, wait_s: float) -> None:
    assert wait_after_failure(1, retry_after_s=asked_s, bounds=BOUNDS, spread=0.5) == wait_s


def test_a_wish_is_both_bounds() -> None:
    assert Bounds.of(Settings(), wish_s=30) == Bounds(min_s=30, max_s=30)


def test_a_minimum_above_the_maximum_wins() -> None:
    assert Bounds.of(Settings(poll_min_s=100, poll_max_s=10)) == Bounds(min_s=100, max_s=100)


@given(st.integers(0, 20))
def test_page_waits_grow(attempts: int) -> None:
    at = [
        page_retry_at(EntryState(key="k", entry_hash="h", url=None, seen_at=NOON, attempts=n)) for n in (attempts, attempts + 1)
    ]
    assert NOON <= at[0] <= at[1]
    assert MAX_ATTEMPTS == 4
