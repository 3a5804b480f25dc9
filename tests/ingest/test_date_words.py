"""Dates in words: what feeds of several languages print, and what must not be guessed."""

import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.date_words import from_words
from ingest.page_date import parse_date
from tests.ingest.newsroom import Item, rss
from tests.ingest.test_parse import only, parse


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Tue, 03 Nov 2026 10:00:00 GMT+1", (11, 3, 9)),
        ("Tue, 03 Nov 2026 10:00:00 GMT-0330", (11, 3, 13, 30)),
        ("Tue, 03 Nov 2026 10:00:00 UTC+02:00", (11, 3, 8)),
        ("2026-11-03 10:00 UTC+02:00", (11, 3, 8)),
        ("Tue, 03 Nov 2026 10:00:00 PM", (11, 3, 22)),
        ("Tue, 03 Nov 2026 12:30 a.m.", (11, 3, 0, 30)),
        ("Di, 03 Nov 2026 10:00:00 +0100", (11, 3, 9)),
        ("Di, 03 Mär 2026 10:00:00 MEZ", (3, 3, 9)),
        ("Mittwoch, den 3. Juni 2026, 10:30 Uhr", (6, 3, 10, 30)),
        ("3. Oktober 2026", (10, 3)),
        ("mar., 03 nov. 2026 10:00:00 +0100", (11, 3, 9)),
        ("mardi 3 novembre 2026 à 10h30", (11, 3, 10, 30)),
        ("1er août 2026", (8, 1)),
        ("3 de octubre de 2026", (10, 3)),
        ("dom, 04 ott 2026 10:00:00 +0200", (10, 4, 8)),
    ],
)
def test_dates_in_words_are_read_in_feeds_and_on_pages(written: str, at: tuple[int, ...]) -> None:
    month, day, *time = at
    expected = datetime(2026, month, day, *time, tzinfo=UTC)
    assert only(parse(rss(Item(date=written)))).published_at == expected
    assert parse_date(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        *("yesterday", "gestern", "hier", "vor 3 Stunden", "il y a 2 jours", "in 3 Minuten 2026", "3 heures 2026"),
        *("03/11/2026", "3. Oktober", "Oktober 2026", "3. Oktober 26", "31. Februar 2026", "3. Oktober 2026 25:00"),
        *("3. Oktober 2026 bis 5. Oktober 2026", "bis zum 3. Oktober 2026", "3. listopada 2026", "3. Oktober 2026 10:00 XYZ"),
        *("3. Oktober 2026 10:00 +9900", "3. Oktober 2026 13:00 PM", "x" * 81, "", None, 7),
    ],
)
def test_nothing_is_guessed(written: object) -> None:
    assert from_words(written) is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2999, 12, 31), timezones=st.timezones()))
def test_the_form_of_mail_is_read_as_it_says(at: datetime) -> None:
    written = format_datetime(at.replace(microsecond=0))
    assert from_words(written) == datetime.strptime(written, "%a, %d %b %Y %H:%M:%S %z")


def test_english_dates_load_nothing() -> None:
    program = "import sys, ingest.date_words as d; assert d.from_words('3 May 2026'); sys.exit('dateparser' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
