"""The loop: what is done, what is tried again, what is given up, and what a stop leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.contracts.log_place import until
from tests.wire.workshop import GROUP, Always, Script, Workshop, away, done, message
from wire import topics
from wire.errors import AccessDenied, DeadLetterLimit, StorageFull, Unreachable, UsageError
from wire.log import Outgoing
from wire.messages import FeedRecord, encode
from wire.metrics import DEAD_LETTERS, LAG, MESSAGES, RETRIES
from wire.outcomes import Done, Outcome, Reject


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_messages_are_handled_in_order_and_committed(shop: Workshop) -> None:
    shop.put("a", "b", "c")

    shop.run_dry(Script())

    assert shop.out() == ["a", "b", "c"]
    assert [row.committed for row in shop.log.lag(GROUP, [topics.ARTICLES])] == [3]
    assert shop.metrics.total(MESSAGES, stage="test", outcome="done") == 3


def test_a_second_run_finds_nothing_to_do(shop: Workshop) -> None:
    shop.put("a", "b")
    shop.run_dry(Script())
    again = Script()

    shop.put("c")
    shop.run_dry(again)

    assert again.attempts == {"c": 1}
    assert shop.out() == ["a", "b", "c"]


def test_batches_are_no_larger_than_set(tmp_path: Path) -> None:
    shop, script = Workshop(tmp_path, batch_size=4), Script()
    shop.put(*"abcdefghij")

    shop.run_dry(script)

    assert max(len(batch) for batch in script.batches) == 4
    assert shop.out() == list("abcdefghij")


def test_what_is_away_is_tried_again_and_nothing_else_is_handled_twice(shop: Workshop) -> None:
    shop.put("a", "b", "c", "d")
    script = Script(b=away(3))

    shop.run_dry(script)

    assert script.attempts == {"a": 1, "b": 4, "c": 1, "d": 1}
    assert shop.out() == ["a", "b", "c", "d"]
    assert shop.metrics.total(RETRIES) == 3


def test_only_what_is_before_the_first_open_message_is_committed(shop: Workshop) -> None:
    shop.put("a", "b", "c", "d")
    with shop.running(Script(c=away(10_000))):
        until(lambda: shop.metrics.total(RETRIES) > 2, "some attempts")

    assert [row.committed for row in shop.log.lag(GROUP, [topics.ARTICLES])] == [2]
    assert shop.out() == ["a", "b"]
    shop.run_dry(Script())
    assert shop.out() == ["a", "b", "c", "d"]


def test_a_server_that_is_away_makes_the_whole_batch_wait(shop: Workshop) -> None:
    shop.put("a", "b")
    script = Script(a=[Unreachable("the store is away"), Unreachable("the store is away")])

    shop.run_dry(script)

    assert script.batches == [["a", "b"]] * 3
    assert shop.out() == ["a", "b"]
    assert shop.letters() == []


@pytest.mark.parametrize("error", [StorageFull("no room"), AccessDenied("who are you"), UsageError("no such index")])
def test_what_no_waiting_mends_stops_the_worker(shop: Workshop, error: Exception) -> None:
    shop.put("a", "b")

    with pytest.raises(type(error)):
        shop.run_dry(Always(error, "a"))

    assert shop.lag() == 2
    assert shop.letters() == []


def test_the_rejected_goes_to_the_dead_letters_with_cause_and_origin(shop: Workshop) -> None:
    shop.put("a", "b", "c")

    shop.run_dry(Script(b=[Reject("mapping", "the field title is too long")]))

    (letter,) = shop.letters()
    assert shop.out() == ["a", "c"]
    assert (letter.topic, letter.partition, letter.offset, letter.key) == (topics.ARTICLES, 0, 1, b"b")
    assert (letter.stage, letter.cause, letter.detail) == ("test", "mapping", "the field title is too long")
    assert letter.value == encode(message("b"))
    assert shop.metrics.total(DEAD_LETTERS, cause="mapping") == 1


def test_what_cannot_be_decoded_is_rejected_and_tombstones_are_passed_over(shop: Workshop) -> None:
    newer = encode(message("x")).replace(b'"schema":1', b'"schema":99')
    script = Script()
    shop.put_raw((b"1", b"{"), (b"2", None), (b"3", newer), (b"4", b"\xff\xfe"), (b"5", encode(message("good"))))

    shop.run_dry(script)

    assert [(letter.key, letter.cause) for letter in shop.letters()] == [
        (b"1", "bad-message"),
        (b"3", "unknown-schema"),
        (b"4", "bad-message"),
    ]
    assert script.batches == [["good"]]
    assert shop.metrics.total(MESSAGES, outcome="tombstone") == 1


@pytest.mark.parametrize("count", [1, 2, 7, 32])
def test_a_message_that_crashes_the_handler_is_found_and_dead_lettered(shop: Workshop, count: int) -> None:
    names = [f"{i:02}" for i in range(count)]
    shop.put(*names)

    shop.run_dry(Always(ZeroDivisionError("no speakers"), names[count // 2]))

    (letter,) = shop.letters()
    assert (letter.key.decode(), letter.cause) == (names[count // 2], "handler-crashed")
    assert letter.detail.startswith("ZeroDivisionError: no speakers at workshop.py:")
    assert shop.out() == [name for name in names if name != names[count // 2]]


def test_a_message_that_crashes_the_handler_once_is_given_another_chance(shop: Workshop) -> None:
    shop.put("a")

    shop.run_dry(Script(a=[MemoryError()]))

    assert shop.out() == ["a"]
    assert shop.letters() == []


def test_results_too_large_for_the_log_are_dead_lettered_alone(tmp_path: Path) -> None:
    shop = Workshop(tmp_path, record_max_bytes=1000)
    large = Done((Outgoing(topic=topics.ENRICHED, key=b"b", value=b"x" * 1001),))
    shop.put("a", "b", "c")

    shop.run_dry(Script(b=[large]))

    (letter,) = shop.letters()
    assert (letter.key, letter.cause) == (b"b", "too-large")
    assert "1000" in letter.detail
    assert shop.out() == ["a", "c"]


def test_too_many_dead_letters_in_a_row_stop_the_worker(tmp_path: Path) -> None:
    shop = Workshop(tmp_path, dead_letter_run=5, batch_size=2)
    names = [f"{i}" for i in range(20)]
    shop.put(*names)

    with pytest.raises(DeadLetterLimit, match="5 messages in a row"):
        shop.run_dry(Script(**{name: [Reject("mapping", "")] for name in names}))

    assert len(shop.letters()) == 6
    assert shop.lag() == 14


def test_too_large_a_share_of_dead_letters_stops_the_worker(tmp_path: Path) -> None:
    shop = Workshop(tmp_path, dead_letter_ratio=0.25, batch_size=50)
    names = [f"{i}" for i in range(1000)]
    shop.put(*names)

    with pytest.raises(DeadLetterLimit, match="of the last 200 messages"):
        shop.run_dry(Script(**{name: [Reject("mapping", "")] for name in names[::3]}))

    assert shop.lag() > 700


def test_a_missing_topic_of_dead_letters_is_told(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    shop.put("a")
    shop.log._file.query("DELETE FROM partitions WHERE topic = (SELECT id FROM topics WHERE name = 'articles.dead')")

    with pytest.raises(UsageError, match=r"articles\.dead.*newswire topics create"):
        shop.run_dry(Script(a=[Reject("mapping", "")]))

    assert shop.lag() == 1


def test_a_stop_lets_the_batch_in_hand_be_finished(shop: Workshop) -> None:
    shop.put("a", "b")
    begun, go_on = threading.Event(), threading.Event()

    def slow(batch: Sequence[FeedRecord]) -> list[Outcome]:
        begun.set()
        go_on.wait(30)
        return [done(each) for each in batch]

    with shop.running(slow) as stop:
        begun.wait(30)
        shop.put("c")
        stop.set()
        go_on.set()

    assert shop.out() == ["a", "b"]
    assert shop.lag() == 1


def test_a_stop_does_not_wait_for_what_is_away(shop: Workshop) -> None:
    shop.put("a")
    with shop.running(Script(a=away(10_000))):
        until(lambda: shop.metrics.total(RETRIES) > 0, "an attempt")

    assert shop.lag() == 1


def test_partitions_that_move_while_a_worker_waits_are_forgotten_and_done_by_the_other(tmp_path: Path) -> None:
    shop = Workshop(tmp_path, partitions=2)
    names = [f"{i}" for i in range(20)]
    shop.put(*names)
    with shop.running(Script(**{name: away(10_000) for name in names})):
        until(lambda: shop.metrics.total(RETRIES) > 0, "an attempt")
        with shop.running(Script()):
            until(lambda: shop.metrics.total(MESSAGES, outcome="lost") > 0, "a partition to move")
            until(lambda: len(shop.out()) == shop.metrics.total(MESSAGES, outcome="lost"), "its messages to be done")

    shop.run_dry(Script())
    assert sorted(shop.out(), key=int) == names


def test_the_lag_of_the_group_is_a_metric_also_while_something_is_away(shop: Workshop) -> None:
    shop.put("a", "b")
    with shop.running(Script(a=[Unreachable("the store is away")] * 10_000)):
        until(lambda: shop.metrics.total(RETRIES) > 0, "an attempt")

    assert shop.metrics.total(LAG, group=GROUP, topic=topics.ARTICLES) == 2
    assert b'kafka_consumergroup_group_lag{cluster_name="newswire"' in shop.metrics.render()
