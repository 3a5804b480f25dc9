"""Bytes to a parsed feed: RSS, Atom, RDF or JSON Feed. Pure, but hostile input can take seconds: see `parse_pool`."""

from __future__ import annotations

import re
from typing import Final

from ingest.jsonfeed import parse_json
from ingest.parse_xml import parse_xml
from ingest.parsed import NotAFeed, ParsedFeed

#: So much of a body is looked at to tell what it is (bytes).
_HEAD: Final = 2048

#: What else lies about under a feed's address, told by how it begins, and what to do about it.
_LOOKALIKES: Final = (
    (
        re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE),
        "this is a web page, not a feed; `newswire feeds discover {url}` looks for its feeds",
    ),
    (
        re.compile(rb"<opml[\s>]", re.IGNORECASE),
        "this is a list of feeds (OPML), not a feed; `newswire feeds import` reads it",
    ),
    (re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE), "this is a sitemap, not a feed"),
    (re.compile(rb"\x00|^\x1f\x8b|^%PDF|^\x89PNG"), "this is binary data, not a feed"),
)


def parse_feed(body: bytes, *, content_type: str = "", url: str) -> ParsedFeed:
    """The feed in `body`, fetched from `url` (relative links are resolved against it). Raises NotAFeed."""
    if not body.strip():
        raise NotAFeed("the server answered with an empty body; nothing to do if it passes, else ask the site")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return parse_json(body, url=url)
    try:
        return parse_xml(body, content_type=content_type, url=url)
    except NotAFeed as error:
        raise NotAFeed(_lookalike(body[:_HEAD], url) or str(error)) from error


def _lookalike(head: bytes, url: str) -> str | None:
    return next((what.format(url=url) for pattern, what in _LOOKALIKES if pattern.search(head)), None)
