"""The decisions inside the worker, apart from its I/O."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.backoff import Backoff
from wire.batch import Item, finished_prefix, first_offsets, next_offsets
from wire.dead_limit import WINDOW, DeadLetterWatch
from wire.errors import BadMessage, DeadLetterLimit, Unreachable
from wire.isolate import CRASHED, handle_isolated
from wire.log import Record, TopicPartition
from wire.messages import FeedRecord
from wire.outcomes import Done, Outcome, Reject, Retry


def record(partition: int, offset: int) -> Record:
    return Record(topic="t", partition=partition, offset=offset, key=b"k", value=b"v", timestamp=0)


def test_waits_double_up_to_a_ceiling_with_jitter_and_start_over_after_a_success() -> None:
    backoff = Backoff(first_s=1, longest_s=10, random=Random(1))

    waits = [backoff.next_s() for _ in range(6)]
    backoff.reset()

    for wait, ceiling in zip(waits, [1, 2, 4, 8, 10, 10], strict=True):
        assert ceiling / 2 <= wait <= ceiling
    assert backoff.next_s() <= 1


def test_a_server_away_for_days_does_not_overflow_the_wait() -> None:
    backoff = Backoff(longest_s=30)

    assert max(backoff.next_s() for _ in range(5000)) <= 30


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([Done(), Retry("away"), Reject("c", "d"), None])), max_size=30))
def test_the_finished_prefix_ends_at_each_partitions_first_open_item(batch: list[tuple[int, Outcome | None]]) -> None:
    counts = [0, 0, 0]
    items: list[Item[FeedRecord]] = []
    for partition, outcome in batch:
        items.append(Item(record(partition, counts[partition]), outcome=outcome))
        counts[partition] += 1

    finished = finished_prefix(items)

    offsets = next_offsets(finished)
    for partition in range(3):
        own = [item for item in items if item.record.partition == partition]
        opens = [item.record.offset for item in own if item.open]
        assert offsets.get(TopicPartition("t", partition), 0) == min(opens, default=len(own))
    assert [item for item in items if item in finished] == finished


def test_rewinding_starts_at_the_first_record_of_each_partition() -> None:
    records = [record(0, 7), record(1, 3), record(0, 8), record(1, 4)]

    assert first_offsets(records) == {TopicPartition("t", 0): 7, TopicPartition("t", 1): 3}


def test_a_run_of_dead_letters_is_broken_by_one_success() -> None:
    watch = DeadLetterWatch(ratio=1, run=3)
    for dead in (True, True, False, True, True):
        watch.count(dead=dead, cause="mapping")

    with pytest.raises(DeadLetterLimit, match=r"3 messages in a row .* 'mapping'.*dead_letter_run"):
        watch.count(dead=True, cause="mapping")


def test_the_share_counts_only_over_a_full_window() -> None:
    watch = DeadLetterWatch(ratio=0.5, run=WINDOW)
    for i in range(WINDOW - 1):
        watch.count(dead=i % 3 > 0)

    with pytest.raises(DeadLetterLimit, match="dead_letter_ratio"):
        for i in range(WINDOW - 1, WINDOW + 2):
            watch.count(dead=i % 3 > 0)


@given(st.sets(st.integers(0, 19)), st.integers(1, 20))
def test_exactly_the_poison_is_rejected(poison: set[int], size: int) -> None:
    def handle(batch: list[int]) -> list[Outcome]:
        if poison & set(batch):
            raise RuntimeError("poisoned")
        return [Done() for _ in batch]

    outcomes = handle_isolated(handle, list(range(size)), lambda error, count: None)  # type: ignore[arg-type]

    assert [isinstance(outcome, Reject) for outcome in outcomes] == [number in poison for number in range(size)]
    assert {outcome.cause for outcome in outcomes if isinstance(outcome, Reject)} <= {CRASHED}


def test_one_poison_in_32_takes_few_attempts() -> None:
    sizes: list[int] = []

    def handle(batch: list[int]) -> list[Outcome]:
        sizes.append(len(batch))
        if 13 in batch:
            raise RuntimeError("poisoned")
        return [Done() for _ in batch]

    handle_isolated(handle, list(range(32)), lambda error, count: None)  # type: ignore[arg-type]

    assert len(sizes) == 12  # 32, then two halves each of 32, 16, 8, 4 and 2, and once more alone
    assert sizes.count(1) == 3


def test_errors_about_a_single_message_are_isolated_and_others_passed_on() -> None:
    def bad(batch: list[int]) -> list[Outcome]:
        raise BadMessage("half a surrogate pair")

    def away(batch: list[int]) -> list[Outcome]:
        raise Unreachable("the store is away")

    (outcome,) = handle_isolated(bad, [1], lambda error, count: None)  # type: ignore[arg-type]
    assert isinstance(outcome, Reject)
    assert outcome.detail.startswith("BadMessage: half a surrogate pair")
    with pytest.raises(Unreachable):
        handle_isolated(away, [1, 2], lambda error, count: None)  # type: ignore[arg-type]


def test_a_handler_that_forgets_messages_is_a_bug() -> None:
    with pytest.raises(ValueError, match="1 outcomes for 2 messages"):
        handle_isolated(lambda batch: [Done()], [1, 2], lambda error, count: None)
