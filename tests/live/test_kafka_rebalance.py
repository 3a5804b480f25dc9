"""Members that come, go and take their time: nothing is lost, nothing waits for ever, slow work costs no membership."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.contracts.log_place import fill, joined, keys, new_group, new_topic, python, settle, take, until
from tests.live.kafka_place import KafkaPlace
from tests.live.kafka_shop import KafkaShop, wait_for
from wire.errors import UsageError
from wire.log import Consumer, Log, TopicPartition
from wire.log_kafka import KafkaLog
from wire.messages import Article


def test_a_storm_of_rebalances_loses_nothing(place: KafkaPlace) -> None:
    chance = random.Random(5)
    shop = KafkaShop(place)
    ids = shop.put(900)

    def slowly(messages: Sequence[Article]) -> None:
        time.sleep(chance.uniform(0.05, 0.3))

    with shop.worker(slowly=slowly):
        for _ in range(6):
            with shop.worker(slowly=slowly), ExitStack() as more:
                if chance.random() < 0.5:
                    more.enter_context(shop.worker(slowly=slowly))
                time.sleep(chance.uniform(0.2, 1.5))
        wait_for(lambda: len(shop.handled) == len(ids) and shop.lag() == 0, "all to be done")

    assert set(shop.came_out()) == set(ids)
    assert shop.dead() == 0


def test_a_slow_batch_costs_no_membership_even_while_others_join(place: KafkaPlace) -> None:
    shop = KafkaShop(place, partitions=4)
    ids = shop.put(40)
    begun = threading.Event()

    def slowly(messages: Sequence[Article]) -> None:
        if not begun.is_set():
            begun.set()
            time.sleep(place.lease_s + 3)

    with shop.worker(slowly=slowly, batch=5):
        assert begun.wait(60)
        with shop.worker():
            wait_for(lambda: len(shop.handled) == len(ids) and shop.lag() == 0, "all to be done")

    assert shop.handled == dict.fromkeys(ids, 1)
    assert shop.came_out() == dict.fromkeys(ids, 1)


def test_a_commit_amid_a_rebalance_is_recorded_when_it_is_over(place: KafkaPlace) -> None:
    log, topic, group = place.open(), new_topic(place.open(), partitions=2), new_group()
    fill(log, topic, [f"{i}" for i in range(20)])
    with joined(log, group, topic) as (old,):
        records = take(old, 20)
        with joined(log, group, topic) as (new,):
            settle([old, new], lambda held: len(held[0]) == 1)
            old.poll(1, 0.2)  # gives up what it has lost, and waits for the newcomer to join again
            (kept,) = old.assignment()

            lost = old.commit({record.at: record.offset + 1 for record in records})

            assert lost == {record.at for record in records} - {kept}
            settle([old, new], lambda held: [len(part) for part in held] == [1, 1])
            settle([old, new], lambda held: _lag(log, group, kept) == 0)


def test_work_done_is_committed_on_leaving_amid_a_rebalance(place: KafkaPlace) -> None:
    log, topic, group = place.open(), new_topic(place.open(), partitions=1), new_group()
    fill(log, topic, ["a", "b"])
    with joined(log, group, topic) as (old,):
        records = take(old, 2)
        with joined(log, group, topic) as (new,):
            leaves = threading.Thread(target=_commit_and_leave, args=(old, {records[-1].at: records[-1].offset + 1}))
            new.poll(1, 1)
            leaves.start()
            settle([new], lambda held: len(held[0]) == 1)
            leaves.join()
            fill(log, topic, ["c"])

            assert keys(take(new, 1)) == ["c"]


def test_a_frozen_process_cannot_take_back_what_others_have_done_since(
    place: KafkaPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, topic, group = place.open(), new_topic(place.open(), partitions=1), new_group()
    monkeypatch.setenv("NEWSWIRE_LEASE_S", str(place.lease_s))
    fill(log, topic, ["open-1"])
    with python("-m", "tests.contracts.log_member", place.url, group, topic) as member:
        said = _listen(member)
        until(lambda: said == ["+ 1", "open-1"], "the member to read")
        member.send_signal(signal.SIGSTOP)
        with joined(log, group, topic) as (heir,):
            fill(log, topic, ["open-2"])
            records = take(heir, 2)
            heir.commit({records[-1].at: records[-1].offset + 1})
            member.send_signal(signal.SIGCONT)
            settle([heir], lambda held: "+ 0" in said)
            assert heir.assignment() == {records[0].at}
        fill(log, topic, ["done-3"])
        until(lambda: said[-2:] == ["+ 1", "done-3"], "the member to go on where the heir ended")

    assert keys(records) == ["open-1", "open-2"]


def test_a_static_member_comes_back_to_its_partitions(place: KafkaPlace, tmp_path: Path) -> None:
    topic, group = new_topic(place.open()), new_group()
    with joined(_as_instance(place, tmp_path), group, topic) as (one,):
        with joined(_as_instance(place, tmp_path), group, topic) as (two,):
            settle([one, two], lambda held: [len(part) for part in held] == [2, 2])
            before = two.assignment()
        with joined(_as_instance(place, tmp_path), group, topic) as (again,):
            settle([one, again], lambda held: len(held[1]) > 0)

            assert again.assignment() == before


def test_processes_with_the_same_settings_do_not_throw_each_other_out(place: KafkaPlace, tmp_path: Path) -> None:
    log, group = place.open(), new_group()
    topic = new_topic(log)
    with joined(_as_instance(place, tmp_path), group, topic, 2) as members:
        settle(members, lambda held: [len(part) for part in held] == [2, 2])
        for member in members:
            member.commit(dict.fromkeys(member.assignment(), 0))
        names = {row.member or "" for row in log.lag(group, [topic])}
        assert len(names) == 2
        assert all(name.startswith("same-") for name in names)


def test_two_places_with_the_same_name_are_told_what_is_wrong(place: KafkaPlace, tmp_path: Path) -> None:
    topic, group = new_topic(place.open()), new_group()
    with joined(_as_instance(place, tmp_path / "one"), group, topic) as (old,):
        settle([old], lambda held: len(held[0]) == 4)
        with joined(_as_instance(place, tmp_path / "other"), group, topic) as (new,):
            settle([new], lambda held: len(held[0]) == 4)

            with pytest.raises(UsageError, match="kafka_group_instance_id"):
                old.commit(dict.fromkeys(old.assignment(), 0))


def _as_instance(place: KafkaPlace, folder: Path) -> KafkaLog:
    """The log of a process with a fixed name and this data folder."""
    return place.open(kafka_group_instance_id="same", data_dir=folder)


def _listen(process: subprocess.Popen[str]) -> list[str]:
    """What a process says, line by line, as it comes."""
    assert process.stdout is not None
    stream, lines = process.stdout, list[str]()
    threading.Thread(target=lambda: lines.extend(iter(lambda: stream.readline().strip(), "")), daemon=True).start()
    return lines


def _lag(log: Log, group: str, partition: TopicPartition) -> int:
    return next(row.lag for row in log.lag(group, [partition.topic]) if row.partition == partition.partition)


def _commit_and_leave(member: Consumer, offsets: Mapping[TopicPartition, int]) -> None:
    member.commit(offsets)
    member.close()
