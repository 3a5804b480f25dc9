"""Snapshots of the log: what they cost, and what they survive."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

from index.feed_health import read_feeds
from index.kept import KEEP_S, Kept
from index.pipeline import Pipeline, read_dead
from tests.index_web.newsstand import NOW
from tests.index_web.pressroom import FAILING, GONE, NEW, OK, fill_log
from wire.dead import drop, list_letters
from wire.log import Outgoing
from wire.log_sqlite import SqliteLog
from wire.topics import ARTICLES, FEED_STATE, FEEDS


class Clock:
    """A timer that stands still until told otherwise."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_value_is_kept_for_a_while() -> None:
    clock, made = Clock(), iter(range(10))
    kept = Kept(lambda: next(made), timer=clock)
    assert (kept.get(), kept.get()) == (0, 0)
    clock.now = KEEP_S
    assert kept.get() == 1


def test_what_is_costly_is_kept_longer() -> None:
    clock, made = Clock(), iter(range(10))

    def slowly() -> int:
        clock.now += 5
        return next(made)

    kept = Kept(slowly, timer=clock)
    kept.get()
    clock.now += 90
    assert kept.get() == 0
    clock.now += 20
    assert kept.get() == 1


def test_several_readers_make_it_once() -> None:
    made = iter(range(10))
    kept = Kept(lambda: next(made))
    readers = [threading.Thread(target=kept.get) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert next(made) == 1


def test_feeds_in_trouble_come_first(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        fill_log(log)
        pipeline = Pipeline(log, clock=lambda: NOW)
        assert [feed.url for feed in pipeline.snapshot().feeds] == [GONE, FAILING, NEW, OK]
        pipeline.close()


def test_messages_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        fill_log(log)
        newer = b'{"schema": 99, "url": 7}'
        log.append([Outgoing(topic=topic, key=b"newer", value=newer) for topic in (FEEDS, FEED_STATE)])
        assert len(read_feeds(log)) == 4


def test_a_dead_letter_that_was_dropped_is_no_longer_shown(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        fill_log(log)
        assert read_dead(log).total == 1
        drop(log, list(list_letters(log, [ARTICLES])))
        assert read_dead(log).total == 0


def test_without_a_log_there_is_nothing_to_see() -> None:
    assert Pipeline(None, clock=lambda: NOW).snapshot().feeds == ()


def test_a_snapshot_tells_when_polling_is_held_back(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        fill_log(log)
        calm, full = (Pipeline(log, clock=lambda: NOW, backlog_limit=limit) for limit in (100, 1))
        with closing(calm), closing(full):
            assert calm.snapshot().backlog == full.snapshot().backlog > 1
            assert calm.snapshot().backlog_words is None
            assert "No feed is polled now" in (full.snapshot().backlog_words or "")
