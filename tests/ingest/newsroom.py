"""Feeds and pages made for tests, and a look at what the log holds of them."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from ingest.book import Book
from ingest.extract import extract_page
from ingest.fetch import Fetcher
from ingest.fetch_result import FetchFailed
from ingest.log_thread import LogThread
from ingest.once import OnceSummary, poll_all
from ingest.ownership import Ownership
from ingest.page_reader import ReadPage
from ingest.parse import parse_feed
from ingest.parsed import ParsedFeed
from ingest.poll import Tools
from ingest.poller import Poller
from ingest.publish import Publisher
from ingest.registry import Registry
from tests.servers.hostile import HostileServer, allowing
from wire.log import Log
from wire.messages import Article, EntryState, FeedState, decode
from wire.metrics import Metrics
from wire.settings import Settings
from wire.topics import ARTICLES, FEED_STATE, FEEDS

RSS = "application/rss+xml"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PROSE = (
    "The council of Lower Tarn voted on Thursday to close the bridge for six weeks.",
    '"We have no choice, and we have known it since the spring," said Mayor Ida Brandt after the vote.',
    "Commuters will be taken across by ferry, which the harbour office says can carry four hundred people an hour.",
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One entry of an RSS feed; `extra` is XML put in as it stands."""

    title: str = "Tarn bridge closed"
    link: str | None = None
    guid: str | None = None
    text: str = ""
    date: str | None = "Fri, 20 Nov 2026 09:30:00 GMT"
    extra: str = ""

    def xml(self) -> str:
        """The item, escaped."""
        parts = {"title": self.title, "link": self.link, "description": self.text, "pubDate": self.date}
        tags = [f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value is not None]
        guid = f'<guid isPermaLink="false">{escape(self.guid)}</guid>' if self.guid is not None else ""
        return f"<item>{''.join(tags)}{guid}{self.extra}</item>"


def rss(*items: Item, title: str = "The Tarn Courier", link: str | None = None, extra: str = "") -> bytes:
    """An RSS 2.0 feed."""
    site = f"<link>{escape(link)}</link>" if link else ""
    body = "".join(item.xml() for item in items)
    namespaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    feed = f"<rss version='2.0' {namespaces}><channel><title>{escape(title)}</title>{site}{extra}{body}</channel></rss>"
    return f"<?xml version='1.0' encoding='utf-8'?>{feed}".encode()


def json_feed(items: Iterable[dict[str, Any]], **feed: Any) -> bytes:
    """A JSON Feed 1.1."""
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "items": list(items), **feed}
    ).encode()


def page(
    title: str = "Tarn bridge closed for six weeks", *, paragraphs: Iterable[str] = PROSE, canonical: str | None = None
) -> str:
    """An article page."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    prose = "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{escape(title)}</title>{link}</head>"
        f"<body><article><h1>{escape(title)}</h1>{prose}</article></body></html>"
    )


class InProcess:
    """Reads pages and parses feeds for real, but in this process: the processes have tests of their own."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    async def read(self, url: str) -> ReadPage:
        """See PageReader."""
        fetched = await self._fetcher.get(url, kind="page")
        found = extract_page(fetched.body, url=fetched.final_url, content_type=fetched.content_type)
        if found is None or not found.text:
            raise FetchFailed("no-text", f"no article is found on {fetched.final_url}", url=url)
        return ReadPage(found, fetched)

    async def parse(self, body: bytes, *, content_type: str, url: str) -> ParsedFeed:
        """See ParsePool."""
        return parse_feed(body, content_type=content_type, url=url)


def _lookup(host: str, *args: Any, **options: Any) -> Any:
    """Every name leads to this machine."""
    return socket.getaddrinfo("127.0.0.1", *args, **options)


@dataclass
class Newsdesk:
    """A log (in the file `path`), a server and the settings that go together. `ahead` is how far its clock is ahead of ours."""

    log: Log
    server: HostileServer
    path: Path
    settings: Settings = field(init=False)
    ahead: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.settings = allowing(self.server)

    def with_settings(self, **overrides: Any) -> Newsdesk:
        """The same under other settings."""
        self.settings = allowing(self.server, **overrides)
        return self

    def now(self) -> datetime:
        """The time by this desk's clock."""
        return datetime.now(UTC) + self.ahead

    def later(self, **duration: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**duration)

    def add(self, *paths: str, **options: Any) -> list[str]:
        """Put feeds of the server into the registry."""
        registry = Registry(self.log, clock=self.now)
        return [registry.add(path if "://" in path else self.server.url(path), **options).url for path in paths]

    def feed(self, path: str, *items: Item, site: dict[str, Any] | None = None, **options: Any) -> str:
        """Serve an RSS feed and add it to the registry; `site` goes to `rss`, all else to the server."""
        self.server.serve(path, rss(*items, **(site or {})), content_type=RSS, **options)
        return self.add(path)[0]

    def elsewhere(self, host: str, path: str) -> str:
        """A URL of the server under another host's name."""
        return self.server.url(path).replace("127.0.0.1", host)

    def until(self, condition: Callable[[], bool], *, within_s: float = 60) -> None:
        """Wait for what other threads do."""
        deadline = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < deadline, "condition not met in time"
            time.sleep(0.02)

    def story(self, path: str, **options: Any) -> str:
        """Serve an article page."""
        return self.server.serve(path, page(**options))

    def poll(self) -> OnceSummary:
        """One round over all feeds."""
        return asyncio.run(self._poll())

    @asynccontextmanager
    async def poller(self, log: Log | None = None) -> AsyncIterator[Poller]:
        """A poller as in `ingest.service`, without processes of its own."""
        log = log or self.log
        async with LogThread(log) as thread, Fetcher(self.settings, lookup=_lookup) as fetcher:
            ownership = await thread.call(Ownership.join, log)
            book, parts, metrics = Book(), InProcess(fetcher), Metrics()
            publisher = Publisher(book, thread, parts, metrics=metrics, clock=self.now)
            tools = Tools(
                settings=self.settings,
                fetcher=fetcher,
                parse=parts.parse,
                publisher=publisher,
                clock=self.now,
                spread=lambda: 0.5,
            )
            try:
                yield Poller(book, thread, ownership, tools, metrics=metrics)
            finally:
                await thread.call(ownership.close)

    def run_until(self, condition: Callable[[], bool], *, within_s: float = 60) -> None:
        """Let the poller's own loop run until the condition holds."""
        asyncio.run(self._run_until(condition, within_s))

    async def _run_until(self, condition: Callable[[], bool], within_s: float) -> None:
        stop = threading.Event()
        async with self.poller() as poller:
            task = asyncio.create_task(poller.run(stop, lambda: None))
            async with asyncio.timeout(within_s):
                while not condition() and not task.done():
                    await asyncio.sleep(0.02)
            stop.set()
            await task

    async def _poll(self) -> OnceSummary:
        async with self.poller() as poller:
            return await poll_all(poller, partitions=self.log.partitions(FEEDS), patience_s=10, stop=threading.Event())

    def articles(self) -> list[Article]:
        """Every article revision appended, in order of partitions."""
        return [decode(record.value, Article) for record in self.log.read(ARTICLES) if record.value is not None]

    def article(self) -> Article:
        """The only article revision appended."""
        (article,) = self.articles()
        return article

    def state(self, url: str) -> FeedState:
        """The newest state of a feed."""
        return self.states()[url if "://" in url else self.server.url(url)]

    def entry(self, url: str) -> EntryState:
        """The only entry that the newest state of a feed remembers."""
        (entry,) = self.state(url).entries
        return entry

    def states(self) -> dict[str, FeedState]:
        """The newest state of every feed."""
        newest = {record.key: record.value for record in self.log.read(FEED_STATE)}
        return {key.decode(): decode(value, FeedState) for key, value in newest.items() if value is not None}
