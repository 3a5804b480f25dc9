"""How a feed's state changes with each poll. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from ingest.decide import retry_due, waits
from ingest.fetch_result import Fetched, FetchFailed, Validators
from ingest.parsed import ParsedFeed
from ingest.schedule import LONGEST_S, Bounds, Hints, first_interval, next_interval, wait_after_failure, wait_after_success
from wire.messages import EntryState, FeedRecord, FeedState
from wire.settings import Settings

#: After so many failures in a row at the address a feed moved to, its first address is tried again.
_MOVE_DOUBTED: Final = 3


@dataclass(frozen=True, kw_only=True)
class Timing:
    """What every transition needs: the time, the jitter's random number (0 to 1), and the bounds of the interval."""

    now: datetime
    spread: float
    bounds: Bounds


def initial(record: FeedRecord) -> FeedState:
    """The state of a feed that was never polled: due at once."""
    return FeedState(url=record.url, title=record.title, due_at=record.added_at)


def fetch_url(state: FeedState) -> str:
    """Where to fetch the feed."""
    return state.fetch_url or state.url


def reads_whole(state: FeedState, settings: Settings, now: datetime) -> bool:
    """Whether to leave the validators out: regularly, since ETags lie, and where entries wait for another try."""
    return state.polls % settings.full_get_every == 0 or waits(state.entries, now)


def validators(state: FeedState, settings: Settings, now: datetime) -> Validators | None:
    """What to ask the server with; None reads the whole feed."""
    return None if reads_whole(state, settings, now) else Validators(state.etag, state.last_modified)


def unchanged(state: FeedState, fetched: Fetched, body_hash: str | None, now: datetime) -> bool:
    """Whether there is nothing to parse: 304, or the same bytes as last time with nothing waiting."""
    if fetched.not_modified:
        return True
    return body_hash is not None and body_hash == state.body_hash and not waits(state.entries, now)


def after_unchanged(state: FeedState, fetched: Fetched, timing: Timing) -> FeedState:
    """The feed was reached and says what it said before."""
    interval_s = next_interval(_interval(state, timing), news=0, bounds=timing.bounds)
    hints = Hints(ttl_s=state.ttl_s, max_age_s=fetched.max_age_s)
    base = _reached(state, fetched, interval_s, hints, timing)
    return replace(base, error=state.error if state.status == "ok" else None)


def after_news(
    state: FeedState,
    fetched: Fetched,
    feed: ParsedFeed,
    *,
    body_hash: str,
    entries: Sequence[EntryState],
    published: int,
    timing: Timing,
) -> FeedState:
    """The feed was read; `entries` is what is to be remembered, `published` how many articles came of this poll."""
    interval_s = _interval_after(state, feed, published, timing)
    hints = Hints(ttl_s=feed.ttl_s, max_age_s=fetched.max_age_s)
    base = _reached(replace(state, entries=tuple(entries)), fetched, interval_s, hints, timing)
    return replace(
        base,
        title=feed.title or state.title,
        site_url=feed.site_url,
        body_hash=body_hash,
        ttl_s=feed.ttl_s,
        error=feed.note,
        articles=state.articles + published,
    )


def after_failure(state: FeedState, why: str, *, retry_after_s: float | None = None, timing: Timing) -> FeedState:
    """The feed could not be fetched or read. It is tried again, ever more rarely, but at least daily."""
    failures = state.failures + 1
    wait_s = wait_after_failure(failures, retry_after_s=retry_after_s, bounds=timing.bounds, spread=timing.spread)
    doubted = failures >= _MOVE_DOUBTED and state.fetch_url is not None
    failed = replace(
        _polled(state, timing.now),
        status="failing",
        failures=failures,
        error=why,
        due_at=timing.now + timedelta(seconds=wait_s),
    )
    return _unmoved(failed) if doubted else failed


def after_held(state: FeedState, failed: FetchFailed, timing: Timing) -> FeedState:
    """The host asked for a pause that is not over, so nothing was sent: no failure of the feed's."""
    wait_s = min(max(failed.retry_after_s or 0.0, timing.bounds.min_s), LONGEST_S)
    return replace(state, error=failed.detail, due_at=timing.now + timedelta(seconds=wait_s))


def after_gone(state: FeedState, failed: FetchFailed, now: datetime) -> FeedState:
    """The server says 410: the feed is not polled again until somebody adds it again."""
    why = f"{failed.detail}; retired: not polled again until `newswire feeds add {state.url}`"
    return replace(_polled(state, now), status="gone", failures=state.failures + 1, error=why, due_at=None)


def interim(state: FeedState, entries: Sequence[EntryState], *, published: int) -> FeedState:
    """What is known in the middle of a long poll. Without validators, so that the next poll does the rest."""
    return replace(
        state, entries=tuple(entries), articles=state.articles + published, etag=None, last_modified=None, body_hash=None
    )


def revived(record: FeedRecord, state: FeedState) -> FeedState:
    """The state after a feed was added again: due at once, where it has not been polled since."""
    if state.polled_at is None or record.added_at <= state.polled_at:
        return state
    return replace(state, due_at=record.added_at, status="new" if state.status == "gone" else state.status)


def _unmoved(state: FeedState) -> FeedState:
    """The feed at its first address again, whose validators are not those of the address it had moved to."""
    error = f"{state.error}; its first address {state.url} is tried next"
    return replace(state, fetch_url=None, etag=None, last_modified=None, body_hash=None, error=error)


def _polled(state: FeedState, now: datetime) -> FeedState:
    return replace(state, polls=state.polls + 1, polled_at=now)


def _reached(state: FeedState, fetched: Fetched, interval_s: float, hints: Hints, timing: Timing) -> FeedState:
    wait_s = wait_after_success(interval_s, hints=hints, bounds=timing.bounds, spread=timing.spread)
    asked_s = fetched.retry_after_s or 0.0
    due_at = timing.now + timedelta(seconds=max(wait_s, min(asked_s, timing.bounds.max_s)))
    retry_at = retry_due(state.entries)
    soonest = timing.now + timedelta(seconds=timing.bounds.min_s)
    kept = state.etag, state.last_modified
    given = fetched.validators
    return replace(
        _polled(state, timing.now),
        status="ok",
        failures=0,
        fetch_url=_moved(state, fetched),
        etag=given.etag or kept[0] if fetched.not_modified else given.etag,
        last_modified=given.last_modified or kept[1] if fetched.not_modified else given.last_modified,
        succeeded_at=timing.now,
        interval_s=interval_s,
        due_at=due_at if retry_at is None else min(due_at, max(retry_at, soonest)),
    )


def _moved(state: FeedState, fetched: Fetched) -> str | None:
    """Where the feed lives from now on: at the end of an unbroken chain of 301 and 308 at once, else where it did."""
    target = fetched.permanent_url or state.fetch_url
    return None if target == state.url else target


def _interval(state: FeedState, timing: Timing) -> float:
    return state.interval_s or first_interval((), timing.bounds)


def _interval_after(state: FeedState, feed: ParsedFeed, published: int, timing: Timing) -> float:
    if state.interval_s is None:
        return first_interval([entry.published_at or entry.updated_at for entry in feed.entries], timing.bounds)
    return next_interval(state.interval_s, news=published, bounds=timing.bounds)
