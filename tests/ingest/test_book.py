"""The index of articles over the feeds held."""

from msgspec.structs import replace

from ingest.book import Book
from tests.ingest.newsroom import NOON
from wire.messages import EntryState, FeedRecord, FeedState

A, B = "https://courier.example/a.xml", "https://courier.example/b.xml"


def record(url: str) -> FeedRecord:
    return FeedRecord(url=url, added_at=NOON)


def entry(link: str = "https://courier.example/1", *, article: str = "a1-1", revision: int = 1) -> EntryState:
    return EntryState(key=link, entry_hash="w.d", url=link, article_id=article, revision=revision, content_hash="c")


def book(*entries: EntryState) -> Book:
    made = Book()
    made.load(0, [record(A)], {A: FeedState(url=A, entries=entries)})
    made.load(1, [record(B)], {})
    return made


def test_articles_are_found_by_id_and_by_link() -> None:
    held = book(entry())
    assert held.article_at("https://courier.example/1") == "a1-1"
    known = held.known("a1-1")
    assert known is not None
    assert known.origins == {A}
    assert held.known("a1-2") is None


def test_an_entry_noted_in_the_middle_of_a_poll_is_found() -> None:
    held = book(entry())
    held.note(B, entry(revision=2))
    known = held.known("a1-1")
    assert known is not None
    assert (known.revision, known.origins) == (2, {A, B})


def test_a_partition_that_goes_takes_its_articles_along() -> None:
    held = book(entry())
    assert held.drop(0) == [A]
    assert (held.known("a1-1"), held.article_at("https://courier.example/1"), list(held.feeds)) == (None, None, [B])


def test_a_new_state_replaces_the_old_ones_articles() -> None:
    held = book(entry())
    held.put(FeedState(url=A, entries=(entry("https://courier.example/2", article="a1-2"),)))
    assert held.known("a1-1") is None
    assert held.article_at("https://courier.example/2") == "a1-2"


def test_an_article_listed_by_two_stays_when_one_goes() -> None:
    held = book(entry())
    held.note(B, entry())
    held.remove(A)
    assert held.article_at("https://courier.example/1") == "a1-1"


def test_of_two_entries_with_one_article_the_first_speaks() -> None:
    held = book(entry(), entry("https://courier.example/alias"))
    known = held.known("a1-1")
    assert known is not None
    assert known.listings[A].key == "https://courier.example/1"
    assert held.article_at("https://courier.example/alias") == "a1-1"


def test_states_of_feeds_not_held_are_ignored() -> None:
    held = Book()
    held.put(FeedState(url=A, entries=(entry(),)))
    held.note(A, entry())
    assert held.known("a1-1") is None


def test_a_feed_added_again_keeps_its_state_and_is_due() -> None:
    held = book()
    gone = FeedState(url=A, status="gone", polled_at=NOON, entries=(entry(),))
    held.put(gone)
    held.add(0, replace(record(A), added_at=NOON.replace(hour=13)))
    assert held.feeds[A].state.status == "new"
    assert held.feeds[A].state.due_at == NOON.replace(hour=13)
    assert held.known("a1-1") is not None
