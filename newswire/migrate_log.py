"""Moves records from one log to another: those of compacted topics, those that wait, and dead letters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from msgspec.structs import replace

from newswire.moved import Moved
from wire.dead import list_letters, original, outgoing
from wire.errors import UsageError
from wire.log import Log, Outgoing
from wire.messages import DeadLetter
from wire.topics import ARTICLES, ENRICHED, dead, host_key

#: Records of one append.
BATCH = 200


def move_newest(old: Log, new: Log, topic: str, *, what: str) -> Moved:
    """The newest record of each feed in a compacted topic; a feed that the new log has heard of is left as it is there."""
    ours = _newest(old, topic)
    theirs = {record.key for record in new.read(topic)}
    wanted = [
        Outgoing(topic=topic, key=key, value=value, partition_by=host_key(key.decode()))
        for key, value in ours.items()
        if key not in theirs
    ]
    moved = _append(new, wanted)
    return Moved(what=what, found=len(ours), moved=moved, missing=len(ours.keys() - {record.key for record in new.read(topic)}))


def move_waiting(old: Log, new: Log, group: str, topic: str, *, what: str) -> Moved:
    """The records of a topic that its group has not handled, unless the very same stand in the new log."""
    handled = {row.partition: row.committed or 0 for row in old.lag(group, [topic])}

    def waiting() -> Iterator[Outgoing]:
        for record in old.read(topic):
            if record.offset >= handled[record.partition] and record.value is not None:
                yield Outgoing(topic=topic, key=record.key, value=record.value)

    return _move(new, topic, waiting, what=what)


def move_dead(old: Log, new: Log, *, max_bytes: int) -> Moved:
    """Dead letters that nobody has handled, each with its message as far as that fits into a record of `max_bytes`.

    A letter's place is that of its message in the old log. It is written as an offset below zero, which no message of the
    new log has, so that its id stays one of a kind.
    """
    letters = [_packed(old, letter, max_bytes) for letter in list_letters(old, (ARTICLES, ENRICHED))]
    parts = [
        _move(new, dead(topic), lambda topic=topic: (outgoing(each) for each in letters if each.topic == topic), what="")  # type: ignore[misc]
        for topic in (ARTICLES, ENRICHED)
    ]
    return Moved(
        what="dead letters",
        found=sum(part.found for part in parts),
        moved=sum(part.moved for part in parts),
        missing=sum(part.missing for part in parts),
    )


def _packed(old: Log, letter: DeadLetter, max_bytes: int) -> DeadLetter:
    """The letter for another log: with its message, which can no longer be read from its topic there, if that has room."""
    moved = replace(letter, offset=-1 - letter.offset)
    try:
        whole = replace(moved, value=original(old, letter))
    except UsageError:  # retention has deleted it
        return moved
    record = outgoing(whole)
    return whole if len(record.key) + len(record.value or b"") <= max_bytes else moved


def _move(new: Log, topic: str, wanted: Callable[[], Iterable[Outgoing]], *, what: str) -> Moved:
    """Append what is not there yet. `wanted` gives the same records, in the same order, each time."""
    theirs = _digests(new, topic)
    moved = _append(new, (record for record in wanted() if _digest(record.key, record.value) not in theirs))
    ours = [_digest(record.key, record.value) for record in wanted()]
    theirs = _digests(new, topic) if moved else theirs
    return Moved(what=what, found=len(ours), moved=moved, missing=sum(digest not in theirs for digest in ours))


def _append(new: Log, records: Iterable[Outgoing]) -> int:
    """Append in batches; how many."""
    rest, count = iter(records), 0
    while batch := list(islice(rest, BATCH)):
        new.append(batch)
        count += len(batch)
    return count


def _newest(log: Log, topic: str) -> dict[bytes, bytes]:
    newest = {record.key: record.value for record in log.read(topic)}
    return {key: value for key, value in newest.items() if value is not None}


def _digests(log: Log, topic: str) -> set[bytes]:
    return {_digest(record.key, record.value) for record in log.read(topic)}


def _digest(key: bytes, value: bytes | None) -> bytes:
    return hashlib.sha256(b"%d:%b%b" % (len(key), key, value or b"")).digest()
