"""A check explains what a poll would do."""

import asyncio

from ingest.check import CheckReport, check
from ingest.fetch import Fetcher
from tests.ingest.newsroom import RSS, InProcess, Item, Newsdesk, rss
from tests.servers.scenarios import Reply


def checked(desk: Newsdesk, url: str) -> CheckReport:
    async def ask() -> CheckReport:
        async with Fetcher(desk.settings) as fetcher:
            parts = InProcess(fetcher)
            return await check(url, settings=desk.settings, fetcher=fetcher, parse=parts.parse, pages=parts, clock=desk.now)

    return asyncio.run(ask())


def words(report: CheckReport, name: str) -> str:
    return " ".join(step.words for step in report.steps if step.name == name)


def test_a_good_feed(desk: Newsdesk) -> None:
    item = Item(link=desk.story("/bridge"), guid="1")
    feed = desk.server.serve("/feed.xml", rss(item, item), content_type=RSS, etag='"1"')
    report = checked(desk, feed)
    assert report.ok
    assert "RSS 2.0" in words(report, "feed")
    assert "1 entries, the newest of 2026-11-20 09:30" in words(report, "entries")
    assert "etag" in words(report, "validators")
    assert "summaries" in words(report, "text")
    assert "3 paragraphs" in words(report, "page")
    assert desk.articles() == []


def test_a_moved_feed_with_shared_guids(desk: Newsdesk) -> None:
    items = [Item(link=desk.story(f"/{n}"), guid="same", text="Word. " * 400) for n in range(2)]
    new = desk.server.serve("/new.xml", rss(*items), content_type=RSS)
    report = checked(desk, desk.server.redirect("/old.xml", "/new.xml", status=301))
    assert new in words(report, "moved")
    assert "same guid" in words(report, "identity")
    assert "full text" in words(report, "text")
    assert "neither ETag" in words(report, "validators")


def test_what_keeps_articles_from_coming_is_bad(desk: Newsdesk) -> None:
    page = desk.server.serve("/page", "<!doctype html><html><body>Hello</body></html>")
    gone = desk.server.act("/gone.xml", Reply(410))
    empty = desk.server.serve("/empty.xml", rss(Item(link=desk.server.url("/nowhere"))), content_type=RSS)
    for url, said in [(page, "discover"), (gone, "retired"), (empty, "no article"), ("ftp://x.example/", "http")]:
        report = checked(desk, url)
        assert not report.ok
        assert said in report.steps[-1].words


def test_private_addresses_are_explained(desk: Newsdesk) -> None:
    report = checked(desk, "http://127.0.0.1:9/feed.xml")
    assert "allow_private_networks" in report.steps[0].words


def test_an_empty_feed_is_fine(desk: Newsdesk) -> None:
    assert checked(desk, desk.server.serve("/feed.xml", rss(), content_type=RSS)).ok
