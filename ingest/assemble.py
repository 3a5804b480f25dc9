"""From an entry and its page to an Article: which text, which title, which date. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from ingest.dates import sane
from ingest.identity import Identified, canonical_or_none, digest
from ingest.page import Page
from ingest.urls import article_id, same_site
from wire.messages import Article

#: A page with less than this share of the feed's text is a teaser, a wall or a mistake: the feed's text is taken.
_PAGE_SHARE: Final = 0.8

#: A title made of the text's beginning, and a summary, are cut at these lengths (characters).
_TITLE_CHARS: Final = 120
_SUMMARY_CHARS: Final = 1000

_BCP47: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True, kw_only=True)
class PageText:
    """What became of the page of an entry: the page, or why there is none."""

    page: Page | None = None
    url: str | None = None  #: where it has moved for good (301, 308); None where it has not
    failure: str | None = None  #: in words; None where the page was read


@dataclass(frozen=True, kw_only=True)
class FeedFacts:
    """What an article takes from its feed."""

    url: str
    title: str | None = None
    site_url: str | None = None
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An article but for its revision and origins, which depend on what is known of it already."""

    id: str
    url: str
    canonical_url: str
    source: str
    title: str
    summary: str | None
    text: str
    text_note: str | None
    from_page: bool
    authors: tuple[str, ...]
    language: str | None
    published_at: datetime | None
    content_hash: str

    def article(self, *, revision: int, origins: Iterable[str], feed_url: str, fetched_at: datetime) -> Article:
        """The message."""
        return Article(
            id=self.id,
            revision=revision,
            url=self.url,
            canonical_url=self.canonical_url,
            feed_url=feed_url,
            origins=tuple(sorted({*origins, feed_url})),
            source=self.source,
            title=self.title,
            summary=self.summary,
            text=self.text,
            text_source="page" if self.from_page else "feed",
            text_note=self.text_note,
            authors=self.authors,
            language=self.language,
            published_at=self.published_at,
            fetched_at=fetched_at,
            content_hash=self.content_hash,
        )


def draft(entry: Identified, got: PageText, feed: FeedFacts, *, now: datetime) -> Draft | str:
    """The article of an entry; or, where neither page nor feed has any text, why there is none, in words."""
    page, note = _choose(entry, got)
    text = page.text if page is not None else entry.entry.text
    if not text:
        return f"no text: {note}" if note else "neither the page nor the feed has any text"
    about = got.page or Page(text="")  # a page with too little text still knows its authors and its site
    url, canonical_url = _urls(entry, got, feed)
    title = (page.title if page else None) or entry.entry.title or about.title or _beginning(text)
    return Draft(
        id=article_id(canonical_url),
        url=url,
        canonical_url=canonical_url,
        source=about.site_name or feed.title or urlsplit(url).hostname or url,
        title=title,
        summary=_summary(entry.entry.summary or (entry.entry.text if page else None) or about.summary, text),
        text=text,
        text_note=note,
        from_page=page is not None,
        authors=about.authors or entry.entry.authors,
        language=_language(about.language, entry.entry.language, feed.language),
        published_at=_published(entry, about, now),
        content_hash=digest([title, text], digits=20),
    )


def named_by_link(found: Draft, link: str) -> Draft:
    """The draft under its link's name, where the name that its page declares is not its own."""
    return replace(found, id=article_id(link), canonical_url=link)


def _choose(entry: Identified, got: PageText) -> tuple[Page | None, str | None]:
    """The page, or None and why the text is the feed's."""
    feed_chars = len(entry.entry.text)
    if got.page is None:
        return None, got.failure
    if len(got.page.text) < feed_chars * _PAGE_SHARE:
        return None, f"the page has less text ({len(got.page.text)} characters) than the feed ({feed_chars})"
    return got.page, None


def _urls(entry: Identified, got: PageText, feed: FeedFacts) -> tuple[str, str]:
    """The article's address and its canonical one. An entry without a page is named by its feed and its key."""
    if entry.link is None or entry.entry.link is None:
        return entry.entry.link or feed.site_url or feed.url, f"{feed.url}#{digest([entry.key])}"
    landed = canonical_or_none(got.url) if got.page is not None else None
    declared = canonical_or_none(got.page.canonical_url) if got.page is not None else None
    return entry.entry.link, next((url for url in (declared, landed) if url and _is_specific(url, entry.link)), entry.link)


def _is_specific(url: str, link: str) -> bool:
    """Whether a page's own name may replace the link: not the site's front page, which broken templates declare."""
    parts = urlsplit(url)
    return url == link or bool(parts.path.strip("/") or parts.query) or not same_site(url, link)


def _beginning(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= _TITLE_CHARS else f"{line[:_TITLE_CHARS].rsplit(' ', 1)[0]} ..."


def _summary(summary: str | None, text: str) -> str | None:
    """The summary as one line, cut; None where it says only what the text begins with."""
    if not summary:
        return None
    line = " ".join(summary.split())
    short = line if len(line) <= _SUMMARY_CHARS else f"{line[:_SUMMARY_CHARS].rsplit(' ', 1)[0]} ..."
    return None if line == " ".join(text.split()) else short


def _language(*declared: str | None) -> str | None:
    tags = (tag.strip().replace("_", "-") for tag in declared if tag)
    return next((tag for tag in tags if _BCP47.fullmatch(tag)), None)


def _published(entry: Identified, page: Page, now: datetime) -> datetime | None:
    """The feed's date, which has a time of day, before the page's; a date of change only where there is no other."""
    dates = (entry.entry.published_at, page.published_at, entry.entry.updated_at)
    return next((date for date in (sane(value, now) for value in dates) if date is not None), None)
