"""Pages over real HTTP: read whole, or a failure that says why."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from ingest.fetch import Fetcher
from ingest.fetch_result import FetchFailed
from ingest.page_reader import PageReader, ReadPage
from tests.ingest.pages import STORY, TITLE, page, paragraphs
from tests.servers.hostile import HostileServer, allowing


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


def read(server: HostileServer, *paths: str, **overrides: Any) -> list[ReadPage | FetchFailed]:
    """What becomes of `paths`, one after another."""
    settings = allowing(server, page_processes=1, **overrides)

    async def story() -> list[ReadPage | FetchFailed]:
        found: list[ReadPage | FetchFailed] = []
        async with Fetcher(settings) as fetcher, PageReader(settings, fetcher) as reader:
            for path in paths:
                try:
                    found.append(await reader.read(server.url(path)))
                except FetchFailed as failed:
                    found.append(failed)
        return found

    return asyncio.run(story())


def test_an_article_arrives_whole(server: HostileServer) -> None:
    server.serve("/wall", page(paragraphs(STORY)))
    (got,) = read(server, "/wall")
    assert isinstance(got, ReadPage)
    assert (got.page.text, got.page.title, got.fetched.final_url) == ("\n".join(STORY), TITLE, server.url("/wall"))


def test_a_page_behind_redirects_is_read_under_its_last_url(server: HostileServer) -> None:
    server.serve("/wall-2", page(paragraphs(STORY), head='<link rel="canonical" href="/wall-2">'))
    server.redirect("/short", "/wall-2")
    (got,) = read(server, "/short")
    assert isinstance(got, ReadPage)
    assert got.page.canonical_url == server.url("/wall-2")


def test_every_bad_page_has_its_own_outcome_and_the_good_one_after_them_is_read(server: HostileServer) -> None:
    server.serve("/good", page(paragraphs(STORY)))
    expected = {
        "/hostile/binary": "not-a-page",
        "/hostile/image": "not-a-page",
        "/hostile/error-page": "no-text",
        "/hostile/deep-tags": "no-text",
        "/hostile/big-page": "too-large",
        "/hostile/gzip-bomb": "too-large",
        "/hostile/endless-body": "too-large",
        "/hostile/truncated": "broken-answer",
        "/hostile/redirect-loop": "redirect-loop",
        "/hostile/redirect-to-metadata": "refused-address",
        "/hostile/gone": "http-4xx",
    }
    *bad, good = read(server, *expected, "/good")
    assert {path: got.cause for path, got in zip(expected, bad, strict=True) if isinstance(got, FetchFailed)} == expected
    assert isinstance(good, ReadPage)


def test_a_line_of_2_mb_is_one_paragraph(server: HostileServer) -> None:
    (got,) = read(server, "/hostile/long-line")
    assert isinstance(got, ReadPage)
    assert got.page.text.count("word") == 400_000
    assert "\n" not in got.page.text


def test_hostile_text_stays_text(server: HostileServer) -> None:
    body = paragraphs([*STORY, "He wrote <script>alert(1)</script> on the wall \u202eback to front\u202c, twice."])
    server.serve("/hostile-text", page(body, title="<img src=x onerror=alert(1)> \x00\x1b[31m"))
    (got,) = read(server, "/hostile-text")
    assert isinstance(got, ReadPage)
    assert got.page.title == "<img src=x onerror=alert(1)> [31m"
    assert got.page.text.endswith("He wrote <script>alert(1)</script> on the wall back to front, twice.")


def test_robots_txt_is_obeyed_unless_told_otherwise(server: HostileServer) -> None:
    server.serve("/robots.txt", "User-agent: *\nDisallow: /private/", content_type="text/plain")
    server.serve("/private/wall", page(paragraphs(STORY)))
    (refused,) = read(server, "/private/wall")
    (allowed,) = read(server, "/private/wall", obey_robots=False)
    server.forget("/robots.txt")
    assert isinstance(refused, FetchFailed)
    assert (refused.cause, refused.transient) == ("refused-by-robots", False)
    assert isinstance(allowed, ReadPage)
