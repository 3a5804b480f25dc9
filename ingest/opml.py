"""Lists of feeds as OPML 2.0 (http://opml.org/spec2.opml), in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from ingest.registry import Added, Registry, feed_url
from ingest.text import clean_line
from wire.errors import UsageError
from wire.messages import FeedRecord

#: Deeper outlines are read as if they stood at this depth.
_DEEPEST = 50

#: An ampersand that begins no entity, as lists made by hand have it in addresses.
_BARE_AMPERSAND = re.compile(rb"&(?!(?:[A-Za-z]\w*|#\d+|#x[\dA-Fa-f]+);)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One feed of a list, as it stands there."""

    url: str
    title: str | None
    folder: str | None  #: titles of the outlines around it, joined by " / "


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import did. `duplicates` stood in the list before, `refused` are those that are no feed addresses, and why."""

    added: tuple[Added, ...]
    duplicates: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]

    def count(self, outcome: str) -> int:
        """How many feeds were `added`, `changed`, `revived` or `kept`."""
        return sum(added.outcome == outcome for added in self.added)


def read_opml(data: bytes) -> list[Outline]:
    """The feeds of an OPML file. Raises UsageError for what is none."""
    try:
        root = fromstring(data if b"\0" in data else _BARE_AMPERSAND.sub(b"&amp;", data))  # UTF-16 is left as it is
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UsageError(f"this is no OPML file: {error or type(error).__name__}; export one from your feed reader") from error
    if root.tag.lower() != "opml":
        raise UsageError(f"this is XML, but no OPML (its root is <{root.tag[:80]}>); export one from your feed reader")
    body = root.find("body")
    return list(_outlines(body)) if body is not None else []


def import_opml(registry: Registry, data: bytes, *, now: datetime) -> ImportReport:
    """Add all feeds of an OPML file; what is wrong with one keeps out only that one. Raises UsageError for no OPML."""
    wanted: dict[str, FeedRecord] = {}
    duplicates: list[str] = []
    refused: list[tuple[str, str]] = []
    for outline in read_opml(data):
        try:
            url = feed_url(outline.url)
        except UsageError as error:
            refused.append((outline.url, str(error)))
            continue
        if url in wanted:
            duplicates.append(outline.url)
        else:
            wanted[url] = FeedRecord(url=url, title=outline.title, folder=outline.folder, added_at=now)
    added = registry.add_all(wanted.values())
    return ImportReport(added=tuple(added), duplicates=tuple(duplicates), refused=tuple(refused))


def export_opml(records: Iterable[FeedRecord], *, now: datetime, title: str = "newswire") -> bytes:
    """The feeds as OPML, each in the folder it came from."""
    root = Element("opml", version="2.0")
    head, body = SubElement(root, "head"), SubElement(root, "body")
    SubElement(head, "title").text = title
    SubElement(head, "dateCreated").text = now.strftime("%a, %d %b %Y %H:%M:%S GMT")
    folders: dict[str, Element] = {}
    for record in sorted(records, key=lambda record: (record.folder or "", record.title or record.url)):
        parent = _folder(body, folders, record.folder)
        name = record.title or record.url
        SubElement(parent, "outline", type="rss", text=name, title=name, xmlUrl=record.url)
    indent(ElementTree(root))
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _outlines(body: Element) -> Iterator[Outline]:
    """Every outline with a feed in it, in order; a loop rather than a recursion, since files may nest without end."""
    stack: list[tuple[Element, tuple[str, ...]]] = [(child, ()) for child in reversed(body)]
    while stack:
        element, around = stack.pop()
        named = {name.lower(): value for name, value in element.attrib.items()}
        title = clean_line(named.get("title") or named.get("text") or "") or None
        url = named.get("xmlurl", "").strip()
        if url:
            yield Outline(url=url, title=title, folder=" / ".join(around) or None)
        inside = (*around, title) if title and not url and len(around) < _DEEPEST else around
        stack += [(child, inside) for child in reversed(element)]


def _folder(body: Element, folders: dict[str, Element], path: str | None) -> Element:
    """The outline of a folder, made where it is missing."""
    if not path:
        return body
    if path not in folders:
        parent, _, name = path.rpartition(" / ")
        folders[path] = SubElement(_folder(body, folders, parent or None), "outline", text=name, title=name)
    return folders[path]
