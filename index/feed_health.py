"""The registry and the state of each feed, read from the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from wire.errors import BadMessage, UnknownSchema
from wire.log import Log
from wire.messages import FeedRecord, decode
from wire.topics import FEED_STATE, FEEDS


class FeedHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One feed of the registry and how it fares. Times are UTC."""

    url: str
    title: str | None = None
    site_url: str | None = None
    folder: str | None = None
    status: Literal["new", "ok", "failing", "gone"] = "new"
    error: str | None = None
    failures: int = 0
    polls: int = 0
    articles: int = 0
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    due_at: datetime | None = None
    interval_s: float | None = None
    moved_to: str | None = None


class _State(msgspec.Struct):
    """What a page needs of a FeedState; its entries, which are most of it, are passed over."""

    url: str
    fetch_url: str | None = None
    status: Literal["new", "ok", "failing", "gone"] = "new"
    title: str | None = None
    site_url: str | None = None
    polls: int = 0
    failures: int = 0
    error: str | None = None
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    due_at: datetime | None = None
    interval_s: float | None = None
    articles: int = 0


def read_feeds(log: Log) -> list[FeedHealth]:
    """Every feed of the registry with its state: the failing first, then by title."""
    states = {state.url: state for state in _states(log)}
    feeds = [_health(record, states.get(record.url)) for record in _registry(log)]
    urgency = {"gone": 0, "failing": 1, "new": 2, "ok": 3}
    return sorted(feeds, key=lambda feed: (urgency[feed.status], (feed.title or feed.url).casefold()))


def _registry(log: Log) -> list[FeedRecord]:
    """The feeds not removed, each as last added."""
    newest: dict[bytes, bytes | None] = {record.key: record.value for record in log.read(FEEDS)}
    return [record for value in newest.values() if value and (record := _readable(value))]


def _readable(value: bytes) -> FeedRecord | None:
    """The record, or None for one that this version cannot read; ingest, which owns the topic, reports it."""
    try:
        return decode(value, FeedRecord)
    except (BadMessage, UnknownSchema):
        return None


def _states(log: Log) -> Iterator[_State]:
    newest: dict[bytes, bytes | None] = {record.key: record.value for record in log.read(FEED_STATE)}
    for value in newest.values():
        if value:
            try:
                yield msgspec.json.decode(value, type=_State)
            except msgspec.DecodeError:
                continue  # of a newer newswire: the feed is shown as new


def _health(record: FeedRecord, state: _State | None) -> FeedHealth:
    if state is None:
        return FeedHealth(url=record.url, title=record.title, folder=record.folder)
    return FeedHealth(
        url=record.url,
        title=record.title or state.title,
        site_url=state.site_url,
        folder=record.folder,
        status=state.status,
        error=state.error,
        failures=state.failures,
        polls=state.polls,
        articles=state.articles,
        polled_at=state.polled_at,
        succeeded_at=state.succeeded_at,
        due_at=state.due_at,
        interval_s=state.interval_s,
        moved_to=state.fetch_url if state.fetch_url != record.url else None,
    )
