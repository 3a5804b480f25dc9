"""Questions about feeds on the network that the command asks: check and discover. They block, and write nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from ingest import check as checking
from ingest import discover as discovering
from ingest.check import CheckReport
from ingest.discover import Discovery
from ingest.fetch import Fetcher
from ingest.page_reader import PageReader
from ingest.parse_pool import ParsePool
from wire.settings import Settings


def check_feed(settings: Settings, url: str) -> CheckReport:
    """What a poll of the feed at `url` would find, step by step."""
    return asyncio.run(_check(settings, url))


def discover_feeds(settings: Settings, site: str) -> Discovery:
    """The feeds of a site. Raises FetchFailed where it cannot be fetched, UsageError where `site` is no address."""
    return asyncio.run(_discover(settings, site))


async def _check(settings: Settings, url: str) -> CheckReport:
    async with _tools(settings) as (fetcher, pool), PageReader(settings, fetcher) as pages:
        return await checking.check(
            url, settings=settings, fetcher=fetcher, parse=pool.parse, pages=pages, clock=lambda: datetime.now(UTC)
        )


async def _discover(settings: Settings, site: str) -> Discovery:
    async with _tools(settings) as (fetcher, pool):
        return await discovering.discover(site, fetcher=fetcher, parse=pool.parse)


@asynccontextmanager
async def _tools(settings: Settings) -> AsyncIterator[tuple[Fetcher, ParsePool]]:
    async with (
        Fetcher(settings) as fetcher,
        ParsePool(processes=settings.parse_processes, timeout_s=settings.parse_timeout_s) as pool,
    ):
        yield fetcher, pool
