"""The text of an article page: trafilatura says where the article is, the blocks of the page say what stands there.

Trafilatura finds articles well but now and then loses a paragraph inside one (a lead in a box of its own, a last list item,
a paragraph that is one long link), and lost paragraphs are lost quotes. So what it found marks a region of the page, and
from that region every block that reads like prose is taken, furniture (related links, share buttons, bylines) left out.

    tree -> blocks -> anchors (trafilatura) -> region -> its blocks, filtered -> lines
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from copy import deepcopy
from typing import Final

from trafilatura import bare_extraction

from ingest.page_blocks import HEADINGS, Block, Element, blocks, is_hidden, key

#: Words in class and id that mark furniture. Parted by anything but letters, so "shared" and "tagline" are none.
_FURNITURE: Final = re.compile(
    r"(?<![a-z])(related|shar(e|es|ing)|social|comments?|disqus|newsletters?|signup|promo(s|tion)?|adverts?|advertisements?|ads?"
    r"|sponsor(ed)?|sidebar|breadcrumbs?|tags?|taglist|bylines?|authors?|credits?|captions?|footers?|nav|navigation|menus?"
    r"|cookies?|consent|subscri(be|ption)|popular|trending|recommend(ed|ation|ations)?|readmore|more|teasers?|widgets?|toolbar"
    r"|timestamp|pubdate|published|updated|copyright|correction-link|outbrain|taboola|banner|modal|popup|overlay)(?![a-z])"
)
_READ_MORE: Final = re.compile(
    r"^(read|see|watch|learn|find out|click|sign up|subscribe|follow us|share|more on)\b", re.IGNORECASE
)
#: Whole lines that are labels of furniture, wherever they stand.
_LABEL: Final = re.compile(
    r"(\d+\s+)?(comments?|leave a comment|share( this( article| story)?)?|advertisement|read (more|also)"
    r"|related( articles| stories)?"
    r"|most read|print|subscribe|sign up|kommentare?|commentaires?|comentarios?|commenti|комментарии|коментарі|реклама)\W*",
    re.IGNORECASE,
)
#: Where an article may stand when trafilatura finds none, best first.
_CONTAINERS: Final = ("//*[@itemprop='articleBody']", "//article", "//main", "//*[@role='main']", "//h1/..", "//body")
_MAYBE_HIDDEN: Final = "//*[@hidden or @aria-hidden or @style]"
_NEVER_FURNITURE: Final = frozenset(("html", "body", "article", "main"))
#: A block stands in trafilatura's text if it is a line of it, or is at least so many word characters inside one.
_SURE_KEY: Final = 25
#: Share of trafilatura's text that its blocks must cover, else its own lines are taken.
_COVERAGE: Final = 0.8
#: Before the first and after the last block found, prose has at least so many characters.
_EDGE_CHARS: Final = 30
#: How far before the first block found a lead is looked for (blocks).
_LEAD_REACH: Final = 8


def article_lines(tree: Element, *, title: str | None = None) -> list[str]:
    """The paragraphs of the article in the parsed page `tree`; empty where there is none. `tree` is left as it is."""
    page = blocks(tree)
    found = _trafilatura(tree)
    anchors = _anchors(page, found)
    if not anchors:
        kept = _without_anchors(tree, page)
    elif sum(len(page[i].key) for i in anchors) < _COVERAGE * len(key(found)):
        return [line for line in found.splitlines() if key(line) != key(title or "")]
    else:
        kept = _Region(page, anchors).kept()
    return _lines(kept, title)


def _trafilatura(tree: Element) -> str:
    seen = deepcopy(tree)
    for element in seen.xpath(_MAYBE_HIDDEN):
        if is_hidden(element) and element.getparent() is not None:
            element.drop_tree()
    document = bare_extraction(seen, include_comments=False, with_metadata=False, favor_precision=True, fast=True)
    return str(getattr(document, "text", None) or "")


def _anchors(page: list[Block], found: str) -> list[int]:
    """Indices of the blocks whose text trafilatura found; short ones (a label may stand twice) not inside furniture."""
    lines = {key(line) for line in found.splitlines()}
    whole = key(found)
    sure = {i for i, block in enumerate(page) if len(block.key) >= _SURE_KEY and (block.key in lines or block.key in whole)}
    proven = frozenset(element for i in sure for element in page[i].ancestors)
    short = {i for i, block in enumerate(page) if block.key in lines and not _in_furniture(block, proven)}
    return sorted(sure | short)


class _Region:
    """The part of a page where the article stands, and which of its blocks belong to it."""

    def __init__(self, page: list[Block], anchors: list[int]) -> None:
        self._page = page
        self._anchors = frozenset(anchors)
        self._proven = frozenset(element for i in anchors for element in page[i].ancestors)
        self._first, self._last = anchors[0], anchors[-1]
        self._container = _container([page[i] for i in anchors])

    def kept(self) -> list[Block]:
        """The article's blocks in order."""
        inside = {i for i in range(self._first, self._last + 1) if i in self._anchors or self._fills(self._page[i])}
        chosen = inside | set(self._lead()) | set(self._rest())
        return [
            self._page[i] for i in sorted(chosen) if self._page[i].tag not in HEADINGS or i + 1 in chosen or i in self._anchors
        ]

    def _lead(self) -> list[int]:
        """Prose between the heading of the page and the first block found."""
        reach = range(self._first - 1, max(self._first - 1 - _LEAD_REACH, -1), -1)
        top = next((i for i in reach if self._page[i].tag == "h1"), None)
        return [i for i in reach if i > top and self._is_edge_prose(self._page[i])] if top is not None else []

    def _rest(self) -> list[int]:
        """Prose that follows the last block found without a gap."""
        following = range(self._last + 1, len(self._page))
        end = next((i for i in following if not self._is_edge_prose(self._page[i])), len(self._page))
        return list(following[: end - self._last - 1])

    def _is_edge_prose(self, block: Block) -> bool:
        return len(block.text) >= _EDGE_CHARS and block.sentence_like and not block.mostly_link and self._fills(block)

    def _fills(self, block: Block) -> bool:
        """Whether a block that trafilatura left out belongs to the article all the same."""
        if self._container not in block.ancestors or _in_furniture(block, self._proven):
            return False
        return block.tag in HEADINGS or is_prose(block)


def _container(anchors: list[Block]) -> Element:
    """The innermost element around nearly all of `anchors`; the <article> or <main> around it, where there is one."""
    weights: Counter[Element] = Counter()
    for block in anchors:
        weights.update(dict.fromkeys(block.ancestors, len(block.text)))
    most = 0.9 * sum(len(block.text) for block in anchors)
    inner = next(e for block in anchors for e in block.ancestors if weights[e] >= most)
    around = (inner, *inner.iterancestors())
    return next((e for e in around if e.tag in ("article", "main")), around[min(1, len(around) - 1)])


def is_prose(block: Block) -> bool:
    """Whether a block reads like a paragraph rather than like a link, a button or a label."""
    if block.mostly_link:
        return block.sentence_like and len(block.text) >= 60 and not _READ_MORE.match(block.text)
    return block.sentence_like


def marks_furniture(element: Element) -> bool:
    """Whether class, id or role of an element say that it is no part of an article's text."""
    words = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".lower()
    return bool(words.strip()) and bool(_FURNITURE.search(words))


def _without_anchors(tree: Element, page: list[Block]) -> list[Block]:
    """The prose of the likeliest place, for pages so short that trafilatura sees nothing in them."""
    for path in _CONTAINERS:
        for container in tree.xpath(path):
            prose = [block for block in page if container in block.ancestors and is_prose(block) and not _in_furniture(block)]
            if prose:
                return prose
    return []


def _in_furniture(block: Block, proven: Set[Element] = frozenset()) -> bool:
    """Whether an element around `block` is marked as furniture, those of `proven` (the article's own) left aside."""
    return any(e not in proven and e.tag not in _NEVER_FURNITURE and marks_furniture(e) for e in block.ancestors)


def _lines(kept: list[Block], title: str | None) -> list[str]:
    """One line per block, list items with a dash, the page's heading left out."""
    headline = key(title or "")
    lines = [_line(block) for block in kept if block.tag != "h1" and (block.key != headline or not headline)]
    return [line for line in lines if key(line) and not _LABEL.fullmatch(line)]


def _line(block: Block) -> str:
    return f"- {block.text}" if block.tag == "li" and not block.text.startswith(("-", "–", "—", "•")) else block.text
