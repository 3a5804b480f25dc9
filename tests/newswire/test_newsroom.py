"""The sample newsroom: what it serves is what the files say, and its traps are real."""

from __future__ import annotations

import http.client
import io
import json
import tomllib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from ingest.registry import Registry
from newswire.newsroom.content import HERE, Newsroom, feeds, read_newsroom
from newswire.newsroom.sample import open_for
from newswire.newsroom.server import serving
from wire.open import create_topics, open_log
from wire.settings import Settings


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return read_newsroom()


@pytest.fixture(scope="module")
def base_url(newsroom: Newsroom) -> Iterator[str]:
    with serving(newsroom, port=0, opened_at=datetime.now(UTC)) as url:
        yield url


def get(base_url: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def test_it_has_enough_to_read(newsroom: Newsroom) -> None:
    assert len(newsroom.stories) >= 24
    assert {story.head.language[:2] for story in newsroom.stories} >= {"en", "fr", "de", "es"}


def test_every_story_has_a_page_with_its_text(newsroom: Newsroom, base_url: str) -> None:
    for story in newsroom.stories:
        response = get(base_url, newsroom.path(story))
        page = response.read().decode()
        assert response.status == 200, story.head.id
        assert "<h1>" in page and "article:published_time" in page


def test_every_sound_feed_parses_and_leads_to_its_stories(newsroom: Newsroom, base_url: str) -> None:
    listed: set[str] = set()
    for outlet, feed in feeds(newsroom.outlets):
        if feed.trap == "truncated":
            continue
        body = get(base_url, feed.path).read()
        urls = (
            {item["url"] for item in json.loads(body)["items"]}
            if feed.format == "json"
            else {entry.link for entry in feedparser.parse(io.BytesIO(body)).entries}
        )
        assert urls == {base_url + newsroom.path(story) for story in newsroom.listed_in(feed, outlet, 0)}, feed.key
        listed |= urls
    assert listed == {base_url + newsroom.path(story) for story in newsroom.stories}


def test_the_traps_are_real(newsroom: Newsroom, base_url: str) -> None:
    by_trap = {feed.trap: feed for _, feed in feeds(newsroom.outlets) if feed.trap}
    moved = get(base_url, by_trap["moved"].subscribed_path)
    assert (moved.status, moved.headers["Location"]) == (301, by_trap["moved"].path)
    broken = feedparser.parse(io.BytesIO(get(base_url, by_trap["truncated"].path).read()))
    assert broken.bozo
    assert not any(newsroom.path(story) in str(entry.get("link")) for entry in broken.entries for story in newsroom.stories)
    twice = [story for story in newsroom.stories if story.head.also_in]
    assert twice and newsroom.edits


def test_a_reader_who_has_it_gets_304(newsroom: Newsroom, base_url: str) -> None:
    _, feed = feeds(newsroom.outlets)[0]
    first = get(base_url, feed.path)
    first.read()
    assert get(base_url, feed.path, **{"If-None-Match": first.headers["ETag"]}).status == 304


def test_an_edit_appears_in_its_time(newsroom: Newsroom) -> None:
    opened_at = datetime.now(UTC) - timedelta(days=1)
    story = next(story for story in newsroom.stories if story.head.revision_after_s)
    with serving(newsroom, port=0, opened_at=opened_at) as late:
        after = get(late, newsroom.path(story)).read()
    with serving(newsroom, port=0, opened_at=datetime.now(UTC)) as early:
        before = get(early, newsroom.path(story)).read()
    assert before != after


def test_its_feeds_are_read_before_those_that_need_a_network(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, sample_port=0)
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        with open_for(settings, log) as there:
            records = [feed.record for feed in Registry(log).feeds()]
    own = [record.added_at for record in records if record.url.startswith(there.allowed_origins[-1])]
    others = [record.added_at for record in records if not record.url.startswith(there.allowed_origins[-1])]
    assert own and others and max(own) < min(others)


def test_what_is_expected_of_the_quotes_stands_in_the_stories(newsroom: Newsroom) -> None:
    file = HERE / "expected.toml"
    bodies = {story.head.id: "\n".join(story.blocks) for story in newsroom.stories}
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["quotes"]
    assert len(rows) >= 40
    for row in rows:
        assert bodies[row["article"]].count(row["contains"]) == 1
