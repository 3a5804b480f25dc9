"""Topics as Kafka keeps them, and lag as Kafka's own tools count it."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.contracts.log_place import fill, joined, keys, new_group, new_topic, take, until
from tests.live.kafka_place import KafkaPlace
from tests.servers.kafka import KafkaServer
from wire.errors import UsageError
from wire.log import Outgoing, TopicSpec
from wire.settings import Settings
from wire.topics import specs

GROUPS_TOOL = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"
CONFIGS_TOOL = "kafka.admin.ConfigCommand"


def test_topics_have_what_the_settings_ask_for(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    log, name = place.open(kafka_min_insync=1), _name()
    log.create_topics(
        [
            TopicSpec(name=f"{name}-kept", partitions=2, retention_s=3600, retention_bytes=1 << 30),
            TopicSpec(name=f"{name}-compacted", partitions=2, compacted=True),
        ]
    )

    kept, compacted = _config(our_kafka, f"{name}-kept"), _config(our_kafka, f"{name}-compacted")
    assert (kept["cleanup.policy"], compacted["cleanup.policy"]) == ("delete", "compact")
    assert (kept["retention.ms"], kept["retention.bytes"]) == ("3600000", str(1 << 30))
    assert kept["message.timestamp.type"] == compacted["message.timestamp.type"] == "LogAppendTime"
    assert int(kept["max.message.bytes"]) > place.record_max_bytes


def test_a_new_retention_is_taken_over_and_told_once(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    log, name = place.open(), _name()
    log.create_topics([TopicSpec(name=name, partitions=1, retention_s=3600)])

    (words,) = log.create_topics([TopicSpec(name=name, partitions=1, retention_s=7200)])

    assert "3600000" in words
    assert "7200000" in words
    until(lambda: _config(our_kafka, name)["retention.ms"] == "7200000", "the new retention")
    assert log.create_topics([TopicSpec(name=name, partitions=1, retention_s=7200)]) == []


def test_a_larger_record_is_made_room_for(place: KafkaPlace) -> None:
    name = _name()
    spec = TopicSpec(name=name, partitions=1)
    place.open(record_max_bytes=2000).create_topics([spec])
    wide = place.open()

    (words,) = wide.create_topics([spec])
    wide.append([Outgoing(topic=name, key=b"k", value=bytes(place.record_max_bytes - 1))])

    assert "max.message.bytes" in words
    assert len(list(wide.read(name))) == 1


def test_more_copies_than_brokers_are_refused_in_words(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    with pytest.raises(UsageError, match="kafka_replication"):
        place.open(kafka_replication=3).create_topics([TopicSpec(name=_name(), partitions=1)])


def test_a_name_kafka_does_not_allow_is_refused_in_words(place: KafkaPlace) -> None:
    with pytest.raises(UsageError, match="no name for a topic"):
        place.open().create_topics([TopicSpec(name="so not", partitions=1)])


def test_all_topics_of_newswire_can_be_made_twice(place: KafkaPlace) -> None:
    log, settings = place.open(), Settings()
    wanted = [
        replace(spec, name=f"{_name()}-{spec.name}")
        for spec in specs(settings.partitions, settings.retention_s, settings.retention_bytes)
    ]

    assert log.create_topics(wanted) == []
    assert log.create_topics(wanted) == []


def test_tombstones_are_read(place: KafkaPlace) -> None:
    log, topic = place.open(), new_topic(place.open(), compacted=True)
    log.append([Outgoing(topic=topic, key=b"a", value=b"1"), Outgoing(topic=topic, key=b"a", value=None)])

    assert [record.value for record in log.read(topic)] == [b"1", None]


def test_read_ends_where_the_last_records_were_deleted(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    log, topic = place.open(), new_topic(place.open(), partitions=1)
    fill(log, topic, ["a", "b", "c"])
    _delete_before(our_kafka, topic, 3)

    assert list(log.read(topic)) == []
    fill(log, topic, ["d"])
    assert keys(list(log.read(topic))) == ["d"]
    (row,) = log.lag(new_group(), [topic])
    assert (row.lag, row.end) == (1, 4)


def test_what_was_deleted_unread_is_lost_and_no_lag(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    log, topic, group = place.open(), new_topic(place.open(), partitions=1), new_group()
    fill(log, topic, ["a", "b", "c", "d", "e"])
    with joined(log, group, topic) as (consumer,):
        consumer.commit({record.at: record.offset + 1 for record in take(consumer, 1)})
    _delete_before(our_kafka, topic, 5)

    (row,) = log.lag(group, [topic])
    assert (row.committed, row.end, row.lag, row.lost) == (1, 5, 0, 4)

    fill(log, topic, ["f"])
    with joined(log, group, topic) as (consumer,):
        (record,) = take(consumer, 1)
        consumer.commit({record.at: record.offset + 1})
    (row,) = log.lag(group, [topic])
    assert (row.committed, row.lag, row.lost) == (6, 0, 0)


def test_lag_is_what_kafkas_own_tool_says(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    log, topic, group = place.open(), new_topic(place.open(), partitions=4), new_group()
    fill(log, topic, [f"{i}" for i in range(60)])
    with joined(log, group, topic) as (consumer,):
        records = take(consumer, 60)
        middle = {record.at: record.offset + 1 for record in records if record.offset < 7}
        consumer.commit(middle)
        fill(log, topic, [f"{i}" for i in range(60, 100)])

        ours = {row.partition: (row.committed, row.end, row.lag) for row in log.lag(group, [topic])}
        members = {row.member for row in log.lag(group, [topic])}
        theirs = _described(our_kafka, group)

    assert ours == theirs
    assert len(members) == 1
    assert None not in members


def _name() -> str:
    return f"t-{uuid4().hex[:12]}"


def _config(server: KafkaServer, topic: str) -> dict[str, str]:
    what = ["--bootstrap-server", server.bootstrap, "--describe", "--all", "--entity-type", "topics", "--entity-name", topic]
    return dict(re.findall(r"^\s+([a-z.]+)=(\S*)", server.tool(CONFIGS_TOOL, *what), re.MULTILINE))


def _described(server: KafkaServer, group: str) -> dict[int, tuple[int | None, int, int]]:
    """Partition: committed, end, lag, from the table that the tool prints."""
    table = server.tool(GROUPS_TOOL, "--bootstrap-server", server.bootstrap, "--describe", "--group", group)
    rows = [line.split() for line in table.splitlines() if line.startswith(group)]
    return {int(row[2]): (int(row[3]), int(row[4]), int(row[5])) for row in rows}


def _delete_before(server: KafkaServer, topic: str, offset: int) -> None:
    wanted = server.folder / "delete.json"
    wanted.write_text(f'{{"partitions": [{{"topic": "{topic}", "partition": 0, "offset": {offset}}}], "version": 1}}')
    server.tool(
        "org.apache.kafka.tools.DeleteRecordsCommand",
        "--bootstrap-server",
        server.bootstrap,
        "--offset-json-file",
        str(wanted),
    )
