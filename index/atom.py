"""A search as an Atom feed (RFC 4287), so that any feed reader can follow what somebody says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from textwrap import shorten
from urllib.parse import quote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from index.desk import Desk
from index.found import find_articles, find_quotes
from index.rows import moment
from index.store import ArticleHit, QuoteHit
from index.web.refine import Asked
from wire.printed import printed, said

ATOM = "application/atom+xml"

#: Entries in a feed.
ENTRIES = 50

#: Most of a quote in its entry's title (characters).
TITLE_CHARS = 100

#: Characters that XML 1.0 cannot hold.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(desk: Desk, asked: Asked, *, base: str) -> bytes:
    """The newest of what a search finds. `base` is this site's address. Raises UsageError for a mistake in the query."""
    query, now = asked.query(), desk.clock()
    if asked.kind == "quotes":
        quotes = find_quotes(desk.store, query, sort="newest", limit=ENTRIES).hits
        feed = _feed(asked, base, _updated((hit.published_at for hit in quotes), now))
        for quote_hit in quotes:
            _quote_entry(feed, quote_hit, base, now)
    else:
        articles = find_articles(desk.store, query, sort="newest", limit=ENTRIES).hits
        feed = _feed(asked, base, _updated((hit.enriched.article.published_at for hit in articles), now))
        for article_hit in articles:
            _article_entry(feed, article_hit, base)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(feed)


def _updated(dates: Iterable[datetime | None], now: datetime) -> datetime:
    """When what the feed lists changed last: the feed stays the same, byte by byte, for as long as its entries do."""
    return max((date for date in dates if date is not None), default=now)


def _feed(asked: Asked, base: str, updated: datetime) -> Element:
    feed = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    here = base.rstrip("/") + "/search.atom" + asked.url()[1:]
    _text(feed, "title", f"newswire: {asked.text() or 'everything'}")
    _text(feed, "id", here)
    _text(feed, "updated", moment(updated) or "")
    SubElement(feed, "link", rel="self", href=here)
    SubElement(feed, "link", rel="alternate", href=base.rstrip("/") + asked.url())
    return feed


def _quote_entry(feed: Element, hit: QuoteHit, base: str, now: datetime) -> None:
    speaker = hit.quote.speaker.name or (hit.quote.speaker.mention.text if hit.quote.speaker.mention else "Unknown")
    entry = SubElement(feed, "entry")
    page = f"{base.rstrip('/')}/articles/{quote(hit.article_id)}"
    _text(entry, "title", f"{speaker}: {shorten(said(hit.quote), TITLE_CHARS, placeholder='…')}")
    _text(entry, "id", f"urn:newswire:quote:{quote(hit.article_id)}:{quote(hit.id)}")
    _text(entry, "updated", moment(hit.published_at or now) or "")
    _text(SubElement(entry, "author"), "name", speaker)
    SubElement(entry, "link", rel="alternate", href=f"{page}#q-{quote(hit.quote.id)}")
    _text(entry, "content", f"{printed(hit.quote)} ({hit.source}: {hit.title})")


def _article_entry(feed: Element, hit: ArticleHit, base: str) -> None:
    article = hit.enriched.article
    entry = SubElement(feed, "entry")
    _text(entry, "title", article.title)
    _text(entry, "id", f"urn:newswire:article:{quote(article.id)}")
    _text(entry, "updated", moment(article.published_at or article.fetched_at) or "")
    _text(SubElement(entry, "author"), "name", ", ".join(article.authors) or article.source)
    SubElement(entry, "link", rel="alternate", href=f"{base.rstrip('/')}/articles/{quote(article.id)}")
    _text(entry, "summary", article.summary or article.text[:300])


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = FORBIDDEN.sub("\ufffd", text)
