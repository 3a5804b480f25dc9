"""Dates as feeds print them."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from ingest.dates import from_iso, from_struct, sane
from tests.ingest.newsroom import NOON


def test_a_date_a_little_ahead_counts_as_now() -> None:
    assert sane(NOON + timedelta(hours=10), NOON) == NOON


@pytest.mark.parametrize(
    "value", [None, NOON + timedelta(days=3), datetime(9999, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]
)
def test_dates_that_cannot_be_are_unknown(value: datetime | None) -> None:
    assert sane(value, NOON) is None


def test_past_dates_stand() -> None:
    assert sane(NOON - timedelta(days=9000), NOON) == NOON - timedelta(days=9000)


@pytest.mark.parametrize("text", ["", "yesterday", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", None, 7])
def test_what_is_no_iso_date_is_none(text: object) -> None:
    assert from_iso(text) is None


def test_iso_dates_without_a_zone_are_utc() -> None:
    assert from_iso("2026-11-20T12:00:00") == NOON


def test_time_tuples_out_of_range_are_none() -> None:
    assert from_struct(time.struct_time((0, 1, 1, 0, 0, 0, 0, 1, 0))) is None
    assert from_struct(time.struct_time((2026, 11, 20, 12, 0, 0, 4, 324, 0))) == NOON
