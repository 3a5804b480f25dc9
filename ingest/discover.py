"""The feeds of a site, found from its address: those its page declares, else those at the usual addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from ingest.charset import decode
from ingest.fetch import Fetcher
from ingest.fetch_result import Fetched, FetchFailed
from ingest.links import http_link
from ingest.parsed import NotAFeed, ParsedFeed
from ingest.poll import Parse
from ingest.text import clean_line
from wire.errors import UsageError

#: Types by which pages declare feeds.
_FEED_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
)
#: Where sites keep feeds that they do not declare, likeliest first.
_USUAL: Final = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/feeds", "/rss/index.xml")
#: Most addresses asked.
_MOST: Final = 20

_LINK: Final = re.compile(r"<link\b([^>]{1,4000})>", re.IGNORECASE)
_ANCHOR: Final = re.compile(r"<a\b([^>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LIKE_A_FEED: Final = re.compile(r"(?:^|[/._=-])(?:rss|feeds?|atom|rdf)(?:[/._?&-]|$)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class FoundFeed:
    """One feed of a site. `how` it was found: declared, linked, usual address, or the address given."""

    url: str
    title: str | None
    format: str
    entries: int
    how: str


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """The feeds found, and what else was asked and why it is none, by URL."""

    feeds: tuple[FoundFeed, ...]
    others: dict[str, str]


async def discover(site: str, *, fetcher: Fetcher, parse: Parse) -> Discovery:
    """The feeds of the site at an address. Raises FetchFailed where the site cannot be fetched, UsageError for no address."""
    url = site if "://" in site else f"https://{site}"
    if not http_link(url, url):
        raise UsageError(f"{site!r} is no address of a site: write it as https://host")
    search = _Search(fetcher, parse)
    fetched = await fetcher.get(url, kind="feed")
    if await search.take(fetched, "the address given"):
        return search.found()
    page = decode(fetched.body, fetched.content_type)
    await search.ask(declared(page, fetched.final_url), "declared")
    if not search.feeds:
        await search.ask(linked(page, fetched.final_url), "linked")
    if not search.feeds:
        await search.ask([urljoin(fetched.final_url, path) for path in _USUAL], "usual address")
    return search.found()


def declared(page: str, base: str) -> list[str]:
    """The feeds that the head of a page declares: <link rel="alternate" type="application/rss+xml" href=...>."""
    links = [_attributes(tag) for tag in _LINK.findall(page)]
    return _urls((link for link in links if _declares(link)), base)


def linked(page: str, base: str) -> list[str]:
    """The links of a page, within its site, that look like feeds."""
    urls = _urls((_attributes(tag) for tag in _ANCHOR.findall(page)), base)
    host = urlsplit(base).hostname
    return [url for url in urls if urlsplit(url).hostname == host and _LIKE_A_FEED.search(url.partition("//")[2])]


def _declares(link: dict[str, str]) -> bool:
    rels = link.get("rel", "").lower().split()
    return ("alternate" in rels and link.get("type", "").lower().strip() in _FEED_TYPES) or "feed" in rels


def _urls(tags: Iterable[dict[str, str]], base: str) -> list[str]:
    urls = (http_link(tag.get("href"), base) for tag in tags)
    return list(dict.fromkeys(url.partition("#")[0] for url in urls if url))


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}


class _Search:
    """Asks addresses, and keeps what is a feed and why the others are none."""

    def __init__(self, fetcher: Fetcher, parse: Parse) -> None:
        self._fetcher = fetcher
        self._parse = parse
        self.feeds: dict[str, FoundFeed] = {}
        self._others: dict[str, str] = {}

    async def ask(self, urls: Sequence[str], how: str) -> None:
        """Ask one address after another: they are mostly of one host."""
        for url in urls[:_MOST]:
            try:
                await self.take(await self._fetcher.get(url, kind="feed"), how)
            except FetchFailed as failed:
                self._others[url] = failed.detail

    async def take(self, fetched: Fetched, how: str) -> bool:
        """Whether an answer is a feed; it is kept."""
        try:
            feed = await self._parse(fetched.body, content_type=fetched.content_type, url=fetched.final_url)
        except NotAFeed as error:
            self._others[fetched.url_requested] = str(error)
            return False
        url = fetched.permanent_url or fetched.url_requested
        self.feeds.setdefault(fetched.final_url, _found(feed, url, how))
        return True

    def found(self) -> Discovery:
        """All of it."""
        return Discovery(feeds=tuple(self.feeds.values()), others=self._others)


def _found(feed: ParsedFeed, url: str, how: str) -> FoundFeed:
    title = clean_line(feed.title) if feed.title else None
    return FoundFeed(url=url, title=title, format=feed.format, entries=len(feed.entries), how=how)
