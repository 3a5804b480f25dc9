"""Dead letters: listed once, replayed or dropped, and remembered as such."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from wire import topics
from wire.dead import CARRIED_BYTES, FORGET_AFTER, drop, letter_id, letter_of, list_letters, outgoing, replay
from wire.errors import UsageError
from wire.log import Outgoing, Record
from wire.log_sqlite import SqliteLog
from wire.messages import DeadLetter
from wire.outcomes import Reject

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        log.create_topics(topics.specs(4, None))
        yield log


def die(log: SqliteLog, key: bytes, value: bytes, *, at: datetime = NOW, cause: str = "mapping") -> DeadLetter:
    """Append a message and its dead letter."""
    log.append([Outgoing(topic=topics.ARTICLES, key=key, value=value)])
    record = originals(log)[-1] if key is None else next(r for r in reversed(originals(log)) if r.key == key)
    letter = letter_of(record, Reject(cause, "in words"), stage="index", attempts=2, now=at)
    log.append([outgoing(letter)])
    return letter


def originals(log: SqliteLog) -> list[Record]:
    return list(log.read(topics.ARTICLES))


def listed(log: SqliteLog) -> list[DeadLetter]:
    return list(list_letters(log, [topics.ARTICLES, topics.ENRICHED]))


def test_letters_are_listed_oldest_first(log: SqliteLog) -> None:
    letters = [die(log, b"a", b"1"), die(log, b"b", b"2")]

    assert listed(log) == letters
    assert letter_id(letters[0]) == f"articles/{letters[0].partition}/0"


def test_a_message_that_died_twice_is_listed_once(log: SqliteLog) -> None:
    letter = die(log, b"a", b"1")
    log.append([outgoing(letter)])

    assert listed(log) == [letter]


def test_dropped_letters_are_gone_also_after_reopening(log: SqliteLog) -> None:
    first, second = die(log, b"a", b"1"), die(log, b"b", b"2")

    assert drop(log, [first]) == 1

    with closing(SqliteLog(log.path)) as again:
        assert listed(again) == [second]
    assert len(originals(log)) == 2


def test_a_replay_appends_the_original_bytes_by_the_original_key(log: SqliteLog) -> None:
    letter = die(log, b"a", b"\xff not even JSON")

    assert replay(log, [letter]) == 1

    first, second = originals(log)
    assert (second.key, second.value, second.partition) == (first.key, first.value, first.partition)
    assert listed(log) == []


def test_what_dies_again_after_a_replay_is_a_new_letter(log: SqliteLog) -> None:
    replay(log, [die(log, b"a", b"1")])
    again = die(log, b"a", b"1")

    assert listed(log) == [again]


def test_a_letter_from_after_the_drop_is_listed(log: SqliteLog) -> None:
    """As where the topics were made anew and offsets began again."""
    old = die(log, b"a", b"1")
    drop(log, [old], now=lambda: NOW + timedelta(hours=1))
    record = originals(log)[0]
    new = letter_of(record, Reject("other", ""), stage="index", attempts=1, now=NOW + timedelta(hours=2))
    log.append([outgoing(new)])

    assert listed(log) == [new]


def test_a_large_message_stays_in_its_topic_and_is_replayed_from_there(log: SqliteLog) -> None:
    letter = die(log, b"a", b"x" * (CARRIED_BYTES + 1))

    assert letter.value is None
    assert "stays in articles" in letter.detail
    replay(log, [letter])

    assert [len(record.value or b"") for record in originals(log)] == [CARRIED_BYTES + 1] * 2
    assert listed(log) == []


def test_a_large_message_that_is_gone_cannot_be_replayed_and_says_so(log: SqliteLog) -> None:
    letter = die(log, b"a", b"x" * (CARRIED_BYTES + 1))
    log._file.query("DELETE FROM records WHERE key = ? AND length(value) > 1000000", [b"a"])

    with pytest.raises(UsageError, match=r"newswire dead drop articles/"):
        replay(log, [letter])

    assert listed(log) == [letter]


def test_a_letter_that_cannot_be_read_does_not_hide_the_others(log: SqliteLog) -> None:
    letter = die(log, b"a", b"1")
    log.append([Outgoing(topic=topics.dead(topics.ARTICLES), key=b"b", value=b'{"schema": 99}')])

    with capture_logs() as events:
        assert listed(log) == [letter]

    assert "schema 99" in events[0]["why"]


def test_what_was_handled_long_ago_is_forgotten(log: SqliteLog) -> None:
    old, new = die(log, b"a", b"1"), die(log, b"b", b"2")
    drop(log, [old], now=lambda: NOW)
    drop(log, [new], now=lambda: NOW + FORGET_AFTER + timedelta(days=1))

    markers = {record.key.decode(): record.value for record in log.read(topics.DEAD_HANDLED)}
    assert [id_ for id_, value in markers.items() if value is not None] == [letter_id(new)]
