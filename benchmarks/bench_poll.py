"""Polling and parsing many feeds, against the `reader` package (https://github.com/lemon24/reader) in the same run.

FEEDS local RSS feeds of ENTRIES entries each, served over HTTP on 127.0.0.1 by a process of its own, are polled (a) by
ingest, log, states and killable parsers included, and (b) by reader's `update_feeds(workers=...)` into its SQLite storage.
Rounds: everything new; nothing changed, sent whole since the server gives no validators; and, with a server that gives
ETags, nothing changed and answered 304. reader reads no pages, so ingest is told that every page is refused, and makes
its 9,000 articles of the feeds' texts.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import feedparser_sgmllib

from ingest.book import Book
from ingest.fetch import Fetcher
from ingest.fetch_result import FetchFailed
from ingest.log_thread import LogThread
from ingest.once import poll_all
from ingest.ownership import Ownership
from ingest.page_reader import ReadPage
from ingest.parse_pool import ParsePool
from ingest.poll import Tools
from ingest.poller import Poller
from ingest.publish import Publisher
from ingest.registry import Registry
from wire import logs
from wire.messages import FeedRecord
from wire.metrics import Metrics
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import FEEDS as FEEDS_TOPIC

FEEDS = 300
ENTRIES = 30
ROUNDS = ("all new", "unchanged, sent whole", "unchanged, 304")

#: Parsing processes of ours and workers of reader's: as many as the machine has cores.
WORKERS = 2


class NoPages:
    """Every page is refused, so that the feed's text has to do."""

    async def read(self, url: str) -> ReadPage:
        """See PageReader."""
        raise FetchFailed("refused-by-robots", "pages are no part of this benchmark", url=url)


def main() -> None:
    """Print seconds per round of both, and their ratio."""
    logs.configure("error", "console")
    sys.modules.setdefault("sgmllib", feedparser_sgmllib)  # reader's copy of feedparser wants it under its old name
    ours = measured(lambda folder, origin: asyncio.run(poll_with_ingest(folder, origin)))
    theirs = measured(poll_with_reader)
    print(f"{FEEDS} feeds x {ENTRIES} entries, seconds a round\n{'':28}{'ingest':>8}{'reader':>8}{'ratio':>8}")
    for name, a, b in zip(ROUNDS, ours, theirs, strict=True):
        print(f"{name:28}{a:8.2f}{b:8.2f}{b / a:8.1f}")
    print(f"feeds/s, all new: ingest {FEEDS / ours[0]:.0f}, reader {FEEDS / theirs[0]:.0f}")


def measured(poll: Callable[[Path, str], list[float]]) -> list[float]:
    """Seconds of the three rounds: two of a server without validators, the second one of a server with them."""
    seconds: list[float] = []
    for validators in (False, True):
        with tempfile.TemporaryDirectory() as folder, server(validators=validators) as origin:
            seconds += poll(Path(folder), origin)
    return [seconds[0], seconds[1], seconds[3]]


@contextlib.contextmanager
def server(*, validators: bool) -> Iterator[str]:
    """The feeds' server; gives its origin."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.many_feeds", str(FEEDS), str(ENTRIES), str(port), str(int(validators))]
    with subprocess.Popen(command) as process:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def wait_for(port: int) -> None:
    """Until the server listens."""
    for _ in range(500):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise SystemExit("the feeds' server did not start")


def feed_urls(origin: str) -> list[str]:
    """All feeds of the server."""
    return [f"{origin}/feed/{n}" for n in range(FEEDS)]


async def poll_with_ingest(folder: Path, origin: str) -> list[float]:
    """Seconds of two rounds of ours. The parsers are started before, as in the service, which runs for weeks."""
    settings = Settings(
        data_dir=folder, allow_private_networks=True, host_delay_s=0, host_concurrency=32, parse_processes=WORKERS
    )
    log = open_log(settings)
    create_topics(log, settings)
    Registry(log).add_all(FeedRecord(url=url, added_at=_now()) for url in feed_urls(origin))
    async with (
        LogThread(log) as thread,
        Fetcher(settings) as fetcher,
        ParsePool(processes=settings.parse_processes, timeout_s=60) as pool,
    ):
        await asyncio.gather(*(pool.parse(b'{"items": []}', content_type="", url=origin) for _ in range(WORKERS)))
        ownership, metrics, book = await thread.call(Ownership.join, log), Metrics(), Book()
        publisher = Publisher(book, thread, NoPages(), metrics=metrics, clock=_now)
        tools = Tools(settings=settings, fetcher=fetcher, parse=pool.parse, publisher=publisher, clock=_now, spread=lambda: 0.5)
        poller = Poller(book, thread, ownership, tools, metrics=metrics)
        seconds = []
        for expected in (FEEDS * ENTRIES, 0):
            start = time.perf_counter()
            summary = await poll_all(poller, partitions=log.partitions(FEEDS_TOPIC), patience_s=30, stop=threading.Event())
            seconds.append(time.perf_counter() - start)
            assert summary.feeds == FEEDS, summary
            assert summary.published == expected, summary
        await thread.call(ownership.close)
    log.close()
    return seconds


def _now() -> datetime:
    return datetime.now(UTC)


def poll_with_reader(folder: Path, origin: str) -> list[float]:
    """Seconds of two rounds of reader's. Without `scheduled=False` it would leave out what it polled within the hour."""
    from reader import make_reader

    seconds = []
    with contextlib.closing(make_reader(str(folder / "reader.sqlite"))) as reader:
        for url in feed_urls(origin):
            reader.add_feed(url)
        for _ in range(2):
            start = time.perf_counter()
            reader.update_feeds(workers=WORKERS, scheduled=False)
            seconds.append(time.perf_counter() - start)
        assert reader.get_entry_counts().total == FEEDS * ENTRIES
    return seconds


if __name__ == "__main__":
    main()
