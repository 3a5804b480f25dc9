"""Which entries are one and the same, within a poll and from poll to poll."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.identity import Identified, Memory, digest, identify
from ingest.parsed import ParsedEntry, ParsedFeed
from tests.ingest.newsroom import NOON
from wire.messages import EntryState

SITE = "https://courier.example/"
FEED = "https://courier.example/feed.xml"


def identified(*entries: ParsedEntry, site_url: str | None = SITE) -> list[Identified]:
    return list(identify(ParsedFeed(format="RSS", site_url=site_url, entries=entries), feed_url=FEED))


def state(entry: Identified) -> EntryState:
    return EntryState(key=entry.key, guid=entry.guid, entry_hash=entry.entry_hash, url=entry.entry.link, outcome="published")


def only(*entries: ParsedEntry) -> Identified:
    (entry,) = identified(*entries)
    return entry


def test_the_link_names_an_entry() -> None:
    entry = only(ParsedEntry(guid="7", link=f"{SITE}a?utm_source=rss#top"))
    assert (entry.key, entry.link, entry.guid) == (f"{SITE}a", f"{SITE}a", "7")


def test_without_a_link_the_guid_does_and_without_a_guid_a_hash() -> None:
    assert only(ParsedEntry(guid="7")).key == "guid:7"
    assert only(ParsedEntry(title="A", published_at=NOON)).key.startswith("hash:")


def test_a_shared_guid_names_nobody() -> None:
    entries = identified(*(ParsedEntry(guid="0", title=title) for title in "abc"))
    assert len({entry.key for entry in entries}) == 3
    assert all(entry.guid is None for entry in entries)


def test_of_entries_with_one_link_the_first_counts() -> None:
    first, second = ParsedEntry(link=f"{SITE}a", title="1"), ParsedEntry(link=f"{SITE}a#x", title="2")
    assert only(first, second).entry is first


def test_a_link_to_the_sites_front_page_is_nobodys_own() -> None:
    entries = identified(*(ParsedEntry(link=SITE, guid=guid) for guid in "ab"))
    assert [(entry.link, entry.key) for entry in entries] == [(None, "guid:a"), (None, "guid:b")]


def test_a_long_guid_is_hashed() -> None:
    assert len(only(ParsedEntry(guid="x" * 10_000)).key) < 100


def test_memory_finds_by_link_whatever_the_guid() -> None:
    before = only(ParsedEntry(link=f"{SITE}a", guid="1", title="A"))
    after = only(ParsedEntry(link=f"{SITE}a", guid="2", title="B"))
    assert Memory.of([state(before)]).prior(after) is not None


def test_memory_finds_by_guid_where_the_link_changes_and_the_words_do_not() -> None:
    before = only(ParsedEntry(link=f"{SITE}r?token=1", guid="1", title="A"))
    same = only(ParsedEntry(link=f"{SITE}r?token=2", guid="1", title="A"))
    other = only(ParsedEntry(link=f"{SITE}r?token=3", guid="1", title="B"))
    memory = Memory.of([state(before)])
    assert memory.prior(same) is not None
    assert memory.prior(other) is None


def test_words_and_dates_are_hashed_apart() -> None:
    before = only(ParsedEntry(link=f"{SITE}a", title="A", updated_at=NOON))
    restamped = only(ParsedEntry(link=f"{SITE}a", title="A", updated_at=NOON + timedelta(hours=1)))
    assert before.words_hash == restamped.words_hash
    assert before.entry_hash != restamped.entry_hash


entries = st.builds(
    ParsedEntry,
    guid=st.none() | st.sampled_from(["", "1", "2", "x" * 400]),
    link=st.none() | st.sampled_from([SITE, f"{SITE}a", f"{SITE}b?utm_source=x", "http://[bad", "https://other.example/a"]),
    title=st.text(max_size=3),
    text=st.text(max_size=3),
    published_at=st.none() | st.just(NOON),
)


@settings(deadline=None)
@given(st.lists(entries, max_size=8))
def test_keys_are_unique_stable_and_found_again(listed: list[ParsedEntry]) -> None:
    once, twice = identified(*listed), identified(*listed)
    assert once == twice
    assert len({entry.key for entry in once}) == len(once)
    memory = Memory.of(state(entry) for entry in once)
    assert all(memory.prior(entry) is not None for entry in twice)


@given(st.lists(st.none() | st.text(max_size=4), max_size=4), st.lists(st.none() | st.text(max_size=4), max_size=4))
def test_digests_keep_different_parts_apart(a: list[str | None], b: list[str | None]) -> None:
    if not any("\0" in (part or "") or "\1" in (part or "") for part in a + b) and a and b:
        assert (digest(a) == digest(b)) == (a == b)
