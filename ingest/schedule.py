"""When to poll a feed next, and when to try a page again. Pure; `spread`, from 0 to 1, is the jitter's random number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from wire.messages import EntryState
from wire.settings import Settings

#: No feed is left alone for longer, however often it failed and whatever the server asks for (s): a day.
LONGEST_S: Final = 86400.0

#: The longest first interval: a feed has to show that it is a slow one before it is taken for one (s).
FIRST_S: Final = 900.0

#: How the interval changes: sooner after news, slowly later without.
_SOONER: Final = 0.5
_LATER: Final = 1.5

#: Waits before a page that failed is tried again (s), by attempts made; after the last the feed's text has to do.
PAGE_WAITS_S: Final = (0.0, 60.0, 300.0, 1800.0)
MAX_ATTEMPTS: Final = len(PAGE_WAITS_S)

#: So often a page is read again at once when its entry changes; after that with waits that double, up to a longest (s).
_FREE_REREADS: Final = 3
_REREAD_S: Final = 60.0
_REREAD_LONGEST_S: Final = 900.0

#: An entry that has not changed for so long begins anew (s).
_REST_S: Final = 6 * 3600.0

#: So far ahead of the clock what is past may lie, since clocks of several machines differ (s); further, the clock was put back.
_AHEAD_S: Final = 60.0

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What a feed and its server say about how often to come (s)."""

    ttl_s: float | None = None
    max_age_s: float | None = None

    @property
    def at_least_s(self) -> float:
        """The shortest time to stay away that they ask for."""
        return max(self.ttl_s or 0.0, self.max_age_s or 0.0)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The shortest and longest time between two polls of one feed (s)."""

    min_s: float
    max_s: float

    @classmethod
    def of(cls, settings: Settings, *, wish_s: float | None = None) -> Bounds:
        """From the settings; a person's wish for this feed is the shortest and the longest at once."""
        if wish_s is not None:
            return cls(min_s=wish_s, max_s=wish_s)
        return cls(min_s=settings.poll_min_s, max_s=max(settings.poll_min_s, settings.poll_max_s))

    def clamp(self, seconds: float) -> float:
        """The nearest time within the bounds."""
        return min(max(seconds, self.min_s), self.max_s)


def first_interval(dates: Iterable[datetime | None], bounds: Bounds) -> float:
    """Half the usual time between the entries that a feed lists at the first poll, but at most FIRST_S (s)."""
    known = sorted(date for date in dates if date is not None)
    gaps = [(after - before).total_seconds() for before, after in pairwise(known)]
    return bounds.clamp(min(median(gaps) / 2, FIRST_S) if gaps else FIRST_S)


def next_interval(before_s: float, *, news: int, bounds: Bounds) -> float:
    """The interval after a poll that brought `news` new or changed entries (s)."""
    return bounds.clamp(before_s * (_SOONER if news else _LATER))


def wait_after_success(interval_s: float, *, hints: Hints, bounds: Bounds, spread: float) -> float:
    """How long to wait (s): the interval, or longer if feed or server ask for it; never beyond the bounds, but for jitter."""
    return jitter(bounds.clamp(max(interval_s, hints.at_least_s)), spread)


def wait_after_failure(failures: int, *, retry_after_s: float | None, bounds: Bounds, spread: float) -> float:
    """How long to wait after so many failures in a row (s): twice as long each time, up to a day; never less than asked."""
    grown_s = min(bounds.min_s * 2.0 ** min(failures, 32), LONGEST_S)
    return max(jitter(grown_s, spread), min(retry_after_s or 0.0, LONGEST_S))


def jitter(seconds: float, spread: float) -> float:
    """`seconds`, up to a tenth more or less, so that feeds added together drift apart."""
    return seconds * (0.9 + 0.2 * spread)


def page_retry_at(entry: EntryState) -> datetime:
    """When a waiting entry is to be tried again."""
    wait_s = PAGE_WAITS_S[min(entry.attempts, MAX_ATTEMPTS - 1)]
    return (entry.seen_at or _LONG_AGO) + timedelta(seconds=max(wait_s, reread_wait_s(entry.rereads)))


def page_due(entry: EntryState, now: datetime) -> bool:
    """Whether a waiting entry is to be tried again now; one tried in the future is, whose wait would be as long as the jump."""
    return page_retry_at(entry) <= now or (entry.seen_at is not None and put_back(entry.seen_at, now))


def put_back(past: datetime, now: datetime) -> bool:
    """Whether the clock was put back since a moment that is past: what was to be done soon after it must not wait for it."""
    return (past - now).total_seconds() > _AHEAD_S


def reread_wait_s(rereads: int) -> float:
    """How long to leave the page of an entry alone that changed so often (s).

    Some feeds say something else of every entry at every poll: a count of readers, the time. Their pages are not to be
    fetched every minute, nor is a live page to become a revision every minute.
    """
    if rereads < _FREE_REREADS:
        return 0.0
    return float(min(_REREAD_S * 2.0 ** min(rereads - _FREE_REREADS, 16), _REREAD_LONGEST_S))


def rereads_after(entry: EntryState, now: datetime) -> int:
    """The count of rereads once the page of an entry was read again."""
    rested = entry.seen_at is None or (now - entry.seen_at).total_seconds() > _REST_S
    return 1 if rested else entry.rereads + 1
