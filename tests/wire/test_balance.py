"""Sharing partitions: complete, even, and sticky."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wire.balance import balance


def test_alone_has_everything() -> None:
    assert balance({1: ["a"], 2: ["a"]}, {}) == {1: "a", 2: "a"}


def test_nobody_there_means_nobody_has_it() -> None:
    assert balance({1: [], 2: []}, {1: "gone"}) == {}


def test_partitions_of_the_dead_go_to_the_living_and_the_rest_stays() -> None:
    current = {1: "a", 2: "a", 3: "b", 4: "b", 5: "c", 6: "c"}

    after = balance({partition: ["a", "b"] for partition in current}, current)

    assert {p: m for p, m in after.items() if current[p] != "c"} == {1: "a", 2: "a", 3: "b", 4: "b"}
    assert sorted([after[5], after[6]]) == ["a", "b"]


def test_members_get_only_topics_they_read() -> None:
    after = balance({1: ["a"], 2: ["a"], 3: ["a", "b"], 4: ["a", "b"]}, {1: "a", 2: "a", 3: "a", 4: "a"})

    assert after == {1: "a", 2: "a", 3: "b", 4: "b"}


@given(
    partitions=st.integers(1, 40), before=st.sets(st.integers(0, 9), min_size=1), after=st.sets(st.integers(0, 9), min_size=1)
)
def test_shares_differ_by_one_at_most_and_no_move_is_needless(partitions: int, before: set[int], after: set[int]) -> None:
    first = balance({p: sorted(before) for p in range(partitions)}, {})

    second = balance({p: sorted(after) for p in range(partitions)}, first)

    sizes = [list(second.values()).count(member) for member in after]
    assert sum(sizes) == partitions
    assert max(sizes) - min(sizes) <= 1
    share = -(-partitions // len(after))
    must_move = sum(member not in after for member in first.values())
    must_move += sum(max(0, list(first.values()).count(member) - share) for member in before & after)
    moved = sum(first[p] != second[p] for p in first)
    assert moved <= must_move + len(after)
