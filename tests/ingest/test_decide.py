"""New, changed, seen or waiting: the decisions of one poll."""

from dataclasses import replace as changed
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ingest.decide import OFTEN, POSTPONED, merged, plan, remembered, retry_due, waits
from ingest.identity import Identified, Memory
from ingest.parsed import ParsedEntry
from tests.ingest.newsroom import NOON
from wire.messages import EntryState


def entry(n: int, *, words: str = "w", dates: str = "d") -> Identified:
    link = f"https://courier.example/{n}"
    return Identified(key=link, guid=None, link=link, entry_hash=f"{words}.{dates}", entry=ParsedEntry(link=link))


def known(n: int, *, words: str = "w", dates: str = "d", outcome: str = "published", attempts: int = 0) -> EntryState:
    state = EntryState(key=entry(n).key, entry_hash=f"{words}.{dates}", url=entry(n).link, seen_at=NOON, attempts=attempts)
    return replace(state, outcome=outcome, article_id=f"a1-{n}" if outcome == "published" else None)


def kinds(*entries: Identified, memory: list[EntryState], now: datetime = NOON) -> list[str]:
    made = plan(entries, Memory.of(memory), now=now, limit=None)
    return [todo.kind for todo in made.todo]


def test_unknown_is_new_known_is_seen_and_other_words_are_a_change() -> None:
    made = plan([entry(1), entry(2), entry(3, words="x")], Memory.of([known(2), known(3)]), now=NOON, limit=None)
    assert [(todo.entry.key[-1], todo.kind) for todo in made.todo] == [("1", "new"), ("3", "changed")]
    assert [state.key[-1] for state in made.seen] == ["2"]


def test_a_new_date_alone_is_a_change_unless_most_entries_have_one() -> None:
    memory = [known(n) for n in range(6)]
    one = [entry(n, dates="later" if n == 0 else "d") for n in range(6)]
    assert kinds(*one, memory=memory) == ["changed"]
    assert kinds(*(entry(n, dates="later") for n in range(6)), memory=memory) == []


def test_real_changes_are_seen_among_restamped_entries() -> None:
    memory = [known(n) for n in range(7)]
    entries = [entry(n, dates="later", words="x" if n == 0 else "w") for n in range(7)]
    assert kinds(*entries, memory=memory) == ["changed"]


def test_waiting_entries_are_retried_after_growing_waits() -> None:
    memory = [known(1, outcome="waiting", attempts=2)]
    assert kinds(entry(1), memory=memory, now=NOON + timedelta(seconds=299)) == []
    assert kinds(entry(1), memory=memory, now=NOON + timedelta(seconds=300)) == ["retry"]
    assert retry_due(memory) == NOON + timedelta(seconds=300)
    assert not waits(memory, NOON)


def test_a_waiting_entry_that_is_no_longer_listed_is_retried_all_the_same() -> None:
    made = plan([], Memory.of([known(1, outcome="waiting")]), now=NOON, limit=None)
    assert [(todo.kind, todo.entry.listed) for todo in made.todo] == [("retry", False)]


def test_refused_entries_are_left_alone_until_they_change() -> None:
    assert kinds(entry(1), memory=[known(1, outcome="refused")]) == []
    assert kinds(entry(1, words="x"), memory=[known(1, outcome="refused")]) == ["changed"]


def test_what_is_over_the_limit_waits_without_counting_as_tried() -> None:
    made = plan([entry(n) for n in range(3)], Memory.of([]), now=NOON, limit=1)
    assert len(made.todo) == 1
    assert [(state.outcome, state.why, state.attempts) for state in made.postponed] == [("waiting", POSTPONED, 0)] * 2
    assert waits(made.postponed, NOON)


def test_a_postponed_change_is_still_a_change_later() -> None:
    made = plan([entry(1, words="x")], Memory.of([known(1)]), now=NOON, limit=0)
    (state,) = made.postponed
    assert (state.entry_hash, state.article_id) == ("w.d", "a1-1")
    assert kinds(entry(1, words="x"), memory=[state]) == ["retry"]


def test_entries_that_left_the_feed_are_remembered_for_a_while() -> None:
    before = [known(n) for n in range(1000)]
    assert len(remembered([known(1000)], before)) == 51
    assert len(remembered([known(n) for n in range(2000, 2300)], before)) == 600
    assert remembered([known(0)], [known(0, words="old")]) == (known(0),)


def test_merging_keeps_what_is_newer() -> None:
    assert merged([known(1, words="new")], [known(1), known(2)]) == (known(1, words="new"), known(2))


outcomes = st.sampled_from(["published", "seen", "duplicate", "waiting", "refused"])
memories = st.lists(
    st.builds(known, st.integers(0, 9), words=st.sampled_from("wx"), dates=st.sampled_from("de"), outcome=outcomes),
    max_size=8,
    unique_by=lambda state: state.key,
)
listings = st.lists(
    st.builds(entry, st.integers(0, 9), words=st.sampled_from("wx"), dates=st.sampled_from("de")),
    max_size=8,
    unique_by=lambda each: each.key,
)


@settings(deadline=None)
@given(memories, listings, st.none() | st.integers(0, 4))
def test_every_entry_has_exactly_one_fate(memory: list[EntryState], listed: list[Identified], limit: int | None) -> None:
    made = plan(listed, Memory.of(memory), now=NOON + timedelta(seconds=90), limit=limit)
    fates = [*(todo.entry.key for todo in made.todo), *(s.key for s in made.seen), *(s.key for s in made.postponed)]
    waiting = {state.key for state in memory if state.outcome == "waiting"}
    assert len(fates) == len(set(fates))
    assert set(fates) == {each.key for each in listed} | waiting
    assert limit is None or len(made.todo) <= limit


@settings(deadline=None)
@given(listings)
def test_a_poll_of_what_was_just_published_finds_nothing_to_do(listed: list[Identified]) -> None:
    memory = [replace(known(0), key=each.key, url=each.link, entry_hash=each.entry_hash) for each in listed]
    again = [changed(each) for each in listed]
    assert plan(again, Memory.of(memory), now=NOON, limit=None).todo == ()


def test_an_entry_that_changes_at_every_poll_is_read_again_ever_more_rarely() -> None:
    often = replace(known(1), rereads=5)
    entries, memory = [entry(1, words="x")], Memory.of([often])
    (held,) = plan(entries, memory, now=NOON + timedelta(seconds=200), limit=None).seen
    assert (held.outcome, held.why, held.entry_hash) == ("waiting", OFTEN, "w.d")
    assert retry_due([held]) == NOON + timedelta(seconds=240)
    assert kinds(*entries, memory=[often], now=NOON + timedelta(seconds=240)) == ["changed"]
    assert kinds(*entries, memory=[held], now=NOON + timedelta(seconds=240)) == ["retry"]
