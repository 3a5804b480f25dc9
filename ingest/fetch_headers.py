"""What the headers of an answer say about when to come again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

#: Nobody is made to wait longer than this by a header (s).
LONGEST_WAIT_S: Final = 30 * 86400.0

_MAX_AGE: Final = re.compile(r'\bmax-age\s*=\s*"?(\d{1,12})')
_NO_CACHE: Final = re.compile(r"\bno-(?:cache|store)\b(?!\s*=)")


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that Retry-After asks to wait (RFC 9110, seconds or a date), 0 to LONGEST_WAIT_S; None without one."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,12}(\.\d+)?", value):
        return _bounded(float(value))
    return _until(value, headers, now)


def max_age_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the answer stays fresh (s): Cache-Control before Expires (RFC 9111); None where nothing is said."""
    control = headers.get("cache-control", "").lower()
    if _NO_CACHE.search(control):
        return 0.0
    if found := _MAX_AGE.search(control):
        return _bounded(float(found[1]))
    if headers.get("expires", "").strip() in ("0", "-1"):
        return 0.0
    return _until(headers.get("expires", ""), headers, now)


def http_date(value: str) -> datetime | None:
    """A date of a header as UTC; None for what is no date."""
    try:
        date = parsedate_to_datetime(value)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _until(value: str, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds from the server's own Date (its clock may be wrong; then so is `value`), else from `now`."""
    then = http_date(value)
    if then is None:
        return None
    return _bounded((then - (http_date(headers.get("date", "")) or now)).total_seconds())


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_WAIT_S)
