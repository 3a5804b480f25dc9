"""Feeds found from a site's address."""

import asyncio

import pytest

from ingest.discover import Discovery, declared, discover, linked
from ingest.fetch import Fetcher
from ingest.fetch_result import FetchFailed
from tests.ingest.newsroom import RSS, InProcess, Newsdesk, rss
from wire.errors import UsageError

HEAD = '<html><head>{}</head><body><a href="/rss/sport">Sport</a> <a href="/about">About</a></body></html>'


def found(desk: Newsdesk, site: str) -> Discovery:
    async def ask() -> Discovery:
        async with Fetcher(desk.settings) as fetcher:
            return await discover(site, fetcher=fetcher, parse=InProcess(fetcher).parse)

    return asyncio.run(ask())


def test_declared_feeds_come_first(desk: Newsdesk) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="news.xml?a=1&amp;b=2"><LINK href=/dead.xml rel=alternate type=text/xml>'
    site = desk.server.serve("/", HEAD.format(link))
    desk.server.serve("/news.xml?a=1&b=2", rss(), content_type=RSS)
    discovery = found(desk, site)
    (feed,) = discovery.feeds
    assert (feed.url, feed.title, feed.how) == (desk.server.url("/news.xml?a=1&b=2"), "The Tarn Courier", "declared")
    assert "404" in discovery.others[desk.server.url("/dead.xml")]


def test_links_that_look_like_feeds_are_tried(desk: Newsdesk) -> None:
    site = desk.server.serve("/", HEAD.format(""))
    desk.server.serve("/rss/sport", rss(), content_type=RSS)
    assert [(feed.url, feed.how) for feed in found(desk, site).feeds] == [(desk.server.url("/rss/sport"), "linked")]


def test_usual_addresses_are_tried_last(desk: Newsdesk) -> None:
    site = desk.server.serve("/", "<html><body>Hello</body></html>")
    desk.server.serve("/feed.xml", rss(), content_type=RSS)
    assert [(feed.url, feed.how) for feed in found(desk, site).feeds] == [(desk.server.url("/feed.xml"), "usual address")]


def test_a_feeds_own_address_is_its_own_answer(desk: Newsdesk) -> None:
    feed = desk.server.serve("/feed.xml", rss(), content_type=RSS)
    assert [(each.url, each.how) for each in found(desk, feed).feeds] == [(feed, "the address given")]


def test_a_site_without_feeds_has_none(desk: Newsdesk) -> None:
    discovery = found(desk, desk.server.serve("/", "<html><body>Hello</body></html>"))
    assert discovery.feeds == ()
    assert discovery.others


def test_a_site_that_is_away_says_why(desk: Newsdesk) -> None:
    with pytest.raises(FetchFailed):
        found(desk, desk.server.url("/nowhere"))


def test_no_address_is_refused(desk: Newsdesk) -> None:
    with pytest.raises(UsageError):
        found(desk, "http://")


def test_only_links_of_the_site_are_taken_for_feeds() -> None:
    page = '<a href="https://other.example/feed">x</a><a href="/feedback">y</a><a href="/feeds/all#top">z</a>'
    assert linked(page, "https://courier.example/") == ["https://courier.example/feeds/all"]


def test_declarations_of_other_kinds_are_none() -> None:
    page = '<link rel="stylesheet" type="text/xml" href="/a"><link rel="alternate" hreflang="de" href="/b">'
    assert declared(page, "https://courier.example/") == []
