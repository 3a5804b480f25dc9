"""Helpers of the tests that fetch."""

import asyncio
from collections.abc import Callable
from typing import Any

from ingest.fetch import Fetcher
from ingest.fetch_result import Fetched, FetchFailed
from wire.settings import Settings


def fetch(url: str, settings: Settings, *, fetcher: Callable[..., Fetcher] = Fetcher, **options: Any) -> Fetched:
    """One fetch with a fetcher of its own."""

    async def once() -> Fetched:
        async with fetcher(settings) as open_fetcher:
            return await open_fetcher.get(url, **options)

    return asyncio.run(once())


def failure(url: str, settings: Settings, **options: Any) -> FetchFailed:
    """The failure that a fetch must end in."""
    try:
        fetched = fetch(url, settings, **options)
    except FetchFailed as failed:
        return failed
    raise AssertionError(f"{url} was fetched: {fetched.status}")
