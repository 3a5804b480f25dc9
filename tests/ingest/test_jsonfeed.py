"""JSON Feed 1.1."""

import json
from datetime import UTC, datetime

import pytest

from ingest.parse import parse_feed
from ingest.parsed import NotAFeed, ParsedEntry, ParsedFeed
from tests.ingest.newsroom import json_feed

URL = "https://courier.example/feed.json"


def parse(body: bytes) -> ParsedFeed:
    return parse_feed(body, content_type="application/feed+json", url=URL)


def test_it_says_everything() -> None:
    item = {
        "id": 7,
        "url": "/bridge",
        "title": "Bridge <closed> & shut",
        "content_html": "<p>First.</p><p>Second.</p>",
        "summary": "Short.",
        "authors": [{"name": "Ida Brandt"}, {"url": "x"}, "odd"],
        "date_published": "2026-11-20T10:00:00+01:00",
        "date_modified": "2026-11-20T12:00:00Z",
        "language": "en",
    }
    feed = parse(json_feed([item], home_page_url="https://courier.example/", language="en-GB"))
    assert (feed.title, feed.site_url, feed.language) == ("Courier", "https://courier.example/", "en-GB")
    assert feed.entries == (
        ParsedEntry(
            guid="7",
            link="https://courier.example/bridge",
            title="Bridge <closed> & shut",
            summary="Short.",
            text="First.\nSecond.",
            authors=("Ida Brandt",),
            published_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
            updated_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
            language="en",
        ),
    )


def test_items_of_the_wrong_shape_are_left_out_and_counted() -> None:
    feed = parse(json_feed([{"id": "1", "title": None, "date_published": 5, "authors": "me"}, "text", None]))  # type: ignore[list-item]
    assert len(feed.entries) == 1
    assert "2 of 3" in (feed.note or "")


def test_dates_may_be_in_words() -> None:
    entry = parse(json_feed([{"id": "1", "content_text": "One.", "date_published": "3. Oktober 2026, 10:30 MESZ"}])).entries[0]
    assert entry.published_at == datetime(2026, 10, 3, 8, 30, tzinfo=UTC)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert parse(b"\xef\xbb\xbf" + json_feed([{"id": "1", "content_text": "One.\n\nTwo."}])).entries[0].text == "One.\nTwo."


def test_lone_surrogates_are_dropped() -> None:
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "a\ud800b"}]}).encode()
    title = parse(body).entries[0].title
    assert title.encode()
    assert title.startswith("a")


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(NotAFeed):
        parse(b'{"items":' + b"[" * 200_000)


@pytest.mark.parametrize("items", ["none", None, {"a": 1}])
def test_items_that_are_no_list_make_an_empty_feed(items: object) -> None:
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    assert parse(body).entries == ()
