"""The messages a worker has in its hands, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from wire.errors import BadMessage, UnknownSchema
from wire.log import Record, TopicPartition
from wire.messages import Message, decode
from wire.outcomes import Done, Outcome, Reject, Retry

M = TypeVar("M", bound=Message)


@dataclass(slots=True)
class Item(Generic[M]):
    """One record on its way through a worker. Changes as it is handled."""

    record: Record
    message: M | None = None  #: None for a tombstone and for what cannot be decoded
    outcome: Outcome | None = None  #: None until handled
    attempts: int = 0
    written: bool = False  #: whether what came of it is in the log

    @property
    def open(self) -> bool:
        """Whether it is still to be handled."""
        return self.outcome is None or isinstance(self.outcome, Retry)


def decode_record(record: Record, kind: type[M]) -> Item[M]:
    """A record as an item: tombstones are done at once, what cannot be decoded is rejected with its cause."""
    if record.value is None:
        return Item(record, outcome=Done())
    try:
        return Item(record, message=decode(record.value, kind))
    except UnknownSchema as error:
        return Item(record, outcome=Reject("unknown-schema", str(error)), attempts=1)
    except BadMessage as error:
        return Item(record, outcome=Reject("bad-message", str(error)), attempts=1)


def finished_prefix(batch: Sequence[Item[M]]) -> list[Item[M]]:
    """The items of each partition before its first open one: what may be written and committed, in order."""
    blocked: set[TopicPartition] = set()
    finished: list[Item[M]] = []
    for item in batch:
        if item.open:
            blocked.add(item.record.at)
        elif item.record.at not in blocked:
            finished.append(item)
    return finished


def next_offsets(items: Iterable[Item[M]]) -> dict[TopicPartition, int]:
    """What to commit when all these are written."""
    return {item.record.at: item.record.offset + 1 for item in items}


def first_offsets(records: Iterable[Record]) -> dict[TopicPartition, int]:
    """Where to rewind to, so that all these are read again."""
    offsets: dict[TopicPartition, int] = {}
    for record in records:
        offsets.setdefault(record.at, record.offset)
    return offsets
