"""A broker that is killed, frozen or away: nothing acknowledged is lost, and everything goes on when it is back."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest

from tests.contracts.log_place import joined, keys, new_group, new_topic
from tests.live.kafka_place import KafkaPlace
from tests.live.kafka_shop import KafkaShop, wait_for
from tests.servers.kafka import KafkaServer
from wire.errors import Unreachable
from wire.log import Consumer, Log, Outgoing


@pytest.fixture
def place(our_kafka: KafkaServer, place: KafkaPlace) -> KafkaPlace:
    """Only with a broker that may be killed."""
    return place


def test_a_broker_killed_amid_appends_and_reads_loses_nothing_acknowledged(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    log, topic, group = place.open(), new_topic(place.open()), new_group()
    acknowledged: list[str] = []
    restart = threading.Thread(target=_kill_and_start, args=(our_kafka,))
    seen: set[str] = set()

    with joined(place.open(), group, topic) as (consumer,):
        for batch in range(200):
            if batch == 60:
                restart.start()
            acknowledged += _append_until_acknowledged(log, topic, [f"{batch}-{number}" for number in range(5)])
            seen.update(record.key.decode() for record in consumer.poll(100, 0.01))
        restart.join()
        wait_for(lambda: _read_on(consumer, seen) >= set(acknowledged), "the consumer to see everything")

    assert {record.key.decode() for record in log.read(topic)} >= set(acknowledged)
    assert len(acknowledged) == 1000


def test_a_frozen_broker_is_waited_for(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    log, topic = place.open(), new_topic(place.open(), partitions=1)
    log.append([Outgoing(topic=topic, key=b"before", value=b"")])
    thaw = threading.Timer(2, our_kafka.thaw)
    our_kafka.freeze()
    thaw.start()

    log.append([Outgoing(topic=topic, key=b"while", value=b"")])

    thaw.join()
    assert keys(list(log.read(topic))) == ["before", "while"]


def test_a_worker_outlives_the_broker(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    shop = KafkaShop(place)
    ids = shop.put(400)
    with shop.worker(slowly=lambda messages: time.sleep(0.05)):
        wait_for(lambda: len(shop.handled) > 50, "the work to begin")
        _kill_and_start(our_kafka)
        wait_for(lambda: len(shop.handled) == len(ids) and shop.lag() == 0, "all to be done")

    assert set(shop.came_out()) == set(ids)
    assert shop.dead() == 0


def test_a_consumer_says_when_the_broker_is_gone_for_long(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    topic = new_topic(place.open())
    with joined(place.open(), new_group(), topic) as (consumer,):
        consumer.poll(1, 1)
        our_kafka.kill()
        try:
            with pytest.raises(Unreachable, match=f"{our_kafka.bootstrap}.*is it running"):
                _poll_for(consumer, 40)
        finally:
            our_kafka.start()
        place.open().append([Outgoing(topic=topic, key=b"back", value=b"")])
        wait_for(lambda: _keys_now(consumer) == ["back"], "the consumer to come back")


def _kill_and_start(server: KafkaServer) -> None:
    server.kill()
    server.start()


def _append_until_acknowledged(log: Log, topic: str, ids: list[str]) -> list[str]:
    while True:
        try:
            log.append([Outgoing(topic=topic, key=i.encode(), value=b"") for i in ids])
        except Unreachable:
            continue
        return ids


def _read_on(consumer: Consumer, seen: set[str]) -> set[str]:
    seen.update(record.key.decode() for record in consumer.poll(1000, 0.5))
    return seen


def _keys_now(consumer: Consumer) -> list[str]:
    with contextlib.suppress(Unreachable):  # it takes a moment to notice
        return keys(consumer.poll(1, 1))
    return []


def _poll_for(consumer: Consumer, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        consumer.poll(1, 0.5)
