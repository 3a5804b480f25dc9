"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ingest.charset import decode
from ingest.date_words import from_words
from ingest.dates import from_iso
from ingest.html_text import html_text
from ingest.links import http_link
from ingest.parse_xml import MAX_ENTRIES
from ingest.parsed import NotAFeed, ParsedEntry, ParsedFeed
from ingest.text import clean_line, paragraphs


def parse_json(body: bytes, *, url: str) -> ParsedFeed:
    """The JSON Feed in `body`. Items that are none are left out, and the note says so. Raises NotAFeed."""
    feed = _load(body)
    items = feed.get("items")
    if "jsonfeed.org" not in str(feed.get("version", "")) and not isinstance(items, list):
        raise NotAFeed("this is JSON, but not a JSON Feed (no `version` and no `items`)")
    listed = items if isinstance(items, list) else []
    usable = [item for item in listed if isinstance(item, dict)][:MAX_ENTRIES]
    language = _string(feed, "language")
    return ParsedFeed(
        format="JSON Feed",
        title=_string(feed, "title"),
        site_url=http_link(feed.get("home_page_url"), url),
        language=language,
        entries=tuple(_entry(item, url) for item in usable),
        note=None if len(usable) == len(listed) else f"{len(listed) - len(usable)} of {len(listed)} items are unusable",
    )


def _load(body: bytes) -> Mapping[str, Any]:
    try:
        loaded = json.loads(decode(body, "application/json; charset=utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"this begins like JSON but cannot be read: {str(error)[:200]}") from error
    if not isinstance(loaded, dict):
        raise NotAFeed("this is a JSON list, not a JSON Feed")
    return loaded


def _entry(item: Mapping[str, Any], url: str) -> ParsedEntry:
    content_html, content_text, summary = (str(item.get(name) or "") for name in ("content_html", "content_text", "summary"))
    content = html_text(content_html) if content_html else paragraphs(content_text)
    summary = paragraphs(summary)
    guid = item.get("id")
    return ParsedEntry(
        guid=clean_line(str(guid)) if isinstance(guid, str | int | float) else None,
        link=http_link(item.get("url"), url) or http_link(item.get("external_url"), url),
        title=_string(item, "title") or "",
        summary=summary if content and summary and summary != content else None,
        text=content or summary,
        authors=_authors(item),
        published_at=_date(item.get("date_published")),
        updated_at=_date(item.get("date_modified")),
        language=_string(item, "language"),
    )


def _date(written: object) -> datetime | None:
    return from_iso(written) or from_words(written)


def _string(holder: Mapping[str, Any], name: str) -> str | None:
    value = holder.get(name)
    return clean_line(value) or None if isinstance(value, str) else None


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    listed = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [_string(author, "name") for author in listed or () if isinstance(author, dict)]
    return tuple(dict.fromkeys(name for name in names if name))
