"""Retry-After, Cache-Control and Expires as servers really write them."""

from datetime import UTC, datetime

import pytest

from ingest.fetch_headers import LONGEST_WAIT_S, max_age_s, retry_after_s

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("1.5", 1.5),
        ("Tue, 24 Nov 2026 12:10:00 GMT", 600),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("999999999999", LONGEST_WAIT_S),
        ("-5", None),
        ("soon", None),
        ("Tue, 99 Nov 2026 12:10:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after_s({"retry-after": value}, NOW) == seconds


def test_no_header_asks_for_nothing() -> None:
    assert retry_after_s({}, NOW) is None
    assert max_age_s({}, NOW) is None


def test_a_date_counts_from_the_servers_own_clock() -> None:
    headers = {"retry-after": "Tue, 24 Nov 2026 10:01:00 GMT", "date": "Tue, 24 Nov 2026 10:00:00 GMT"}
    assert retry_after_s(headers, NOW) == 60


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=300"}, 300),
        ({"cache-control": 'MAX-AGE="60"'}, 60),
        ({"cache-control": "no-cache, max-age=300"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": 'no-cache="Set-Cookie", max-age=300'}, 300),
        ({"expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, 3600),
        ({"expires": "0"}, 0),
        ({"cache-control": "max-age=10", "expires": "Tue, 24 Nov 2026 13:00:00 GMT"}, 10),
        ({"cache-control": "max-age=oops"}, None),
    ],
)
def test_freshness(headers: dict[str, str], seconds: float | None) -> None:
    assert max_age_s(headers, NOW) == seconds
