"""Dates with the month in words, of several languages: lun., 03 nov. 2026 10:00:00 UTC+1; 3. Oktober 2026. Pure.

Only a whole date is read: day, month and year of four digits. "yesterday", 03/11/2026 and a zone nobody knows give none.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final

from ingest.dates import ZONES

#: Languages whose months are known. None of them is another month elsewhere, as listopad is (October to Croats, not to Poles).
LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi")

#: Longer text is no date (characters).
_LONGEST: Final = 80

#: No zone is further from UTC.
_FURTHEST: Final = timedelta(hours=14)

#: Months as nearly all feeds name them, for which nothing need be loaded.
_USUAL: Final = {
    name.lower(): n for names in (calendar.month_abbr, calendar.month_name) for n, name in enumerate(names) if name
}

_WRITTEN: Final = re.compile(
    r"""
    (?: (?:[^\W\d_]+\.?,?\s+)?(?:den\s+|le\s+)?  # a weekday
        (?P<day>\d{1,2})(?:\.|er)?(?:\s+de)?[\s-]+(?P<month>[^\W\d_]{3,}\.?),?(?:\s+de)?[\s-]+(?P<year>\d{4})
      | (?P<iso>\d{4}-\d\d-\d\d) )
    (?: ,?(?:\s+(?:um|à|at|[-–]))? [\sT]+ (?P<hour>\d{1,2})[:h](?P<minute>\d\d)(?::(?P<second>\d\d))?
        (?:\s*(?P<half>[AaPp])\.?[Mm]\.?)? (?:\s+Uhr)? )?
    (?: \s*(?:GMT|UTC|Z)?\s*(?P<ahead>[+-]\d{1,2})(?::?(?P<ahead_minutes>[0-5]\d))? | \s*(?P<zone>[A-Za-z]{1,5}) )?
    """,
    re.VERBOSE,
)


def from_words(text: object) -> datetime | None:
    """The date in UTC (without a zone it is taken as UTC); None for what is none or leaves anything to guess."""
    found = _WRITTEN.fullmatch(text.strip()) if isinstance(text, str) and len(text) <= _LONGEST else None
    if found is None:
        return None
    ahead, hour = _ahead(found), _hour(found)
    if ahead is None or hour is None:
        return None
    try:
        day = datetime.fromisoformat(found["iso"]) if found["iso"] else _day(found)
        at = day and day.replace(hour=hour, minute=int(found["minute"] or 0), second=int(found["second"] or 0), tzinfo=UTC)
        return at and at - ahead
    except (ValueError, OverflowError):
        return None


def _day(found: re.Match[str]) -> datetime | None:
    month = month_named(found["month"].lower().rstrip("."))
    return datetime(int(found["year"]), month, int(found["day"])) if month else None


def _hour(found: re.Match[str]) -> int | None:
    hour = int(found["hour"] or 0)
    if found["half"] is None:
        return hour
    return hour % 12 + 12 * (found["half"] in "Pp") if 1 <= hour <= 12 else None


def _ahead(found: re.Match[str]) -> timedelta | None:
    """How far the zone is ahead of UTC; None where nobody knows."""
    if found["ahead"]:
        minutes = int(found["ahead_minutes"] or 0)
        ahead = timedelta(hours=int(found["ahead"]), minutes=-minutes if found["ahead"][0] == "-" else minutes)
        return ahead if abs(ahead) <= _FURTHEST else None
    hours = ZONES.get(found["zone"].upper()) if found["zone"] else 0
    return None if hours is None else timedelta(hours=hours)


@lru_cache(maxsize=512)
def month_named(word: str) -> int | None:
    """The number of a month by its name or what it is shortened to, in small letters; None where it is none."""
    if word in _USUAL:
        return _USUAL[word]
    found = _reader().get_date_data(f"1 {word} 2000").date_obj
    return int(found.month) if found and (found.day, found.year) == (1, 2000) else None


@cache
def _reader() -> Any:
    """Dateparser, asked for months alone: what it makes of other texts is too often a guess. Loading takes 0.2 s and 16 MB."""
    from dateparser.date import DateDataParser

    strictly = {"PARSERS": ["absolute-time"], "STRICT_PARSING": True, "TIMEZONE": "UTC"}
    return DateDataParser(languages=list(LANGUAGES), try_previous_locales=False, settings=strictly)
