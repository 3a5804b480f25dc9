"""The log: the one way messages pass between stages. Implemented by `log_sqlite.py` and `log_kafka.py`.

One contract, tests/contracts/log_contract.py, runs on both. Every method may block; none is safe to call from two
threads at once. All raise `Unreachable` when the log cannot be reached, `AccessDenied` when it refuses us,
`StorageFull` when it has no room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class TopicPartition(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


@dataclass(frozen=True, kw_only=True)
class TopicSpec:
    """How a topic should be. Compacted topics keep the newest record of each key and have no retention."""

    name: str
    partitions: int
    compacted: bool = False
    retention_s: float | None = None  #: None keeps for ever
    retention_bytes: int | None = None  #: per partition


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A record to append. `value` None is a tombstone. Records of one `partition_by` (default: key) keep their order."""

    topic: str
    key: bytes
    value: bytes | None
    partition_by: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A record as read. `timestamp` is seconds since 1970, set by the log at the append."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes | None
    timestamp: float

    @property
    def at(self) -> TopicPartition:
        """The partition it stands in."""
        return TopicPartition(self.topic, self.partition)


@dataclass(frozen=True, kw_only=True)
class PartitionLag:
    """How far a group is behind in one partition. Without a commit everything since the start counts."""

    group: str
    topic: str
    partition: int
    committed: int | None  #: next offset to read; None without a commit
    end: int
    lag: int  #: messages that are still there
    seconds_behind: float  #: age of the oldest message not yet committed; 0 when lag is 0
    member: str | None = None  #: who holds the partition, if known
    lost: int = 0  #: messages deleted before the group had read them, as far as the log can tell, until its next commit


class Consumer(Protocol):
    """One member of a consumer group. Partitions come and go between polls; see `assignment`."""

    def poll(self, max_records: int, timeout_s: float) -> list[Record]:
        """Next records of the unpaused partitions held, at most `timeout_s` later; [] if there are none.

        Renews membership; call it at least every 30 s, with everything paused if need be. The worker calls it with
        timeouts of at most 0.5 s. Starts at the committed offset, or at the beginning without one.
        """
        ...

    def commit(self, offsets: Mapping[TopicPartition, int]) -> frozenset[TopicPartition]:
        """Record the next offset to read per partition. Partitions no longer held are left out and returned."""
        ...

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions held since the last poll."""
        ...

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """Stop fetching from these until `resume`; partitions that arrive later are not paused."""
        ...

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """Fetch again."""
        ...

    def rewind(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Read again from these offsets at the next poll; partitions not held are ignored."""
        ...

    def close(self) -> None:
        """Leave the group, so that others take over at once. Commits nothing."""
        ...


class Log(Protocol):
    """Partitioned topics, appended to and read by consumer groups."""

    def create_topics(self, specs: Sequence[TopicSpec]) -> list[str]:
        """Make what is missing; return, in words, what exists otherwise than asked. Idempotent."""
        ...

    def append(self, records: Sequence[Outgoing]) -> None:
        """Append all, and return when all are durable. Raises RecordTooLarge, before appending any, where one is."""
        ...

    def consumer(self, group: str, topics: Sequence[str]) -> Consumer:
        """Join a consumer group."""
        ...

    def read(self, topic: str, partitions: Iterable[int] | None = None) -> Iterator[Record]:
        """All records from the start to the present end, partition by partition, outside any group."""
        ...

    def partition_of(self, topic: str, partition_by: bytes) -> int:
        """The partition that records of this key go to."""
        ...

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has. Raises UsageError for a missing topic, and says how to create it."""
        ...

    def lag(self, group: str, topics: Sequence[str]) -> list[PartitionLag]:
        """One row for every partition of the topics."""
        ...

    def close(self) -> None:
        """Release everything. Idempotent."""
        ...
