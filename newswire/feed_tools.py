"""Ask the net about a feed or site from the command line, by the same means as a poll."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from ingest.check import CheckReport, check
from ingest.discover import Discovery, discover
from ingest.fetch import Fetcher
from ingest.fetch_result import FetchFailed
from ingest.page_reader import PageReader
from ingest.parse_pool import ParsePool
from wire.errors import Unreachable, UsageError
from wire.settings import Settings


def check_feed(url: str, settings: Settings) -> CheckReport:
    """What a poll of the feed would do, step by step."""
    return asyncio.run(_check(url, settings))


def discover_feeds(site: str, settings: Settings) -> Discovery:
    """The feeds of a site. Raises Unreachable where the site cannot be fetched, UsageError for what is no address."""
    try:
        return asyncio.run(_discover(site, settings))
    except FetchFailed as failed:
        if failed.cause == "bad-url":
            raise UsageError(str(failed)) from failed
        raise Unreachable(f"{site}: {failed}") from failed


async def _check(url: str, settings: Settings) -> CheckReport:
    async with _tools(settings) as (fetcher, pool), PageReader(settings, fetcher) as pages:
        now = datetime.now(UTC)
        return await check(url, settings=settings, fetcher=fetcher, parse=pool.parse, pages=pages, clock=lambda: now)


async def _discover(site: str, settings: Settings) -> Discovery:
    async with _tools(settings) as (fetcher, pool):
        return await discover(site, fetcher=fetcher, parse=pool.parse)


@asynccontextmanager
async def _tools(settings: Settings) -> AsyncIterator[tuple[Fetcher, ParsePool]]:
    async with Fetcher(settings) as fetcher, ParsePool(processes=1, timeout_s=settings.parse_timeout_s) as pool:
        yield fetcher, pool
