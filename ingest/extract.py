"""Takes an article page apart. Pure: bytes in, `Page` out; hostile bytes can take long, see `ingest.page_pool`.

decode -> parse -> facts (JSON-LD, meta elements, what the page shows) -> paragraphs -> Page
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from trafilatura.utils import load_html

from ingest.charset import decode
from ingest.page import Page
from ingest.page_blocks import key
from ingest.page_meta import page_facts
from ingest.page_text import article_lines
from ingest.text import paragraphs

#: What stands on pages that are put before an article; they count only where they are nearly all there is.
_WALL: Final = re.compile(
    r"enable javascript|verify (that )?you are (a )?human|are you a robot|checking your browser|access denied|unusual traffic"
    r"|javascript is (disabled|required)|ad ?blocker",
    re.IGNORECASE,
)
#: A text with a sign of a wall is an article only if it is longer than this (characters).
_WALL_CHARS: Final = 600
#: The text of JSON-LD is taken where it is so many times as long as what the page shows.
_MUCH_LONGER: Final = 1.5
_TAG: Final = re.compile(r"<[a-zA-Z/][^<>]{0,500}>")


def extract_page(
    body: bytes, *, url: str, content_type: str = "", content_language: str = "", now: datetime | None = None
) -> Page | None:
    """The article in an HTML body with the headers Content-Type and Content-Language; None where it is no HTML."""
    tree = load_html(decode(body, content_type))
    if tree is None:
        return None
    facts = page_facts(tree, url=url, language_header=content_language, now=now or datetime.now(UTC))
    text = paragraphs("\n".join(article_lines(tree, title=facts.title)))
    text = _longer(text, facts.body)
    return Page(
        text="" if _is_wall(text) else text,
        title=facts.title,
        summary=facts.summary,
        authors=facts.authors,
        published_at=facts.published_at,
        language=facts.language,
        site_name=facts.site_name,
        canonical_url=facts.canonical_url,
    )


def _longer(text: str, declared: str | None) -> str:
    """`text`, or what JSON-LD declares as the article's body where the page shows much less of it."""
    if not declared or len(key(declared)) <= len(key(text)) * _MUCH_LONGER:
        return text
    return paragraphs(_TAG.sub("\n", declared))


def _is_wall(text: str) -> bool:
    return len(text) <= _WALL_CHARS and bool(_WALL.search(text))
