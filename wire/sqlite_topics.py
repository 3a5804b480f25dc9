"""Topics in the log's file: making them, and finding their partitions."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from wire.errors import UsageError
from wire.log import TopicPartition, TopicSpec
from wire.partitioner import partition_for
from wire.sqlite_file import OFFSET_BITS, SqliteFile


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic as it is, and the database id of each of its partitions, by number."""

    name: str
    ids: tuple[int, ...]

    def partition_of(self, partition_by: bytes) -> int:
        """The number of the partition a key goes to."""
        return partition_for(partition_by, len(self.ids))

    def by_id(self) -> dict[int, TopicPartition]:
        """Database ids of the partitions, with what they stand for."""
        return {id_: TopicPartition(self.name, number) for number, id_ in enumerate(self.ids)}


def first_id(partition: int, offset: int = 0) -> int:
    """The id of the record at an offset; `first_id(partition + 1)` lies just after the last one of a partition."""
    return (partition << OFFSET_BITS) + offset


def offset_of(record_id: int) -> int:
    """The offset of a record within its partition."""
    return record_id & ((1 << OFFSET_BITS) - 1)


def find_topic(file: SqliteFile, name: str) -> Topic:
    """A topic by name. Raises UsageError where there is none."""
    rows = file.query(
        "SELECT partitions.id FROM partitions JOIN topics ON topics.id = partitions.topic WHERE name = ? ORDER BY number",
        (name,),
    )
    if not rows:
        raise UsageError(f"there is no topic {name!r} in {file.path}: make the topics with `newswire topics create`")
    return Topic(name=name, ids=tuple(row[0] for row in rows))


def create_topic(db: sqlite3.Connection, spec: TopicSpec) -> list[str]:
    """Make a topic, or say how the one that exists differs; a new retention is taken over. Within a write transaction."""
    row = db.execute(
        "SELECT id, partitions, compacted, retention_s, retention_bytes FROM topics WHERE name = ?", (spec.name,)
    ).fetchone()
    if row is None:
        _insert(db, spec)
        return []
    topic, partitions, compacted, age, size = row
    if (age, size) != (spec.retention_s, spec.retention_bytes):
        retention = (spec.retention_s, spec.retention_bytes, topic)
        db.execute("UPDATE topics SET retention_s = ?, retention_bytes = ? WHERE id = ?", retention)
    found = TopicSpec(name=spec.name, partitions=partitions, compacted=bool(compacted), retention_s=age, retention_bytes=size)
    return differences(spec, found)


def differences(asked: TopicSpec, found: TopicSpec) -> list[str]:
    """In words, how a topic differs from what was asked for."""
    words: list[str] = []
    if found.partitions != asked.partitions:
        words.append(f"topic {asked.name} has {found.partitions} partitions, not {asked.partitions}; it keeps them")
    if found.compacted != asked.compacted:
        words.append(f"topic {asked.name} is {'' if found.compacted else 'not '}compacted; it stays so")
    if found.retention_s != asked.retention_s:
        words.append(
            f"topic {asked.name}: retention was {_amount(found.retention_s, 's')}, now {_amount(asked.retention_s, 's')}"
        )
    if found.retention_bytes != asked.retention_bytes:
        was, now = _amount(found.retention_bytes, "bytes"), _amount(asked.retention_bytes, "bytes")
        words.append(f"topic {asked.name}: retention of a partition was {was}, now {now}")
    return words


def _amount(value: float | None, unit: str) -> str:
    return "without limit" if value is None else f"{value:g} {unit}"


def _insert(db: sqlite3.Connection, spec: TopicSpec) -> None:
    if spec.partitions < 1:
        raise UsageError(f"topic {spec.name}: it needs at least one partition, not {spec.partitions}")
    topic = db.execute(
        "INSERT INTO topics (name, partitions, compacted, retention_s, retention_bytes) VALUES (?, ?, ?, ?, ?)",
        (spec.name, spec.partitions, spec.compacted, spec.retention_s, spec.retention_bytes),
    ).lastrowid
    db.executemany(
        "INSERT INTO partitions (topic, number) VALUES (?, ?)", [(topic, number) for number in range(spec.partitions)]
    )


def topics_by_name(file: SqliteFile, names: Sequence[str]) -> dict[int, TopicPartition]:
    """Every partition of the topics, by database id. Raises UsageError where a topic is missing."""
    found: dict[int, TopicPartition] = {}
    for name in dict.fromkeys(names):
        found.update(find_topic(file, name).by_id())
    return found
