"""Dates as feeds print them, made sane."""

from __future__ import annotations

import calendar
import time
from datetime import UTC, datetime, timedelta

#: Earlier dates are taken for mistakes: a clock at zero, a year of two digits, a template's blank.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)

#: So far ahead a date may be by a wrong time zone; it then counts as "now".
AHEAD = timedelta(hours=26)

#: Zones that feeds name and feedparser takes for UTC, in hours ahead of it. IST, which is three zones, stays UTC.
ZONES = {
    **{"UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3},
    **{"SAST": 2, "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
}


def from_struct(value: time.struct_time | None) -> datetime | None:
    """A UTC time tuple as a datetime; None where it is none or out of range (year 0, year 10000)."""
    if value is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), tz=UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def in_named_zone(read: datetime | None, written: object) -> datetime | None:
    """A date that feedparser has `read` as UTC although a zone it does not know is `written` at its end: in that zone."""
    hours = ZONES.get(written.rpartition(" ")[2].upper(), 0) if isinstance(written, str) else 0
    return read - timedelta(hours=hours) if read is not None and read >= EARLIEST else read


def from_iso(value: object) -> datetime | None:
    """An RFC 3339 date as a datetime in UTC (without a zone it is taken as UTC); None where it is none."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def sane(value: datetime | None, now: datetime) -> datetime | None:
    """`value` where it can be the date of an article read `now`; `now` where it is a little ahead; else None."""
    if value is None or value < EARLIEST or value > now + AHEAD:
        return None
    return min(value, now)
