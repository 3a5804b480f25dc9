"""Which revision a draft becomes."""

from dataclasses import replace

from msgspec.structs import replace as with_fields

from ingest.assemble import Draft, FeedFacts, PageText, draft
from ingest.identity import Identified, identify
from ingest.page import Page
from ingest.parsed import ParsedEntry, ParsedFeed
from ingest.revise import Known, revise
from tests.ingest.newsroom import NOON, PROSE
from wire.messages import EntryState

LINK = "https://courier.example/bridge"
A, B = "https://courier.example/a.xml", "https://courier.example/b.xml"
FEED = FeedFacts(url=A, title="Courier")


def entry(link: str = LINK) -> Identified:
    (found,) = identify(ParsedFeed(format="RSS", entries=(ParsedEntry(link=link, title="Bridge", text="Short."),)), feed_url=A)
    return found


def drafted(text: str = PROSE[0], canonical: str | None = None) -> Draft:
    found = draft(entry(), PageText(page=Page(text=text, canonical_url=canonical)), FEED, now=NOON)
    assert isinstance(found, Draft)
    return found


def known(found: Draft, *, feed: str = A, revision: int = 1, key: str = LINK, source: str = "page") -> Known:
    state = EntryState(
        key=key, entry_hash="w.d", url=key, article_id=found.id, revision=revision, content_hash=found.content_hash
    )
    return Known.of({feed: with_fields(state, text_source=source)})


def test_what_is_unknown_is_revision_1() -> None:
    verdict = revise(drafted(), None, entry=entry(), feed_url=A)
    assert (verdict.act, verdict.revision, verdict.origins) == ("publish", 1, {A})


def test_the_same_content_is_left_alone() -> None:
    assert revise(drafted(), known(drafted(), revision=3), entry=entry(), feed_url=A).act == "leave"


def test_one_more_feed_is_published_under_the_same_revision() -> None:
    verdict = revise(drafted(), known(drafted(), revision=3), entry=entry(), feed_url=B)
    assert (verdict.act, verdict.revision, verdict.origins) == ("publish", 3, {A, B})


def test_other_content_is_the_next_revision() -> None:
    verdict = revise(drafted("New text."), known(drafted(), revision=3), entry=entry(), feed_url=A)
    assert (verdict.act, verdict.revision) == ("publish", 4)


def test_the_newest_revision_of_all_feeds_counts() -> None:
    old, new = known(drafted("Old.")), known(drafted(), feed=B, revision=2)
    both = Known.of({**old.listings, **new.listings})
    assert revise(drafted(), both, entry=entry(), feed_url=A).act == "leave"
    assert revise(drafted("Newer."), both, entry=entry(), feed_url=A).revision == 3


def test_a_name_that_another_entry_of_the_feed_has_is_not_taken() -> None:
    claimed = drafted(canonical="https://courier.example/shared/1")
    other = known(replace(claimed, content_hash="other"), key="https://courier.example/other")
    assert revise(claimed, other, entry=entry(), feed_url=A).act == "rename"
    assert revise(claimed, other, entry=entry(), feed_url=A, prior_id=claimed.id).act == "publish"


def test_a_teaser_does_not_replace_a_page_but_a_full_text_does() -> None:
    teaser = draft(entry(), PageText(failure="403"), FEED, now=NOON)
    assert isinstance(teaser, Draft)
    before = known(drafted())
    assert revise(teaser, before, entry=entry(), feed_url=A).act == "leave"
    assert revise(replace(teaser, text="word " * 200), before, entry=entry(), feed_url=A).act == "publish"
    assert revise(teaser, known(drafted(), source="feed"), entry=entry(), feed_url=A).act == "publish"
