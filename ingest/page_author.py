"""Who wrote an article, as its page says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ingest.page_blocks import Element
from ingest.page_head import Meta
from ingest.page_ld import LinkedData
from ingest.text import clean_line

_BY: Final = re.compile(r"^(by|von|par|por|door|av|di|przez)[:\s]\s*", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*(?:[;,]|\band\b|&)\s*")
#: Longer strings are no names; more authors are a list of staff (characters; count).
_LONGEST_NAME: Final = 80
_MOST_AUTHORS: Final = 20

_AUTHOR_META: Final = ("author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "byl")


def page_authors(said: LinkedData, meta: Meta, tree: Element) -> tuple[str, ...]:
    """The authors as the publisher names them for machines, else as marked on the page."""
    marked = [" ".join(e.itertext()) for e in tree.xpath("//*[@rel='author']|//*[@itemprop='author']")]
    return next((names for names in (names(said.authors), names(meta.all(_AUTHOR_META)), names(marked)) if names), ())


def names(found: Iterable[str]) -> tuple[str, ...]:
    """Clean names, without doubles; "By A and B" is two, "Doe, Jane" or an address none or one."""
    lines = (_BY.sub("", clean_line(text)) for text in found)
    names = [
        name
        for line in lines
        for name in _apart(line)
        if name and len(name) <= _LONGEST_NAME and "/" not in name and "@" not in name
    ]
    return tuple(dict.fromkeys(names))[:_MOST_AUTHORS]


def _apart(line: str) -> list[str]:
    parts = _PARTS.split(line)
    return parts if all(" " in part for part in parts) else [line]
