"""A feed as parsed: plain text and absolute URLs only. No markup from outside leaves the parser."""

from __future__ import annotations

from datetime import datetime

import msgspec

from wire.errors import NewswireError


class NotAFeed(NewswireError):
    """The bytes are no feed, or nothing can be read of it; the message says what they are and what to do."""


class ParsedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `text` has one paragraph per line and is the fullest the feed gives; it may be empty."""

    guid: str | None = None
    link: str | None = None  #: absolute, http or https
    title: str = ""
    summary: str | None = None  #: where the feed has one beside the text
    text: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None


class ParsedFeed(msgspec.Struct, frozen=True, kw_only=True):
    """One feed. `note` says what was wrong with it where it was used all the same."""

    format: str  #: "RSS 2.0", "Atom 1.0", "JSON Feed 1.1", ...
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    ttl_s: float | None = None  #: how long the feed asks to be left alone (s)
    entries: tuple[ParsedEntry, ...] = ()
    note: str | None = None
