"""What came of handled items, on its way into the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from wire import dead
from wire.batch import Item
from wire.errors import RecordTooLarge
from wire.log import Log, Outgoing
from wire.outcomes import Done, Reject


def append_results(log: Log, items: Sequence[Item[Any]], *, stage: str) -> None:
    """Append the messages and dead letters of finished items, and mark these as written once that is acknowledged.

    An item whose message is too large for the log becomes a dead letter itself; the others are not held up by it.
    """
    try:
        _append(log, items, stage)
    except RecordTooLarge:
        for item in items:
            _append_alone(log, item, stage)


def _append_alone(log: Log, item: Item[Any], stage: str) -> None:
    try:
        _append(log, [item], stage)
    except RecordTooLarge as error:
        item.outcome = Reject("too-large", str(error))
        _append(log, [item], stage)


def _append(log: Log, items: Sequence[Item[Any]], stage: str) -> None:
    log.append(list(_records(items, stage, datetime.now(UTC))))
    for item in items:
        item.written = True


def _records(items: Iterable[Item[Any]], stage: str, now: datetime) -> Iterable[Outgoing]:
    for item in items:
        if item.written:
            continue
        if isinstance(item.outcome, Done):
            yield from item.outcome.messages
        elif isinstance(item.outcome, Reject):
            letter = dead.letter_of(item.record, item.outcome, stage=stage, attempts=item.attempts, now=now)
            yield dead.outgoing(letter)
