"""What the log's contract needs of an implementation, and small helpers that wait for a condition instead of a time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from wire.log import Consumer, Log, Outgoing, Record, TopicPartition, TopicSpec

#: Patience with a slow machine, in seconds; nothing waits so long when all is well.
DEADLINE_S = 60.0

ROOT = Path(__file__).parents[2]


class LogPlace(Protocol):
    """Where a log lies: several handles to the same one can be opened. Closing them is the fixture's business."""

    url: str  #: as in the setting `log`, for other processes
    record_max_bytes: int

    def open(self) -> Log:
        """A new handle."""
        ...


def new_topic(log: Log, *, partitions: int = 4, compacted: bool = False) -> str:
    """A topic nobody has used before."""
    name = f"t-{uuid4().hex[:12]}"
    assert log.create_topics([TopicSpec(name=name, partitions=partitions, compacted=compacted)]) == []
    return name


def new_group() -> str:
    return f"g-{uuid4().hex[:12]}"


def fill(log: Log, topic: str, keys: Sequence[str]) -> None:
    """One record per key, its value the key's."""
    log.append([Outgoing(topic=topic, key=key.encode(), value=key.encode()) for key in keys])


def keys(records: Sequence[Record]) -> list[str]:
    return [record.key.decode() for record in records]


@contextmanager
def joined(log: Log, group: str, topic: str, count: int = 1) -> Iterator[list[Consumer]]:
    """So many members of a group."""
    members = [log.consumer(group, [topic]) for _ in range(count)]
    try:
        yield members
    finally:
        for member in members:
            member.close()


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {DEADLINE_S:.0f} s in vain: {what}"
        time.sleep(0.01)


def take(consumer: Consumer, count: int) -> list[Record]:
    """The next `count` records."""
    records: list[Record] = []
    until(lambda: records.extend(consumer.poll(count - len(records), 0.2)) or len(records) == count, f"{count} records")
    return records


def settle(members: Sequence[Consumer], condition: Callable[[list[frozenset[TopicPartition]]], bool]) -> list[Record]:
    """Let all poll until their assignments are as wanted; returns the records that came meanwhile."""
    records: list[Record] = []

    def settled() -> bool:
        for member in members:
            records.extend(member.poll(100, 0.1))
        return condition([member.assignment() for member in members])

    until(settled, "the assignments to settle")
    return records


def nothing_comes(consumer: Consumer) -> bool:
    """Whether polling for a moment gives nothing."""
    return all(not consumer.poll(10, 0.05) for _ in range(3))


@contextmanager
def python(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another Python process with pipes for its input and output; killed at the end of the block if it still runs."""
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line a process says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()
