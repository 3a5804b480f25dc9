"""The pipeline as the log shows it: health of each feed, lag of each stage, dead letters.

Reading these means reading whole topics, so a snapshot is kept for a while: at least `KEEP_S`, and for twenty times as long
as it took to make, so that watching never costs more than a twentieth of one core.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import perf_counter
from typing import Generic, Literal, TypeVar

import msgspec

from wire.errors import BadMessage, UnknownSchema
from wire.log import Log, PartitionLag
from wire.messages import DeadLetter, FeedRecord, decode
from wire.topics import ARTICLES, ENRICHED, FEED_STATE, FEEDS, GROUPS, dead

#: Shortest time a snapshot is kept (s).
KEEP_S = 2.0

#: A snapshot is kept this many times as long as it took to make.
KEEP_RATIO = 20

#: Dead letters shown, the newest first.
SHOWN_DEAD = 50

#: What each consumer group is called to people.
STAGES = ("ingest", "enrich", "index")


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


class StageLag(msgspec.Struct, frozen=True, kw_only=True):
    """How far one stage is behind: messages waiting, and the age of the oldest of them in seconds."""

    stage: str
    group: str
    topic: str
    lag: int
    seconds_behind: float
    partitions: tuple[PartitionLag, ...]


class DeadRow(msgspec.Struct, frozen=True, kw_only=True):
    """One dead letter without its message."""

    topic: str
    partition: int
    offset: int
    key: str
    stage: str
    cause: str
    detail: str
    attempts: int
    failed_at: datetime


class DeadLetters(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages could never succeed, by cause, and the newest of them."""

    total: int = 0
    by_cause: dict[str, int] = {}
    newest: tuple[DeadRow, ...] = ()


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The pipeline at one moment."""

    at: datetime
    feeds: tuple[FeedHealth, ...] = ()
    stages: tuple[StageLag, ...] = ()
    dead: DeadLetters = DeadLetters()

    def feeds_by_status(self) -> dict[str, int]:
        """How many feeds are new, ok, failing and gone."""
        counts = Counter(feed.status for feed in self.feeds)
        return {status: counts[status] for status in ("ok", "new", "failing", "gone")}


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


T = TypeVar("T")


class Kept(Generic[T]):
    """A value that is made again once it is too old. Safe to ask from several threads; one of them makes it."""

    def __init__(self, make: Callable[[], T], *, timer: Callable[[], float] = perf_counter) -> None:
        self._make = make
        self._timer = timer
        self._lock = threading.Lock()
        self._value: T | None = None
        self._until = float("-inf")

    def get(self) -> T:
        """The value, at most `KEEP_S`, or twenty times the time it took to make, old."""
        with self._lock:
            begun = self._timer()
            if self._value is None or begun >= self._until:
                self._value = self._make()
                ended = self._timer()
                self._until = ended + max(KEEP_S, KEEP_RATIO * (ended - begun))
            return self._value


class Pipeline:
    """Takes snapshots of the log. All reading happens on one thread of its own, since a log belongs to one thread."""

    def __init__(self, log: Log | None, *, clock: Callable[[], datetime]) -> None:
        self._log = log
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pipeline")
        self._kept = Kept(lambda: self._thread.submit(self._read).result())

    def snapshot(self) -> Snapshot:
        """The pipeline a moment ago; empty without a log. Raises Unreachable where the log cannot be read."""
        return self._kept.get()

    def close(self) -> None:
        """End the reading thread. The log stays open: it is the caller's."""
        self._thread.shutdown()

    def _read(self) -> Snapshot:
        if self._log is None:
            return Snapshot(at=self._clock())
        return Snapshot(
            at=self._clock(),
            feeds=tuple(read_feeds(self._log)),
            stages=tuple(read_stages(self._log)),
            dead=read_dead(self._log),
        )


def read_feeds(log: Log) -> list[FeedHealth]:
    """Every feed of the registry with its state: the failing first, then by title."""
    states = {state.url: state for state in _states(log)}
    feeds = [_health(record, states.get(record.url)) for record in _registry(log)]
    urgency = {"gone": 0, "failing": 1, "new": 2, "ok": 3}
    return sorted(feeds, key=lambda feed: (urgency[feed.status], (feed.title or feed.url).casefold()))


def _registry(log: Log) -> list[FeedRecord]:
    """The feeds not removed, each as last added."""
    newest: dict[bytes, bytes | None] = {record.key: record.value for record in log.read(FEEDS)}
    return [record for value in newest.values() if value and (record := _decoded(value, FeedRecord))]


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


def read_stages(log: Log) -> list[StageLag]:
    """The lag of every stage, in the order of the flow."""
    return [_stage(name, log.lag(group, [topic]), group, topic) for name, (group, topic) in zip(STAGES, GROUPS, strict=True)]


def _stage(name: str, rows: list[PartitionLag], group: str, topic: str) -> StageLag:
    return StageLag(
        stage=name,
        group=group,
        topic=topic,
        lag=sum(row.lag for row in rows),
        seconds_behind=max((row.seconds_behind for row in rows), default=0.0),
        partitions=tuple(rows),
    )


def read_dead(log: Log) -> DeadLetters:
    """Every dead letter not dropped."""
    letters = [letter for topic in (ARTICLES, ENRICHED) for letter in _letters(log, dead(topic))]
    letters.sort(key=lambda letter: letter.failed_at, reverse=True)
    return DeadLetters(
        total=len(letters),
        by_cause=dict(Counter(letter.cause for letter in letters).most_common()),
        newest=tuple(_dead_row(letter) for letter in letters[:SHOWN_DEAD]),
    )


def _letters(log: Log, topic: str) -> list[DeadLetter]:
    return [letter for record in log.read(topic) if record.value and (letter := _decoded(record.value, DeadLetter))]


def _dead_row(letter: DeadLetter) -> DeadRow:
    return DeadRow(
        topic=letter.topic,
        partition=letter.partition,
        offset=letter.offset,
        key=letter.key.decode(errors="replace"),
        stage=letter.stage,
        cause=letter.cause,
        detail=letter.detail,
        attempts=letter.attempts,
        failed_at=letter.failed_at.astimezone(UTC),
    )


M = TypeVar("M", FeedRecord, DeadLetter)


def _decoded(value: bytes, kind: type[M]) -> M | None:
    """The message, or None for one that this version cannot read; the worker that owns the topic reports it."""
    try:
        return decode(value, kind)
    except (BadMessage, UnknownSchema):
        return None
