"""What is known about an article page beside its text: title, date, authors, language, site, canonical URL.

What the publisher says for machines goes first (JSON-LD, meta elements), then what the page shows, then what trafilatura
guesses.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from trafilatura.metadata import extract_metadata

from ingest.page_author import names, page_authors
from ingest.page_blocks import Element
from ingest.page_date import best_date, page_dates
from ingest.page_head import Meta, line
from ingest.page_ld import LinkedData, linked_data
from ingest.page_title import page_title
from ingest.urls import canonical, same_site

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True)
class PageFacts:
    """What is known about a page beside its text; see `ingest.page.Page` for the fields."""

    title: str | None
    summary: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    language: str | None
    site_name: str | None
    canonical_url: str | None
    body: str | None  #: the text as JSON-LD has it


def page_facts(tree: Element, *, url: str, language_header: str = "", now: datetime) -> PageFacts:
    """The facts of the parsed page `tree`, which is left as it is. `now` sorts out impossible dates."""
    said, meta = linked_data(tree), Meta(tree)
    guess = _Guess(tree, url)
    site = line(meta.first("og:site_name", "application-name")) or line(said.publisher)
    return PageFacts(
        title=page_title(tree, said, meta, site=site, host=urlsplit(url).hostname or "") or line(guess.title),
        summary=line(meta.first("og:description", "description")) or line(said.description),
        authors=page_authors(said, meta, tree) or names(guess.authors),
        published_at=best_date(page_dates(said, meta, tree), now) or best_date([guess.date], now),
        language=_language(tree, said, meta, language_header),
        site_name=site,
        canonical_url=_canonical(tree, url),
        body=said.body,
    )


class _Guess:
    """Trafilatura's view, worked out when first asked for: it is the slowest part."""

    def __init__(self, tree: Element, url: str) -> None:
        self._tree = tree
        self._url = url
        self._document: Any = None

    @property
    def title(self) -> str | None:
        """The title it found."""
        return self._of("title")

    @property
    def date(self) -> str | None:
        """The day it found (ISO 8601)."""
        return self._of("date")

    @property
    def authors(self) -> list[str]:
        """The authors it found."""
        return (self._of("author") or "").split(";")

    def _of(self, name: str) -> str | None:
        if self._document is None:
            self._document = extract_metadata(deepcopy(self._tree), default_url=self._url, extensive=False)
        value = getattr(self._document, name, None)
        return value if isinstance(value, str) else None


def _language(tree: Element, said: LinkedData, meta: Meta, header: str) -> str | None:
    root = tree.getroottree().getroot()
    found = (
        root.get("lang"),
        root.get("xml:lang"),
        said.language,
        meta.first("og:locale"),
        meta.first("content-language"),
        header,
    )
    return next((tag for tag in map(language_tag, found) if tag), None)


def language_tag(value: str | None) -> str | None:
    """`en_us` as `en-US` (BCP 47); None for what is no tag."""
    text = (value or "").strip().partition(",")[0].partition(".")[0]
    if not _LANGUAGE.fullmatch(text):
        return None
    primary, *rest = text.replace("_", "-").split("-")
    return "-".join([primary.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])


def _canonical(tree: Element, url: str) -> str | None:
    """The page's canonical link, if it is of the same site and does not point an article to the front page."""
    link = next((e.get("href") for e in tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]")), None)
    try:
        found = canonical(urljoin(url, (link or "").strip())) if link else None
    except ValueError:
        return None
    if found is None or not same_site(found, url):
        return None
    is_front_page = urlsplit(found).path in ("", "/") and not urlsplit(found).query
    return None if is_front_page and urlsplit(url).path not in ("", "/") else found
