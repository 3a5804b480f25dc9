"""What a compacted topic says now: the newest message of each key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from wire import logs
from wire.errors import BadMessage, UnknownSchema
from wire.log import Log, Record
from wire.messages import Message, decode

M = TypeVar("M", bound=Message)

logger = logs.get(__name__)


def newest(log: Log, topic: str, kind: type[M], partitions: Iterable[int] | None = None) -> tuple[dict[str, M], int]:
    """The newest message of each key that was not deleted, by key; and the offset after the last record read."""
    found: dict[bytes, Record] = {}
    end = 0
    for record in log.read(topic, partitions):
        end = record.offset + 1
        found[record.key] = record
    messages = {
        record.key.decode(errors="replace"): readable(record, kind) for record in found.values() if record.value is not None
    }
    return {key: message for key, message in messages.items() if message is not None}, end


def readable(record: Record, kind: type[M]) -> M | None:
    """The message; None, said in the log, where it cannot be read: one bad record must not stop all feeds."""
    try:
        return decode(record.value or b"", kind)
    except (BadMessage, UnknownSchema) as error:
        logger.warning("passed over", topic=record.topic, key=record.key.decode(errors="replace"), error=str(error))
        return None
