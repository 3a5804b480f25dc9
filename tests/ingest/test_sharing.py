"""What a feed's entries say several times stands in memory once."""

from __future__ import annotations

from ingest.sharing import shared
from wire.messages import EntryState, FeedState, decode, encode

FEED = "https://tarn.example/feed.xml"


def _state(*links: str) -> FeedState:
    """As it comes out of the log: every word a text of its own."""
    entries = tuple(
        EntryState(key=link, entry_hash="1.2", url=link, guid=link, article_id=f"id of {link}", origins=(FEED,), why="no page")
        for link in links
    )
    return decode(encode(FeedState(url=FEED, entries=entries)), FeedState)


def test_nothing_is_said_otherwise() -> None:
    state = _state("https://tarn.example/a", "https://tarn.example/b")
    assert shared(state) == state


def test_equal_words_are_one() -> None:
    one, other = shared(_state("https://tarn.example/a", "https://tarn.example/b")).entries
    assert one.url is one.key
    assert one.guid is one.key
    assert one.origins is other.origins
    assert one.why is other.why


def test_what_differs_stays() -> None:
    entry = EntryState(key="https://tarn.example/a", entry_hash="1.2", url="https://tarn.example/a?x=1", guid="7")
    assert shared(FeedState(url=FEED, entries=(entry,))).entries == (entry,)


def test_a_state_that_is_lean_is_left_alone() -> None:
    state = shared(_state("https://tarn.example/a"))
    assert shared(state) is state
