"""The pipeline as the log shows it: health of each feed, lag of each stage, dead letters.

Reading these means reading whole topics, so a snapshot is kept for a while.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import msgspec

from index.feed_health import FeedHealth, read_feeds
from index.kept import Kept
from wire.backlog import backlog_of, backlog_words
from wire.dead import list_letters
from wire.log import Log, PartitionLag
from wire.messages import DeadLetter
from wire.topics import ARTICLES, ENRICHED, GROUPS

#: Dead letters shown, the newest first.
SHOWN_DEAD = 50

#: What each consumer group is called to people.
STAGES = ("ingest", "enrich", "index")


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
    """How many messages could never succeed, by cause and by the topic they stood in, and the newest of them."""

    total: int = 0
    by_cause: dict[str, int] = {}
    by_topic: dict[str, int] = {}
    newest: tuple[DeadRow, ...] = ()


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The pipeline at one moment."""

    at: datetime
    feeds: tuple[FeedHealth, ...] = ()
    stages: tuple[StageLag, ...] = ()
    dead: DeadLetters = DeadLetters()
    backlog_limit: int = 0  #: messages; 0 for none

    @property
    def backlog(self) -> int:
        """Messages that wait for the stages behind the pollers."""
        return backlog_of(row for stage in self.stages for row in stage.partitions)

    @property
    def backlog_words(self) -> str | None:
        """What to tell people of the backlog; None while there is nothing to tell."""
        return backlog_words(self.backlog, limit=self.backlog_limit)

    def feeds_by_status(self) -> dict[str, int]:
        """How many feeds are new, ok, failing and gone."""
        counts = Counter(feed.status for feed in self.feeds)
        return {status: counts[status] for status in ("ok", "new", "failing", "gone")}


class Pipeline:
    """Takes snapshots of the log. All reading happens on one thread of its own, since a log belongs to one thread."""

    def __init__(self, log: Log | None, *, clock: Callable[[], datetime], backlog_limit: int = 0) -> None:
        self._log = log
        self._backlog_limit = backlog_limit
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
            backlog_limit=self._backlog_limit,
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
    """Every dead letter neither replayed nor dropped."""
    letters = sorted(list_letters(log, (ARTICLES, ENRICHED)), key=lambda letter: letter.failed_at, reverse=True)
    return DeadLetters(
        total=len(letters),
        by_cause=dict(Counter(letter.cause for letter in letters).most_common()),
        by_topic=dict(Counter(letter.topic for letter in letters)),
        newest=tuple(_dead_row(letter) for letter in letters[:SHOWN_DEAD]),
    )


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
