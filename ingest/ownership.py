"""Which partitions of the registry are ours, and what stands in them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ingest.compacted import newest, readable
from wire import logs
from wire.errors import Unreachable
from wire.log import Consumer, Log, Record, TopicPartition
from wire.messages import FeedRecord, FeedState
from wire.topics import FEED_STATE, FEEDS, INGEST_GROUP

#: Most registry records taken at one look.
_RECORDS: Final = 500

#: After so long without a look our lease may have run out and somebody else have polled our feeds meanwhile (s).
_LONG_S: Final = 8.0

logger = logs.get(__name__)


def since_boot() -> float:
    """Seconds that pass while the machine sleeps as well: so do those of our lease, where a server keeps it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


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
    The commit only says how far changes have been seen. A look that fails loses nothing: the next one makes up for it.
    """

    log: Log
    consumer: Consumer
    timer: Callable[[], float] = since_boot
    _read_to: dict[int, int] = field(default_factory=dict)  # per partition held, the next offset not read at its arrival
    _records: list[Record] = field(default_factory=list)  # polled, and not yet told of
    _looked_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._looked_at = self.timer()

    @classmethod
    def join(cls, log: Log) -> Ownership:
        """Join the group. Raises UsageError where the topics are missing."""
        return cls(log, log.consumer(INGEST_GROUP, [FEEDS]))

    @property
    def held(self) -> int:
        """How many partitions are ours since the last look."""
        return len(self._read_to)

    def look(self) -> Changes:
        """What happened since the last look. Renews membership; call it at least every second or so."""
        known = set() if self.timer() - self._looked_at > _LONG_S else set(self._read_to)
        self._records += self.consumer.poll(_RECORDS, 0)
        held = {at.partition for at in self.consumer.assignment()}
        came = {partition: self._read(partition) for partition in sorted(held - known)}
        lost = tuple(sorted(self._read_to.keys() - (held & known)))
        self._read_to = {p: came[p][1] if p in came else self._read_to[p] for p in held}
        changed = tuple(self._changes(self._records))
        self._looked_at = self.timer()
        seen = self._seen(came)
        self._records = []
        if seen:
            self._commit(seen)
        return Changes(lost=lost, arrived=tuple(arrival for arrival, _ in came.values()), changed=changed)

    def close(self) -> None:
        """Leave the group."""
        self.consumer.close()

    def _read(self, partition: int) -> tuple[Arrival, int]:
        """All that stands in a partition, and the offset after its last registry record."""
        feeds, end = newest(self.log, FEEDS, FeedRecord, [partition])
        states, _ = newest(self.log, FEED_STATE, FeedState, [partition])
        return Arrival(partition=partition, records=tuple(feeds.values()), states=states), end

    def _changes(self, records: list[Record]) -> Iterator[Change]:
        for record in records:
            if record.offset < self._read_to.get(record.partition, math.inf):
                continue
            if record.value is None:
                yield Change(partition=record.partition, url=record.key.decode(errors="replace"), record=None)
            elif (feed := readable(record, FeedRecord)) is not None:
                yield Change(partition=record.partition, url=feed.url, record=feed)

    def _seen(self, came: Iterable[int]) -> dict[TopicPartition, int]:
        """How far the registry is known: a partition that came has been read to its end, long before it is polled that far."""
        places = {TopicPartition(FEEDS, partition) for partition in came} | {record.at for record in self._records}
        polled = {record.at: record.offset + 1 for record in self._records}
        known = {place: max(polled.get(place, 0), self._read_to.get(place.partition, 0)) for place in places}
        return {place: offset for place, offset in known.items() if offset}

    def _commit(self, seen: dict[TopicPartition, int]) -> None:
        """Say how far we have seen. If it cannot be said now, the next commit says it."""
        try:
            self.consumer.commit(seen)
        except Unreachable as error:
            logger.warning("could not commit how far the registry was read", error=str(error))
