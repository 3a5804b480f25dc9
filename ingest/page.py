"""What an article page says: its text and what is known about it."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The article of one page. Paragraphs of `text` are separated by one newline; all of it can be encoded in UTF-8."""

    text: str  #: empty where the page holds no article
    title: str | None = None  #: without the name of the site
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None  #: UTC
    language: str | None = None  #: BCP 47, as the page declares it
    site_name: str | None = None
    canonical_url: str | None = None  #: the page's own, where it is of the same site and sane
