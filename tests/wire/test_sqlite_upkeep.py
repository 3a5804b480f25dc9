"""Compaction and retention: what must go goes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.contracts.log_place import keys, take
from wire.log import Outgoing, TopicSpec
from wire.log_sqlite import SqliteLog
from wire.sqlite_upkeep import DIRTY, UPKEEP_S

HOUR = 3600.0


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path / "log.db", tombstone_grace_s=HOUR, clock=clock)) as log:
        log.create_topics(
            [
                TopicSpec(name="state", partitions=1, compacted=True),
                TopicSpec(name="aged", partitions=1, retention_s=HOUR),
                TopicSpec(name="sized", partitions=1, retention_bytes=10_000),
            ]
        )
        yield log


def put(log: SqliteLog, topic: str, key: str, value: bytes | None) -> None:
    log.append([Outgoing(topic=topic, key=key.encode(), value=value)])


def churn(log: SqliteLog, times: int = DIRTY) -> None:
    """Enough new records for a compaction to be worthwhile."""
    log.append([Outgoing(topic="state", key=b"churn", value=b"%d" % i) for i in range(times)])


def test_compaction_keeps_the_newest_of_each_key(log: SqliteLog) -> None:
    for key, value in [("a", b"1"), ("b", b"1"), ("a", b"2"), ("c", b"1")]:
        put(log, "state", key, value)
    churn(log)

    log.keep_up()

    assert [(r.key, r.value) for r in log.read("state")] == [
        (b"b", b"1"),
        (b"a", b"2"),
        (b"c", b"1"),
        (b"churn", b"%d" % (DIRTY - 1)),
    ]


def test_compaction_waits_until_it_is_worth_while(log: SqliteLog) -> None:
    churn(log, DIRTY - 1)

    log.keep_up()

    assert len(list(log.read("state"))) == DIRTY - 1


def test_tombstones_stay_for_their_grace_and_then_go(log: SqliteLog, clock: Clock) -> None:
    put(log, "state", "a", b"1")
    put(log, "state", "a", None)
    churn(log)
    log.keep_up()
    during = [record.key for record in log.read("state")]

    clock.now += HOUR + 1
    churn(log)
    log.keep_up()

    assert during == [b"a", b"churn"]
    assert [record.key for record in log.read("state")] == [b"churn"]


def test_the_last_record_stays_so_that_a_group_can_reach_the_end(log: SqliteLog, clock: Clock) -> None:
    churn(log)
    put(log, "state", "a", None)
    clock.now += HOUR + 1
    log.keep_up()

    with closing(log.consumer("g", ["state"])) as consumer:
        records = take(consumer, 2)
        consumer.commit({record.at: record.offset + 1 for record in records})

    assert keys(records) == ["churn", "a"]
    assert [row.lag for row in log.lag("g", ["state"])] == [0]


def test_offsets_are_never_used_again(log: SqliteLog, clock: Clock) -> None:
    for i in range(5):
        put(log, "aged", f"{i}", b"v")
    clock.now += 2 * HOUR
    log.keep_up()
    assert list(log.read("aged")) == []

    put(log, "aged", "new", b"v")

    assert [record.offset for record in log.read("aged")] == [5]


def test_old_records_are_deleted_and_young_ones_stay(log: SqliteLog, clock: Clock) -> None:
    put(log, "aged", "old", b"v")
    clock.now += HOUR - 1
    put(log, "aged", "young", b"v")
    clock.now += 2

    log.keep_up()

    assert keys(list(log.read("aged"))) == ["young"]


def test_the_oldest_records_make_room_for_the_newest(log: SqliteLog) -> None:
    for i in range(50):
        put(log, "sized", f"{i:03}", b"x" * 997)

    log.keep_up()

    assert keys(list(log.read("sized"))) == [f"{i:03}" for i in range(40, 50)]


def test_what_retention_deleted_no_longer_counts_as_lag_but_is_told(log: SqliteLog, clock: Clock) -> None:
    for i in range(20):
        put(log, "sized", f"{i:03}", b"x" * 997)
    with closing(log.consumer("slow", ["sized"])) as consumer:
        (first,) = take(consumer, 1)
        consumer.commit({first.at: first.offset + 1})

    with capture_logs() as events:
        log.keep_up()

    (warning,) = [event for event in events if event["log_level"] == "warning"]
    assert (warning["group"], warning["partition"], warning["unread"]) == ("slow", "sized/0", 9)
    assert [row.lag for row in log.lag("slow", ["sized"])] == [10]


@pytest.mark.parametrize("committed", [0, 1], ids=["nothing read yet", "one read"])
def test_after_a_long_sleep_what_a_group_has_yet_to_read_is_still_there(log: SqliteLog, clock: Clock, committed: int) -> None:
    for i in range(10):
        put(log, "aged", f"{i}", b"v")
    with closing(log.consumer("sleeper", ["aged"])) as consumer:
        (first,) = take(consumer, 1)
        if committed:
            consumer.commit({first.at: first.offset + committed})
        clock.now += 300 * HOUR

        log.keep_up()

        assert len(list(log.read("aged"))) == 10 - committed
        consumer.rewind({first.at: committed})
        records = take(consumer, 10 - committed)
        consumer.commit({first.at: 10})
        log.keep_up()
    assert len(records) == 10 - committed
    assert list(log.read("aged")) == []


def test_a_tombstone_stays_until_every_group_has_read_it(log: SqliteLog, clock: Clock) -> None:
    with closing(log.consumer("sleeper", ["state"])) as consumer:
        put(log, "state", "a", b"1")
        put(log, "state", "a", None)
        clock.now += 300 * HOUR
        churn(log)
        log.keep_up()
        (tombstone, *_) = take(consumer, 2)
        consumer.commit({tombstone.at: tombstone.offset + 1})
        churn(log)
        log.keep_up()
    assert (tombstone.key, tombstone.value) == (b"a", None)
    assert [record.key for record in log.read("state")] == [b"churn"]


@pytest.mark.parametrize("hours", [300, -300])
def test_a_jump_of_the_clock_stops_no_upkeep_and_moves_no_partition(log: SqliteLog, clock: Clock, hours: int) -> None:
    with closing(log.consumer("g", ["sized"])) as one, closing(log.consumer("g", ["sized"])) as other:
        put(log, "sized", "first", b"v")
        (first,) = take(one, 1)
        clock.now += hours * HOUR

        assert (one.poll(10, 0), other.poll(10, 0)) == ([], [])
        assert one.commit({first.at: 1}) == frozenset()
        assert (len(one.assignment()), len(other.assignment())) == (1, 0)

    clock.now += UPKEEP_S + 1
    log.append([Outgoing(topic="sized", key=b"%d" % i, value=b"x" * 1000) for i in range(50)])
    assert len(list(log.read("sized"))) <= 10
    assert [row.seconds_behind >= 0 for row in log.lag("g", ["sized"])] == [True]


def test_appending_keeps_the_file_small_by_itself(log: SqliteLog, clock: Clock, tmp_path: Path) -> None:
    for _ in range(60):
        clock.now += UPKEEP_S + 1
        log.append([Outgoing(topic="sized", key=b"%d" % i, value=b"x" * 1000) for i in range(50)])
        log.append([Outgoing(topic="state", key=b"%d" % i, value=b"x" * 1000) for i in range(50)])

    assert len(list(log.read("sized"))) <= 60
    assert len(list(log.read("state"))) <= 50 + 2 * DIRTY
    assert (tmp_path / "log.db").stat().st_size < 2_000_000


def test_a_retention_that_is_changed_is_taken_over(log: SqliteLog, clock: Clock) -> None:
    put(log, "aged", "a", b"v")
    (words,) = log.create_topics([TopicSpec(name="aged", partitions=1, retention_s=60)])
    clock.now += 61

    log.keep_up()

    assert words == "topic aged: retention was 3600 s, now 60 s"
    assert list(log.read("aged")) == []
    assert log.create_topics([TopicSpec(name="aged", partitions=1, retention_s=60)]) == []
