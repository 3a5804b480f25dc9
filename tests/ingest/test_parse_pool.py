"""Feeds parsed in processes that can be killed."""

import asyncio

import psutil
import pytest

from ingest.parse_pool import ParsePool
from ingest.parsed import NotAFeed, ParsedFeed
from tests.ingest.newsroom import RSS, Item, rss

URL = "https://courier.example/feed.xml"
GOOD = rss(Item(title="Bridge", guid="1"))
#: Takes feedparser many seconds.
ENDLESS = b"<rss version='2.0'><channel><item><description>" + b"<b>" * 600_000


async def parse(pool: ParsePool, body: bytes) -> ParsedFeed:
    return await pool.parse(body, content_type=RSS, url=URL)


def test_what_parses_comes_back_and_what_does_not_is_a_reason() -> None:
    async def story() -> None:
        async with ParsePool(processes=1, timeout_s=30) as pool:
            assert [entry.title for entry in (await parse(pool, GOOD)).entries] == ["Bridge"]
            with pytest.raises(NotAFeed, match="web page"):
                await parse(pool, b"<html><body>no</body></html>")
            assert (await parse(pool, GOOD)).entries

    asyncio.run(story())


def test_what_takes_too_long_is_given_up_and_the_next_is_parsed() -> None:
    async def story() -> None:
        async with ParsePool(processes=1, timeout_s=2) as pool:
            with pytest.raises(NotAFeed, match="longer than 2 s"):
                await parse(pool, ENDLESS)
            assert (await parse(pool, GOOD)).entries

    asyncio.run(story())


def test_a_parser_that_dies_takes_only_its_feed_along() -> None:
    async def story() -> None:
        async with ParsePool(processes=1, timeout_s=60) as pool:
            await parse(pool, GOOD)
            (worker,) = [child for child in psutil.Process().children() if "ingest.parse_worker" in child.cmdline()]
            job = asyncio.create_task(parse(pool, ENDLESS))
            await asyncio.sleep(0.1)
            worker.kill()
            with pytest.raises(NotAFeed, match="crashed"):
                await job
            assert (await parse(pool, GOOD)).entries

    asyncio.run(story())
