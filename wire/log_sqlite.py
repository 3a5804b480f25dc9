"""The log in one SQLite file: for one host and any number of its processes.

log_sqlite.py       append, read, lag                  sqlite_file.py    the schema, the connection, what is durable
sqlite_consumer.py  poll, commit                       sqlite_group.py   who holds which partition
sqlite_topics.py    topics and partitions              sqlite_lease.py   staying a member during long work
sqlite_upkeep.py    compaction and retention           sqlite_errors.py  what SQLite's errors mean
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from wire import logs, sqlite_group, sqlite_upkeep
from wire.errors import NewswireError, RecordTooLarge, UsageError
from wire.log import Outgoing, PartitionLag, Record, TopicSpec
from wire.sqlite_consumer import SqliteConsumer
from wire.sqlite_file import SqliteFile
from wire.sqlite_topics import Topic, create_topic, find_topic, first_id, offset_of

#: How long a tombstone stays, in seconds, so that every reader learns of the deletion; Kafka's delete.retention.ms.
TOMBSTONE_GRACE_S = 86400.0

#: Records fetched at once by `read`.
READ_CHUNK = 200

logger = logs.get(__name__)


class SqliteLog:
    """See `wire.log.Log`; durability is described in sqlite_file.py."""

    def __init__(
        self,
        path: Path,
        *,
        record_max_bytes: int = 8 << 20,
        lease_s: float = 10.0,
        tombstone_grace_s: float = TOMBSTONE_GRACE_S,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open the file, and make it where it is missing. `clock` gives seconds since 1970."""
        self.path = path
        self._file = SqliteFile(path)
        self._record_max_bytes = record_max_bytes
        self._lease_s = lease_s
        self._tombstone_grace_s = tombstone_grace_s
        self._clock = clock
        self._topics: dict[str, Topic] = {}

    def create_topics(self, specs: Sequence[TopicSpec]) -> list[str]:
        """See the protocol. A retention that differs is told, and taken over; partitions and compaction stay as they are."""
        with self._file.writing() as db:
            return [words for spec in specs for words in create_topic(db, spec)]

    def append(self, records: Sequence[Outgoing]) -> None:
        """See the protocol. All in one transaction."""
        if not records:
            return
        self._check_sizes(records)
        batches: dict[int, list[Outgoing]] = defaultdict(list)
        for record in records:
            topic = self._topic(record.topic)
            number = topic.partition_of(record.key if record.partition_by is None else record.partition_by)
            batches[topic.ids[number]].append(record)
        with self._file.writing() as db:
            now = self._clock()
            for partition, batch in batches.items():
                _append(db, partition, batch, now)
        self._keep_up(now)

    def consumer(self, group: str, topics: Sequence[str]) -> SqliteConsumer:
        """See the protocol."""
        return SqliteConsumer(self.path, group=group, topics=topics, lease_s=self._lease_s)

    def read(self, topic: str, partitions: Iterable[int] | None = None) -> Iterator[Record]:
        """See the protocol. One consistent snapshot, held for as long as the iterator is."""
        ids = self._topic(topic).ids
        numbers = range(len(ids)) if partitions is None else list(partitions)
        if missing := [number for number in numbers if not 0 <= number < len(ids)]:
            raise UsageError(f"topic {topic!r} has the partitions 0 to {len(ids) - 1}, not {missing[0]}")
        return self._read(topic, [(number, ids[number]) for number in numbers])

    def _read(self, topic: str, partitions: Sequence[tuple[int, int]]) -> Iterator[Record]:
        if self._file.alone:
            with self._file.snapshot() as db:
                records = [record for number, id_ in partitions for record in _read_partition(db, topic, number, id_)]
            yield from records
            return
        file = SqliteFile(self.path)
        try:
            with file.snapshot() as db:
                for number, id_ in partitions:
                    yield from _read_partition(db, topic, number, id_)
        finally:
            file.close()

    def partition_of(self, topic: str, partition_by: bytes) -> int:
        """See the protocol."""
        return self._topic(topic).partition_of(partition_by)

    def partitions(self, topic: str) -> int:
        """See the protocol."""
        return len(self._topic(topic).ids)

    def lag(self, group: str, topics: Sequence[str]) -> list[PartitionLag]:
        """See the protocol. Of a compacted topic lag counts offsets, some of which may hold no record any more."""
        found = [self._topic(name) for name in dict.fromkeys(topics)]
        with self._file.snapshot() as db:
            now = self._clock()
            return [_lag(db, group, topic, number, now) for topic in found for number in range(len(topic.ids))]

    def keep_up(self) -> None:
        """Compact and delete what is due now, without waiting for this process's turn."""
        sqlite_upkeep.keep_up(self._file, self._clock(), tombstone_grace_s=self._tombstone_grace_s)

    def close(self) -> None:
        """See the protocol."""
        self._file.close()

    def _topic(self, name: str) -> Topic:
        if name not in self._topics:
            self._topics[name] = find_topic(self._file, name)
        return self._topics[name]

    def _check_sizes(self, records: Sequence[Outgoing]) -> None:
        for record in records:
            size = len(record.key) + len(record.value or b"")
            if size > self._record_max_bytes:
                raise RecordTooLarge(
                    f"a record for {record.topic} has {size} bytes, the log takes {self._record_max_bytes} (`record_max_bytes`)"
                )

    def _keep_up(self, now: float) -> None:
        """What was appended stays acknowledged even if there is trouble tidying up."""
        try:
            if sqlite_upkeep.take_turn(self._file, now):
                self.keep_up()
        except NewswireError as error:
            logger.warning("could not compact or delete old messages, will try again", error=str(error))


def _append(db: sqlite3.Connection, partition: int, records: Sequence[Outgoing], now: float) -> None:
    (offset,) = db.execute("SELECT next_offset FROM partitions WHERE id = ?", (partition,)).fetchone()
    start = first_id(partition, offset)
    db.executemany(
        "INSERT INTO records (id, key, timestamp, value) VALUES (?, ?, ?, ?)",
        [(start + i, record.key, now, record.value) for i, record in enumerate(records)],
    )
    size = sum(len(record.key) + len(record.value or b"") for record in records)
    db.execute(
        "UPDATE partitions SET next_offset = next_offset + ?, bytes = bytes + ? WHERE id = ?", (len(records), size, partition)
    )


def _read_partition(db: sqlite3.Connection, topic: str, number: int, id_: int) -> Iterator[Record]:
    cursor = db.execute(
        "SELECT id, key, value, timestamp FROM records WHERE id >= ? AND id < ? ORDER BY id", (first_id(id_), first_id(id_ + 1))
    )
    while rows := cursor.fetchmany(READ_CHUNK):
        for row, key, value, timestamp in rows:
            yield Record(topic=topic, partition=number, offset=offset_of(row), key=key, value=value, timestamp=timestamp)


def _lag(db: sqlite3.Connection, group: str, topic: Topic, number: int, now: float) -> PartitionLag:
    id_ = topic.ids[number]
    (end,) = db.execute("SELECT next_offset FROM partitions WHERE id = ?", (id_,)).fetchone()
    committed = sqlite_group.committed(db, group, [id_]).get(id_)
    first_unread = db.execute(
        "SELECT id, timestamp FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT 1",
        (first_id(id_, committed or 0), first_id(id_ + 1)),
    ).fetchone()
    lag = end - offset_of(first_unread[0]) if first_unread else 0
    return PartitionLag(
        group=group,
        topic=topic.name,
        partition=number,
        committed=committed,
        end=end,
        lag=lag,
        seconds_behind=max(0.0, now - first_unread[1]) if first_unread else 0.0,
        member=_holder(db, group, id_),
    )


def _holder(db: sqlite3.Connection, group: str, partition: int) -> str | None:
    row = db.execute(
        "SELECT members.pid FROM assignments JOIN members ON members.id = holder"
        " WHERE assignments.grp = ? AND assignments.partition = ?",
        (group, partition),
    ).fetchone()
    return f"process {row[0]}" if row else None
