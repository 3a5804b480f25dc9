"""Dates as written after `before:` and `after:`, and in addresses."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from wire.errors import UsageError

#: What can be written; shown where something else was.
DATE_FORMS = "2026, 2026-11, 2026-11-24, 2026-11-24T13:05:00Z, today, yesterday, now, or an age such as 12h, 7d, 2w, 6m, 1y"

_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_AGE = re.compile(r"(\d{1,6})([hdwmy])")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def parse_date(text: str, *, now: datetime) -> datetime:
    """The moment (UTC) that a date begins, days beginning in UTC; an age is counted back from `now`.

    Raises ValueError where it is none of `DATE_FORMS` or outside the years 1 to 9999.
    """
    written = text.strip()
    try:
        moment = _named(written.lower(), now) or _age(written.lower(), now) or _calendar(written)
        return (moment or _rfc3339(written)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("that is outside the years 1 to 9999") from error


def _named(text: str, now: datetime) -> datetime | None:
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if text == "yesterday":
        return midnight - timedelta(days=1)
    return {"today": midnight, "now": now.replace(microsecond=0)}.get(text)


def _age(text: str, now: datetime) -> datetime | None:
    found = _AGE.fullmatch(text)
    if found is None:
        return None
    number = int(found[1])
    age = timedelta(hours=number) if found[2] == "h" else timedelta(days=number * _DAYS[found[2]])
    return now.replace(microsecond=0) - age


def _calendar(text: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    return datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1), tzinfo=UTC) if found else None


def _rfc3339(text: str) -> datetime:
    moment = datetime.fromisoformat(text.upper().replace(" ", "T"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_utc(at: datetime, *, name: str) -> datetime:
    """A time in UTC; one without a zone is taken to be. Raises UsageError, with its `name`, for one out of range."""
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as error:
        raise UsageError(f"{name}: {at.isoformat()} is not between the years 1 and 9999 in UTC") from error
