"""RSS, Atom and RDF with feedparser, which only ever sees bytes that we fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from xml.sax import SAXParseException

import feedparser

from ingest.date_words import from_words
from ingest.dates import from_struct, in_named_zone
from ingest.html_text import html_line, html_text
from ingest.links import http_link
from ingest.parsed import NotAFeed, ParsedEntry, ParsedFeed
from ingest.text import clean_line, paragraphs

#: More entries than this are left out (a feed that lists its whole archive).
MAX_ENTRIES: Final = 2000

#: Longest time to be left alone that a feed can ask for by <ttl> (minutes): a week.
_MAX_TTL_MINUTES: Final = 7 * 24 * 60

#: Feedparser's warnings that nobody needs to act on.
_HARMLESS: Final = (feedparser.NonXMLContentType,)

_ENDS: Final = re.compile(rb"</\s*(?:rss|feed|rdf:rdf)\s*>", re.IGNORECASE)

_NAMES: Final = feedparser.api.SUPPORTED_VERSIONS


def parse_xml(body: bytes, *, content_type: str, url: str) -> ParsedFeed:
    """The feed in `body`. A malformed one is used as far as it goes, and its note says so. Raises NotAFeed."""
    result = _parse(body, content_type, url)
    problem = _problem(result)
    entries = _whole(result["entries"], body if problem else None)[:MAX_ENTRIES]
    if not result.get("version") and not entries:
        raise NotAFeed("this is neither RSS, Atom, RDF nor JSON Feed")
    if problem and not entries:
        raise NotAFeed(f"malformed ({problem}), and no entry can be read; tried again at the next poll")
    feed = result["feed"]
    is_atom = str(result.get("version")).startswith("atom")
    return ParsedFeed(
        format=_NAMES.get(result.get("version"), "RSS"),
        title=_line(feed, "title", is_atom=is_atom) or None,
        site_url=http_link(feed.get("link"), url),
        language=feed.get("language") or None,
        ttl_s=_ttl_s(feed.get("ttl")),
        entries=tuple(_entry(entry, url, is_atom=is_atom) for entry in entries),
        note=_note(problem, len(entries), len(result["entries"])),
    )


def _parse(body: bytes, content_type: str, url: str) -> Mapping[str, Any]:
    headers = {"content-type": content_type, "content-location": url}
    try:
        return feedparser.parse(  # type: ignore[no-any-return]
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False, response_headers=headers
        )
    except Exception as error:
        raise NotAFeed(f"the parser gave up on it ({type(error).__name__}: {str(error)[:200]})") from error


def _whole(entries: list[Any], malformed: bytes | None) -> list[Any]:
    """The entries but for the last one of a feed that is cut off: half a title would be news, and mended at the next poll."""
    is_cut = malformed is not None and not _ENDS.search(malformed[-1000:])
    return entries[:-1] if is_cut else entries


def _problem(result: Mapping[str, Any]) -> str | None:
    error = result.get("bozo_exception") if result.get("bozo") else None
    if error is None or isinstance(error, _HARMLESS):
        return None
    if isinstance(error, SAXParseException):
        return f"line {error.getLineNumber()}, column {error.getColumnNumber()}: {error.getMessage()}"
    return clean_line(str(error))[:200]


def _note(problem: str | None, used: int, found: int) -> str | None:
    notes = [f"malformed ({problem}); {used} entries could be read"] if problem else []
    if used < found:
        notes.append(f"lists {found} entries; only the first {used} are read")
    return "; ".join(notes) or None


def _entry(entry: Mapping[str, Any], url: str, *, is_atom: bool) -> ParsedEntry:
    summary = _text(entry.get("summary_detail"), entry.get("summary"))
    content = max((_text(part, None) for part in entry.get("content", ())), key=len, default="")
    text = max(content, summary, key=len)
    return ParsedEntry(
        guid=clean_line(str(entry.get("id") or "")) or None,
        link=http_link(entry.get("feedburner_origlink") or entry.get("link"), url),
        title=_line(entry, "title", is_atom=is_atom),
        summary=summary if summary != text and summary else None,
        text=text,
        authors=_authors(entry),
        published_at=_date(entry, "published"),
        updated_at=_date(entry, "updated"),
        language=_language(entry),
    )


def _date(entry: Mapping[str, Any], name: str) -> datetime | None:
    """The date under exactly this name; feedparser's own lookup warns and takes one for the other.

    Feedparser, which takes "UTC+2" for UTC and "10 PM" for ten in the morning, is asked where the words alone are not enough.
    """
    if not isinstance(entry, dict):
        return None
    written = dict.get(entry, name)
    return from_words(written) or in_named_zone(from_struct(dict.get(entry, f"{name}_parsed")), written)


def _text(detail: Mapping[str, Any] | None, fallback: str | None) -> str:
    value = str((detail or {}).get("value") or fallback or "")
    is_plain = "<" not in value and "&" not in value
    return paragraphs(value) if is_plain else html_text(value)


def _line(holder: Mapping[str, Any], name: str, *, is_atom: bool) -> str:
    """A title as plain text. Only Atom says whether it is markup; in RSS it is taken for markup."""
    value = str(holder.get(name) or "")
    is_plain = is_atom and (holder.get(f"{name}_detail") or {}).get("type") == "text/plain"
    return clean_line(value) if is_plain else html_line(value)


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = [html_line(_name(author, str(entry.get("author") or ""))) for author in entry.get("authors", ())]
    return tuple(dict.fromkeys(name for name in names if name and "@" not in name))


def _name(author: Mapping[str, Any], raw: str) -> str:
    """An author's name. Feedparser takes "x@a.example" for the address "x@a.exam" and the name "ple"."""
    name = str(author.get("name") or "")
    return "" if author.get("email") and f"{author['email']}{name}" in raw else name


def _language(entry: Mapping[str, Any]) -> str | None:
    parts = [*entry.get("content", ()), entry.get("summary_detail") or {}, entry.get("title_detail") or {}]
    return next((str(part["language"]) for part in parts if part.get("language")), None)


def _ttl_s(minutes: object) -> float | None:
    text = str(minutes or "").strip()
    return min(int(text), _MAX_TTL_MINUTES) * 60.0 if text.isdecimal() and len(text) < 9 else None
