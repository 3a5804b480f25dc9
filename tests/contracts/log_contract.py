"""What every log must do. A test class inherits this and gives a fixture `place`; see tests/wire/test_log_sqlite.py."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.contracts.log_place import (
    LogPlace,
    fill,
    joined,
    keys,
    line_of,
    new_group,
    new_topic,
    nothing_comes,
    python,
    settle,
    take,
    until,
)
from wire.errors import RecordTooLarge, UsageError
from wire.log import Log, Outgoing, Record, TopicPartition, TopicSpec


class LogContract:
    """Runs unchanged on every implementation."""

    @pytest.fixture
    def place(self) -> Iterator[LogPlace]:
        raise NotImplementedError("the subclass says where its log lies")

    @pytest.fixture
    def log(self, place: LogPlace) -> Log:
        return place.open()

    # topics

    def test_creating_topics_again_changes_nothing_and_tells_differences(self, log: Log) -> None:
        name = new_topic(log, partitions=3)

        assert log.create_topics([TopicSpec(name=name, partitions=3)]) == []
        (words,) = log.create_topics([TopicSpec(name=name, partitions=5)])

        assert name in words
        assert "3" in words
        assert "5" in words
        assert log.partitions(name) == 3

    def test_a_difference_in_compaction_or_retention_is_told(self, log: Log) -> None:
        name = new_topic(log)

        (compaction,) = log.create_topics([TopicSpec(name=name, partitions=4, compacted=True)])
        (retention,) = log.create_topics([TopicSpec(name=name, partitions=4, retention_s=3600)])

        assert "compacted" in compaction
        assert "retention" in retention

    def test_a_missing_topic_says_how_to_create_it(self, log: Log) -> None:
        for attempt in (
            lambda: log.append([Outgoing(topic="nowhere", key=b"k", value=b"v")]),
            lambda: log.partitions("nowhere"),
            lambda: log.partition_of("nowhere", b"k"),
            lambda: list(log.read("nowhere")),
            lambda: log.lag("g", ["nowhere"]),
            lambda: log.consumer("g", ["nowhere"]),
        ):
            with pytest.raises(UsageError, match=r"nowhere.*newswire topics create"):
                attempt()

    # append and read

    def test_records_come_back_as_appended(self, log: Log) -> None:
        topic = new_topic(log, partitions=1)
        values = [b"text", b"", None, bytes(range(256)), "Zoë ☃".encode()]
        before = time.time()

        log.append([Outgoing(topic=topic, key=b"key", value=value) for value in values])

        records = list(log.read(topic))
        assert [record.value for record in records] == values
        assert {record.key for record in records} == {b"key"}
        assert [record.offset for record in records] == sorted({record.offset for record in records})
        assert all(before - 5 <= record.timestamp <= time.time() + 5 for record in records)

    def test_appending_nothing_does_nothing(self, log: Log) -> None:
        log.append([])

    def test_records_of_one_key_keep_their_order(self, log: Log) -> None:
        topic = new_topic(log)
        for i in range(5):
            log.append([Outgoing(topic=topic, key=f"k{k}".encode(), value=b"%d" % i) for k in range(10)])

        by_key = defaultdict(list)
        for record in log.read(topic):
            by_key[record.key].append(record.value)

        assert len(by_key) == 10
        assert all(values == [b"0", b"1", b"2", b"3", b"4"] for values in by_key.values())

    def test_records_land_where_partition_of_says(self, log: Log) -> None:
        topic = new_topic(log, partitions=8)
        fill(log, topic, [f"key-{i}" for i in range(50)])

        records = list(log.read(topic))

        assert len(records) == 50
        assert len({record.partition for record in records}) > 4
        assert all(log.partition_of(topic, record.key) == record.partition for record in records)

    def test_partition_by_decides_in_place_of_the_key(self, log: Log) -> None:
        topic = new_topic(log, partitions=8)
        log.append([Outgoing(topic=topic, key=b"%d" % i, value=b"", partition_by=b"host") for i in range(20)])

        assert {record.partition for record in log.read(topic)} == {log.partition_of(topic, b"host")}

    def test_read_can_be_limited_to_partitions(self, log: Log) -> None:
        topic = new_topic(log)
        fill(log, topic, [f"{i}" for i in range(40)])

        some = list(log.read(topic, [1, 3]))

        assert {record.partition for record in some} == {1, 3}
        assert len(some) + len(list(log.read(topic, [0, 2]))) == 40

    def test_read_ends_at_what_was_the_end_when_it_began(self, place: LogPlace, log: Log) -> None:
        topic = new_topic(log, partitions=1)
        fill(log, topic, ["a", "b"])

        reading = log.read(topic)
        first = next(reading)
        fill(place.open(), topic, ["c"])

        assert keys([first, *reading]) == ["a", "b"]

    def test_everything_is_there_after_reopening(self, place: LogPlace, log: Log) -> None:
        topic, group = new_topic(log), new_group()
        fill(log, topic, ["a", "b", "c"])
        with joined(log, group, topic) as (consumer,):
            records = take(consumer, 3)
            consumer.commit({record.at: record.offset + 1 for record in records})
        log.close()
        log.close()  # closing twice does no harm

        again = place.open()

        assert sorted(keys(list(again.read(topic)))) == ["a", "b", "c"]
        assert [row.lag for row in again.lag(group, [topic])] == [0, 0, 0, 0]

    def test_one_record_too_large_keeps_all_of_the_batch_out(self, place: LogPlace, log: Log) -> None:
        topic = new_topic(log)
        small = Outgoing(topic=topic, key=b"small", value=b"v")
        large = Outgoing(topic=topic, key=b"large", value=b"x" * (place.record_max_bytes + 1))

        with pytest.raises(RecordTooLarge, match=str(place.record_max_bytes)):
            log.append([small, large])

        assert list(log.read(topic)) == []
        log.append([small])
        assert keys(list(log.read(topic))) == ["small"]

    def test_compacted_topics_give_the_last_word_on_every_key(self, log: Log) -> None:
        topic = new_topic(log, compacted=True)
        for key, value in [(b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"b", None), (b"c", b"1"), (b"a", b"3")]:
            log.append([Outgoing(topic=topic, key=key, value=value)])

        latest: dict[bytes, bytes | None] = {record.key: record.value for record in log.read(topic)}

        assert {key: value for key, value in latest.items() if value is not None} == {b"a": b"3", b"c": b"1"}

    # one consumer

    def test_a_new_group_starts_at_the_beginning(self, log: Log) -> None:
        topic = new_topic(log)
        fill(log, topic, [f"{i}" for i in range(20)])

        with joined(log, new_group(), topic) as (consumer,):
            records = take(consumer, 20)

            assert sorted(keys(records), key=int) == [f"{i}" for i in range(20)]
            assert consumer.assignment() == {TopicPartition(topic, number) for number in range(4)}
            assert nothing_comes(consumer)

    def test_poll_gives_no_more_than_asked_for(self, log: Log) -> None:
        topic = new_topic(log)
        fill(log, topic, [f"{i}" for i in range(20)])

        with joined(log, new_group(), topic) as (consumer,):
            sizes: list[int] = []
            until(lambda: sizes.append(len(consumer.poll(7, 0.2))) or sum(sizes) == 20, "20 records")

        assert max(sizes) <= 7

    def test_a_waiting_consumer_notices_an_append(self, place: LogPlace, log: Log) -> None:
        topic = new_topic(log)
        with joined(log, new_group(), topic) as (consumer,):
            settle([consumer], lambda held: len(held[0]) == 4)
            writer = place.open()
            later = threading.Timer(0.3, fill, (writer, topic, ["news"]))
            later.start()

            records = consumer.poll(10, 30) or take(consumer, 1)

            later.join()
            assert keys(records) == ["news"]

    def test_reading_goes_on_at_the_committed_offset(self, log: Log) -> None:
        topic, group = new_topic(log, partitions=1), new_group()
        fill(log, topic, ["a", "b", "c", "d"])
        with joined(log, group, topic) as (consumer,):
            records = take(consumer, 4)
            assert consumer.commit({records[1].at: records[1].offset + 1}) == frozenset()

        with joined(log, group, topic) as (consumer,):
            assert keys(take(consumer, 2)) == ["c", "d"]

    def test_groups_do_not_disturb_each_other(self, log: Log) -> None:
        topic, one, two = new_topic(log), new_group(), new_group()
        fill(log, topic, ["a", "b", "c"])

        with joined(log, one, topic) as (first,), joined(log, two, topic) as (second,):
            records = take(first, 3)
            first.commit({record.at: record.offset + 1 for record in records})
            assert len(take(second, 3)) == 3

        assert sum(row.lag for row in log.lag(one, [topic])) == 0
        assert sum(row.lag for row in log.lag(two, [topic])) == 3

    def test_paused_partitions_wait_and_lose_nothing(self, log: Log) -> None:
        topic = new_topic(log)
        with joined(log, new_group(), topic) as (consumer,):
            settle([consumer], lambda held: len(held[0]) == 4)
            paused = {TopicPartition(topic, 0), TopicPartition(topic, 2)}
            consumer.pause(paused)
            fill(log, topic, [f"{i}" for i in range(40)])
            waiting = sum(record.at in paused for record in log.read(topic))

            others = take(consumer, 40 - waiting)
            assert nothing_comes(consumer)
            consumer.resume(paused)
            rest = take(consumer, waiting)

        assert not paused & {record.at for record in others}
        assert {record.at for record in rest} == paused

    def test_rewinding_gives_the_same_records_again(self, log: Log) -> None:
        topic = new_topic(log, partitions=1)
        fill(log, topic, ["a", "b", "c"])
        with joined(log, new_group(), topic) as (consumer,):
            records = take(consumer, 3)

            consumer.rewind({records[1].at: records[1].offset, TopicPartition(topic, 99): 0})

            assert take(consumer, 2) == records[1:]

    # several consumers

    def test_members_share_the_partitions_evenly_and_each_record_goes_to_one(self, place: LogPlace, log: Log) -> None:
        topic, group = new_topic(log, partitions=4), new_group()
        with joined(log, group, topic) as (first,), joined(place.open(), group, topic) as (second,):
            settle([first, second], lambda held: [len(part) for part in held] == [2, 2])
            assert not first.assignment() & second.assignment()
            fill(log, topic, [f"{i}" for i in range(40)])

            got: list[Record] = []
            until(lambda: got.extend(first.poll(9, 0.1) + second.poll(9, 0.1)) or len(got) >= 40, "40 records")

            assert sorted(keys(got), key=int) == [f"{i}" for i in range(40)]

    def test_a_newcomer_moves_as_little_as_possible(self, log: Log) -> None:
        topic, group = new_topic(log, partitions=6), new_group()
        with joined(log, group, topic, 2) as old:
            settle(old, lambda held: [len(part) for part in held] == [3, 3])
            before = [member.assignment() for member in old]
            with joined(log, group, topic) as (newcomer,):
                settle([*old, newcomer], lambda held: [len(part) for part in held] == [2, 2, 2])

                assert all(member.assignment() <= part for member, part in zip(old, before, strict=True))

    def test_who_leaves_is_replaced(self, log: Log) -> None:
        topic, group = new_topic(log), new_group()
        with joined(log, group, topic) as (stays,):
            with joined(log, group, topic) as (leaves,):
                settle([stays, leaves], lambda held: [len(part) for part in held] == [2, 2])
            leaves.close()  # closing twice does no harm

            settle([stays], lambda held: len(held[0]) == 4)

    def test_a_partition_that_arrives_is_not_paused(self, log: Log) -> None:
        topic, group = new_topic(log), new_group()
        with joined(log, group, topic) as (stays,):
            with joined(log, group, topic) as (leaves,):
                settle([stays, leaves], lambda held: [len(part) for part in held] == [2, 2])
                own = stays.assignment()
                stays.pause(own)
            settle([stays], lambda held: len(held[0]) == 4)
            fill(log, topic, [f"{i}" for i in range(40)])
            theirs = sum(record.at not in own for record in log.read(topic))

            assert not own & {record.at for record in take(stays, theirs)}
            assert nothing_comes(stays)

    def test_a_commit_for_a_partition_lost_is_refused(self, log: Log) -> None:
        topic, group = new_topic(log, partitions=2), new_group()
        fill(log, topic, [f"{i}" for i in range(20)])
        with joined(log, group, topic) as (old,):
            records = take(old, 20)
            with joined(log, group, topic) as (new,):
                settle([old, new], lambda held: [len(part) for part in held] == [1, 1])

                lost = old.commit({record.at: record.offset + 1 for record in records})

                assert lost == new.assignment()
        committed = {row.partition: row.committed for row in log.lag(group, [topic])}
        assert [committed[part.partition] for part in lost] == [None]
        assert sum(offset is not None for offset in committed.values()) == 1

    def test_a_killed_member_is_replaced_and_only_uncommitted_records_come_again(self, place: LogPlace, log: Log) -> None:
        topic, group = new_topic(log, partitions=1), new_group()
        fill(log, topic, ["done-1", "done-2", "open-1", "open-2"])
        with python("-m", "tests.contracts.log_member", place.url, group, topic) as member:
            said = [line_of(member) for _ in range(5)]
            member.kill()

        with joined(log, group, topic) as (heir,):
            again = take(heir, 2)

        assert said == ["+ 1", "done-1", "done-2", "open-1", "open-2"]
        assert keys(again) == ["open-1", "open-2"]

    # lag

    def test_lag_counts_from_the_start_until_something_is_committed(self, log: Log) -> None:
        topic, group = new_topic(log, partitions=1), new_group()
        assert [(row.committed, row.end, row.lag, row.seconds_behind) for row in log.lag(group, [topic])] == [(None, 0, 0, 0)]
        fill(log, topic, ["a", "b", "c"])

        (before,) = log.lag(group, [topic])
        with joined(log, group, topic) as (consumer,):
            records = take(consumer, 3)
            consumer.commit({records[1].at: records[1].offset + 1})
            (between,) = log.lag(group, [topic])
            consumer.commit({records[2].at: records[2].offset + 1})
        (after,) = log.lag(group, [topic])

        assert (before.group, before.topic, before.partition) == (group, topic, 0)
        assert [row.lag for row in (before, between, after)] == [3, 1, 0]
        assert [row.committed for row in (before, between, after)] == [None, 2, 3]
        assert between.member is not None

    def test_seconds_behind_is_the_age_of_the_oldest_uncommitted_record(self, log: Log) -> None:
        topic, group = new_topic(log, partitions=1), new_group()
        fill(log, topic, ["old"])
        until(lambda: log.lag(group, [topic])[0].seconds_behind > 0.5, "the record to age")
        fill(log, topic, ["new"])
        with joined(log, group, topic) as (consumer,):
            records = take(consumer, 2)
            old = log.lag(group, [topic])[0].seconds_behind
            consumer.commit({records[0].at: records[0].offset + 1})
            new = log.lag(group, [topic])[0].seconds_behind
            consumer.commit({records[1].at: records[1].offset + 1})

        assert old > 0.5
        assert new < old
        assert log.lag(group, [topic])[0].seconds_behind == 0
