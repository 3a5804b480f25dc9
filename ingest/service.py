"""Ingest as a service, and once over all feeds."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from ingest.book import Book
from ingest.fetch import Fetcher
from ingest.fetch_result import FetchReport
from ingest.log_thread import LogThread
from ingest.once import OnceSummary, poll_all
from ingest.ownership import Ownership
from ingest.page_reader import PageReader
from ingest.parse_pool import ParsePool
from ingest.poll import Tools
from ingest.poller import Poller
from ingest.publish import Publisher
from ingest.registry import check_partitions
from wire.log import Log
from wire.metrics import FETCH_BYTES, FETCH_SECONDS, FETCHES, Metrics
from wire.open import make_topics, open_log
from wire.settings import Settings
from wire.topics import FEEDS


def run(settings: Settings, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
    """Poll the feeds of the registry until `stop` is set: see `wire.service.Main`. Makes missing topics."""
    log = open_log(settings)
    try:
        make_topics(log, settings)
        asyncio.run(_run(settings, log, stop=stop, metrics=metrics, ready=ready))
    finally:
        log.close()


def poll_all_once(
    settings: Settings,
    log: Log,
    *,
    metrics: Metrics,
    stop: threading.Event | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> OnceSummary:
    """Poll every feed once, due or not, and say what came of it. Blocks; the log stays open.

    `progress` is called with how many feeds are done, and of how many. Of a group shared with other processes only the
    feeds held here are polled, and the summary says so.
    """
    return asyncio.run(_once(settings, log, metrics=metrics, stop=stop or threading.Event(), progress=progress))


async def _run(settings: Settings, log: Log, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
    async with poller(settings, log, metrics=metrics, stopping=stop.is_set) as ours:
        await ours.run(stop, ready)


async def _once(
    settings: Settings, log: Log, *, metrics: Metrics, stop: threading.Event, progress: Callable[[int, int], None]
) -> OnceSummary:
    async with poller(settings, log, metrics=metrics, stopping=stop.is_set) as ours:
        return await poll_all(
            ours, partitions=log.partitions(FEEDS), patience_s=settings.lease_s + 2, stop=stop, progress=progress
        )


@asynccontextmanager
async def poller(
    settings: Settings,
    log: Log,
    *,
    metrics: Metrics,
    stopping: Callable[[], bool] = lambda: False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    spread: Callable[[], float] = random.random,
) -> AsyncIterator[Poller]:
    """A poller with all that it needs, closed in the opposite order: the log comes last.

    Once `stopping`, a log that is away is not waited for any more.
    """
    async with LogThread(log, stopping=stopping) as thread:
        await thread.call(check_partitions, log)
        ownership = await thread.call(Ownership.join, log)
        try:
            async with (
                Fetcher(settings, observe=lambda report: _count(metrics, report)) as fetcher,
                PageReader(settings, fetcher) as pages,
                ParsePool(processes=settings.parse_processes, timeout_s=settings.parse_timeout_s) as pool,
            ):
                book = Book()
                publisher = Publisher(book, thread, pages, metrics=metrics, clock=clock)
                tools = Tools(
                    settings=settings, fetcher=fetcher, parse=pool.parse, publisher=publisher, clock=clock, spread=spread
                )
                yield Poller(book, thread, ownership, tools, metrics=metrics)
        finally:
            await thread.call(ownership.close)


def _count(metrics: Metrics, report: FetchReport) -> None:
    metrics.count(FETCHES, what=report.kind, outcome=report.outcome)
    metrics.observe(FETCH_SECONDS, report.elapsed_s, what=report.kind)
    metrics.count(FETCH_BYTES, report.body_bytes, what=report.kind)
