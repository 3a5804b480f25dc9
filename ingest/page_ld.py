"""What a page's JSON-LD (schema.org) says of its article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ingest.page_blocks import Element

_SCRIPTS: Final = "//script[contains(@type, 'ld+json')]"
#: Larger scripts and more nodes are not read (characters; count).
_MAX_CHARS: Final = 1 << 20
_MAX_NODES: Final = 2000
_OTHER_ARTICLES: Final = frozenset({"BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"})


@dataclass(frozen=True)
class LinkedData:
    """The fields of the article's node, as written; None or empty where it has none."""

    headline: str | None = None
    description: str | None = None
    published: str | None = None
    language: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    body: str | None = None


def linked_data(tree: Element) -> LinkedData:
    """The first article described in the page; all empty where there is none."""
    for script in tree.xpath(_SCRIPTS):
        for node in _nodes(_parsed(script.text or "")):
            if _is_article(node):
                return _read(node)
    return LinkedData()


def _parsed(text: str) -> Any:
    try:
        return json.loads(text[:_MAX_CHARS].strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """All objects within, outermost first; flat, so that depth does no harm."""
    waiting, seen = [data], 0
    while waiting and seen < _MAX_NODES:
        seen += 1
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield node
            waiting.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            waiting.extend(node)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and (kind.rpartition("/")[2].endswith("Article") or kind in _OTHER_ARTICLES)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _read(node: dict[str, Any]) -> LinkedData:
    return LinkedData(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        description=_text(node.get("description")),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        language=_name(node.get("inLanguage")),
        publisher=_name(node.get("publisher")),
        authors=tuple(_names(node.get("author")) or _names(node.get("creator"))),
        body=_text(node.get("articleBody")),
    )


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    return next(iter(_names(value)), None)


def _names(value: Any) -> list[str]:
    """Names out of a string, an object with a name, or a list of either."""
    items = value if isinstance(value, list) else [value]
    found = (_text(item.get("name")) if isinstance(item, dict) else _text(item) for item in items)
    return [name for name in found if name]
