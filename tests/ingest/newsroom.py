"""Feeds and pages made for tests, and a look at what the log holds of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlsplit

from ingest.once import OnceSummary
from ingest.registry import Registry
from ingest.service import poll_all_once
from tests.servers.hostile import HostileServer, allowing
from wire.log import Log
from wire.messages import Article, FeedState, decode
from wire.metrics import Metrics
from wire.settings import Settings
from wire.topics import ARTICLES, FEED_STATE

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


@dataclass
class Newsdesk:
    """A log, a server and the settings that go together."""

    log: Log
    server: HostileServer
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = allowing(self.server, obey_robots=False)

    def with_settings(self, **overrides: Any) -> Newsdesk:
        """The same under other settings."""
        self.settings = allowing(self.server, **({"obey_robots": False} | overrides))
        return self

    def add(self, *paths: str) -> list[str]:
        """Put feeds of the server into the registry."""
        urls = [path if "://" in path else self.server.url(path) for path in paths]
        for url in urls:
            Registry(self.log).add(url)
        return urls

    def feed(self, path: str, *items: Item, **options: Any) -> str:
        """Serve an RSS feed and add it to the registry."""
        self.server.serve(path, rss(*items), content_type=RSS, **options)
        return self.add(path)[0]

    def story(self, path: str, **options: Any) -> str:
        """Serve an article page."""
        return self.server.serve(path, page(**options))

    def poll(self) -> OnceSummary:
        """One round over all feeds."""
        return poll_all_once(self.settings, self.log, metrics=Metrics())

    def articles(self) -> list[Article]:
        """Every article revision appended, in order."""
        return [decode(record.value, Article) for record in self.log.read(ARTICLES) if record.value is not None]

    def state(self, url: str) -> FeedState:
        """The newest state of a feed."""
        return self.states()[url if "://" in url else self.server.url(url)]

    def states(self) -> dict[str, FeedState]:
        """The newest state of every feed."""
        newest = {record.key: record.value for record in self.log.read(FEED_STATE)}
        return {key.decode(): decode(value, FeedState) for key, value in newest.items() if value is not None}


def path_of(url: str) -> str:
    """The path of a URL."""
    return urlsplit(url).path
