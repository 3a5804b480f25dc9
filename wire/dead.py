"""Dead letters: messages that can never succeed, kept with their cause until somebody replays or drops them.

A letter stands in `<topic>.dead`. That it was replayed or dropped stands in the compacted topic `dead-handled`, whose
key is the letter's id. Both are ordinary topics, so it is the same on every log. A message that died twice, because a
worker was killed between its letter and its commit, is listed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from wire import logs
from wire.errors import BadMessage, UnknownSchema, UsageError
from wire.log import Log, Outgoing, Record
from wire.messages import DeadLetter, Message, decode, encode
from wire.outcomes import Reject
from wire.topics import DEAD_HANDLED, dead

#: Bytes of a value up to which a letter carries it; a larger one stays in its topic only, until retention deletes it.
CARRIED_BYTES = 1 << 20

#: How long it is remembered what was done about a letter: longer than letters are kept.
FORGET_AFTER = timedelta(days=60)

logger = logs.get(__name__)


class Handled(Message, frozen=True, kw_only=True):
    """What was done about a dead letter. Topic `dead-handled`, key = id of the letter."""

    how: Literal["replayed", "dropped"]
    at: datetime


def letter_of(record: Record, reject: Reject, *, stage: str, attempts: int, now: datetime) -> DeadLetter:
    """The dead letter for a record; a value too large to be carried is left out, and the detail says so."""
    value, detail = record.value, reject.detail
    if value is not None and len(value) > CARRIED_BYTES:
        detail = f"{detail} (the message has {len(value)} bytes and stays in {record.topic} until retention deletes it)"
        value = None
    return DeadLetter(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=value,
        stage=stage,
        cause=reject.cause,
        detail=detail,
        attempts=attempts,
        failed_at=now,
    )


def outgoing(letter: DeadLetter) -> Outgoing:
    """The record to append for a letter."""
    return Outgoing(topic=dead(letter.topic), key=letter.key, value=encode(letter))


def letter_id(letter: DeadLetter) -> str:
    """How people call a letter: topic/partition/offset of the message that died."""
    return f"{letter.topic}/{letter.partition}/{letter.offset}"


def list_letters(log: Log, topics: Iterable[str]) -> Iterator[DeadLetter]:
    """The letters of these topics that are neither replayed nor dropped, oldest first, each message once (its last letter)."""
    handled = _handled(log)
    for topic in topics:
        letters = {letter_id(letter): letter for letter in _letters(log, topic)}
        for id_, letter in letters.items():
            if id_ not in handled or handled[id_] < letter.failed_at:
                yield letter


def replay(log: Log, letters: Sequence[DeadLetter], *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Append the original messages to their topics by their keys, and strike the letters off; returns how many.

    Killed in between, a message may be replayed twice, which does no harm. Raises UsageError, before that letter, where
    a large message is no longer in its topic.
    """
    for letter in letters:
        again = Outgoing(topic=letter.topic, key=letter.key, value=original(log, letter))
        log.append([again, _strike(letter, "replayed", now())])
    _tidy(log, now())
    return len(letters)


def drop(log: Log, letters: Sequence[DeadLetter], *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Strike letters off for good; returns how many."""
    log.append([_strike(letter, "dropped", now()) for letter in letters])
    _tidy(log, now())
    return len(letters)


def _strike(letter: DeadLetter, how: Literal["replayed", "dropped"], at: datetime) -> Outgoing:
    return Outgoing(topic=DEAD_HANDLED, key=letter_id(letter).encode(), value=encode(Handled(how=how, at=at)))


def _tidy(log: Log, now: datetime) -> None:
    """Forget what was handled long ago."""
    old = [id_ for id_, at in _handled(log).items() if at < now - FORGET_AFTER]
    log.append([Outgoing(topic=DEAD_HANDLED, key=id_.encode(), value=None) for id_ in old])


def _letters(log: Log, topic: str) -> Iterator[DeadLetter]:
    for record in log.read(dead(topic)):
        try:
            yield decode(record.value or b"", DeadLetter)
        except (BadMessage, UnknownSchema) as error:
            logger.warning("a dead letter cannot be read and is left out", topic=topic, offset=record.offset, why=str(error))


def _handled(log: Log) -> dict[str, datetime]:
    """When each letter was last handled. What an other version wrote there counts as nothing: better listed twice."""
    found: dict[str, datetime] = {}
    for record in log.read(DEAD_HANDLED):
        try:
            found[record.key.decode()] = decode(record.value or b"", Handled).at
        except (BadMessage, UnknownSchema):
            found.pop(record.key.decode(errors="replace"), None)
    return found


def original(log: Log, letter: DeadLetter) -> bytes:
    """The message that died. Raises UsageError where it was too large for the letter and is no longer in its topic."""
    if letter.value is not None:
        return letter.value
    for record in log.read(letter.topic, [letter.partition]):
        if record.offset == letter.offset and record.key == letter.key and record.value is not None:
            return record.value
    raise UsageError(
        f"{letter_id(letter)} was too large to be kept and is no longer in its topic: drop it with "
        f"`newswire dead drop {letter_id(letter)}`, and let the article be fetched again"
    )
