"""Which text, title, date and name an article gets."""

from datetime import datetime, timedelta

import pytest

from ingest.assemble import Draft, FeedFacts, PageText, draft
from ingest.identity import Identified
from ingest.page import Page
from ingest.parsed import ParsedEntry
from tests.ingest.newsroom import NOON

LINK = "https://courier.example/bridge"
FEED = FeedFacts(url="https://courier.example/feed.xml", title="Courier", site_url="https://courier.example/", language="en")


def entry(*, link: str | None = LINK, **fields: object) -> Identified:
    parsed = ParsedEntry(link=link, **fields)  # type: ignore[arg-type]
    return Identified(key=link or "guid:1", guid=None, link=link, entry_hash="w.d", entry=parsed)


def made(of: Identified, page: Page | None = None, **got: str) -> Draft:
    found = draft(of, PageText(page=page, **got), FEED, now=NOON)  # type: ignore[arg-type]
    assert isinstance(found, Draft)
    return found


def test_the_pages_text_and_title_come_first() -> None:
    found = made(
        entry(title="Kicker: bridge", text="Teaser."), Page(text="A page of text.", title="Bridge", site_name="The Courier")
    )
    assert (found.text, found.title, found.source, found.summary) == ("A page of text.", "Bridge", "The Courier", "Teaser.")
    assert found.from_page


def test_the_feeds_text_says_why_it_is_the_feeds() -> None:
    found = made(entry(title="Bridge", text="The feed's text."), failure="robots.txt forbids it")
    assert (found.text, found.text_note, found.source) == ("The feed's text.", "robots.txt forbids it", "Courier")


def test_a_page_with_less_than_the_feed_still_knows_its_authors() -> None:
    found = made(entry(title="Bridge", text="word " * 50), Page(text="Subscribe.", authors=("Ida Brandt",)))
    assert (found.from_page, found.authors) == (False, ("Ida Brandt",))
    assert "less text" in (found.text_note or "")


@pytest.mark.parametrize(("got", "said"), [(PageText(failure="404"), "404"), (PageText(page=Page(text="")), "neither")])
def test_no_text_at_all_is_a_reason(got: PageText, said: str) -> None:
    found = draft(entry(title="Bridge"), got, FEED, now=NOON)
    assert isinstance(found, str)
    assert said in found


@pytest.mark.parametrize(
    ("declared", "moved", "name"),
    [
        ("https://courier.example/2026/bridge?utm_source=x", None, "https://courier.example/2026/bridge"),
        (None, "https://courier.example/moved", "https://courier.example/moved"),
        (None, None, LINK),
        ("https://courier.example/", None, LINK),
        ("nonsense", None, LINK),
    ],
)
def test_the_canonical_url_is_the_pages_own_where_it_is_sane(declared: str | None, moved: str | None, name: str) -> None:
    found = draft(entry(), PageText(page=Page(text="Text.", canonical_url=declared), url=moved), FEED, now=NOON)
    assert isinstance(found, Draft)
    assert (found.canonical_url, found.url) == (name, LINK)


def test_without_a_page_of_its_own_an_entry_is_named_by_its_feed() -> None:
    found = made(entry(link=None, title="Note", text="Text."))
    assert found.url == FEED.site_url
    assert found.canonical_url.startswith(f"{FEED.url}#")


@pytest.mark.parametrize(
    ("published", "page", "updated", "kept"),
    [
        (NOON, NOON - timedelta(days=1), None, NOON),
        (None, NOON - timedelta(days=1), NOON, NOON - timedelta(days=1)),
        (None, None, NOON, NOON),
        (NOON + timedelta(days=400), NOON - timedelta(days=1), None, NOON - timedelta(days=1)),
        (NOON + timedelta(hours=2), None, None, NOON),
        (None, None, None, None),
    ],
)
def test_dates(published: datetime | None, page: datetime | None, updated: datetime | None, kept: datetime | None) -> None:
    found = made(entry(published_at=published, updated_at=updated), Page(text="Text.", published_at=page))
    assert found.published_at == kept


@pytest.mark.parametrize(("page", "of_entry", "kept"), [("de-AT", "en", "de-AT"), (None, "pt_BR", "pt-BR"), ("!!", None, "en")])
def test_language_is_the_pages_the_entrys_or_the_feeds(page: str | None, of_entry: str | None, kept: str) -> None:
    assert made(entry(language=of_entry), Page(text="Text.", language=page)).language == kept


def test_a_title_is_made_where_there_is_none_and_a_summary_is_no_repetition() -> None:
    found = made(entry(text="First words of it. " * 20))
    assert found.title.startswith("First words of it.")
    assert found.title.endswith("...")
    assert len(found.title) <= 124
    assert found.summary is None


def test_content_hashes_title_and_text_only() -> None:
    one = made(entry(title="A"), Page(text="Text.", title="T", authors=("X",)))
    two = made(entry(title="B"), Page(text="Text.", title="T"))
    three = made(entry(title="B"), Page(text="Text!", title="T"))
    assert one.content_hash == two.content_hash != three.content_hash
