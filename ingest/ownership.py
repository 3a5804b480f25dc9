"""Which partitions of the registry are ours, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from wire import logs
from wire.errors import BadMessage, UnknownSchema
from wire.log import Consumer, Log, Record
from wire.messages import FeedRecord, FeedState, Message, decode
from wire.topics import FEED_STATE, FEEDS, INGEST_GROUP

#: Most registry records taken at one look.
_RECORDS: Final = 500

M = TypeVar("M", bound=Message)

logger = logs.get(__name__)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A partition that came to us, with all that stands in it."""

    partition: int
    records: tuple[FeedRecord, ...]
    states: dict[str, FeedState]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A feed added, changed (`record`) or removed (None) in a partition of ours."""

    partition: int
    url: str
    record: FeedRecord | None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What happened since the last look, to be applied in this order."""

    lost: tuple[int, ...] = ()
    arrived: tuple[Arrival, ...] = ()
    changed: tuple[Change, ...] = ()


@dataclass
class Ownership:
    """A member of the consumer group on `feeds`. Blocks, and belongs to one thread.

    A partition that arrives is read from its start, whatever was committed: the registry and the states are needed whole.
    The commit only says how far changes have been seen.
    """

    log: Log
    consumer: Consumer
    _read_to: dict[int, int] = field(default_factory=dict)  # per partition held, the next offset not read at its arrival

    @classmethod
    def join(cls, log: Log) -> Ownership:
        """Join the group. Raises UsageError where the topics are missing."""
        return cls(log, log.consumer(INGEST_GROUP, [FEEDS]))

    @property
    def held(self) -> int:
        """How many partitions are ours since the last look."""
        return len(self._read_to)

    def look(self) -> Changes:
        """What happened since the last look. Renews membership; call it at least every few seconds."""
        records = self.consumer.poll(_RECORDS, 0)
        held = {at.partition for at in self.consumer.assignment()}
        lost = tuple(sorted(self._read_to.keys() - held))
        for partition in lost:
            del self._read_to[partition]
        arrived = tuple(self._arrive(partition) for partition in sorted(held - self._read_to.keys()))
        changed = tuple(self._changes(records))
        if records:
            self.consumer.commit({record.at: record.offset + 1 for record in records})
        return Changes(lost=lost, arrived=arrived, changed=changed)

    def close(self) -> None:
        """Leave the group."""
        self.consumer.close()

    def _arrive(self, partition: int) -> Arrival:
        feeds, end = _newest(self.log, FEEDS, partition, FeedRecord)
        states, _ = _newest(self.log, FEED_STATE, partition, FeedState)
        self._read_to[partition] = end
        return Arrival(partition=partition, records=tuple(feeds.values()), states=states)

    def _changes(self, records: list[Record]) -> Iterator[Change]:
        for record in records:
            if record.offset < self._read_to.get(record.partition, 0):
                continue
            if record.value is None:
                yield Change(partition=record.partition, url=record.key.decode(), record=None)
            elif (feed := _readable(record, FeedRecord)) is not None:
                yield Change(partition=record.partition, url=feed.url, record=feed)


def _newest(log: Log, topic: str, partition: int, kind: type[M]) -> tuple[dict[str, M], int]:
    """The newest message of each key, by key, and the offset after the last record."""
    found: dict[str, Record] = {}
    end = 0
    for record in log.read(topic, [partition]):
        end = record.offset + 1
        found.pop(record.key.decode(), None)
        if record.value is not None:
            found[record.key.decode()] = record
    messages = {key: message for key, record in found.items() if (message := _readable(record, kind)) is not None}
    return messages, end


def _readable(record: Record, kind: type[M]) -> M | None:
    """The message; None, said in the log, where it cannot be read: one bad record must not stop all feeds."""
    try:
        return decode(record.value or b"", kind)
    except (BadMessage, UnknownSchema) as error:
        logger.warning("passed over", topic=record.topic, key=record.key.decode(errors="replace"), error=str(error))
        return None
