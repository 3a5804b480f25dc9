"""The text blocks of a page, in order: paragraphs, list items, subheads, rows, each with where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from lxml import etree

#: An element of lxml's tree (lxml has no types).
Element = Any

#: Never part of an article, nor is anything inside.
_SKIPPED: Final = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "video",
        "audio",
        "canvas",
        "head",
        "nav",
        "aside",
        "footer",
        "form",
        "button",
        "select",
        "textarea",
        "dialog",
        "menu",
        "figcaption",
        "datalist",
        "progress",
    )
)
_SKIPPED_BLOCKS: Final = frozenset(("nav", "aside", "footer", "form", "figcaption", "iframe", "head", "menu"))
_BLOCKS: Final = frozenset(
    (
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "section",
        "article",
        "main",
        "header",
        "figure",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "pre",
        "address",
        "hr",
        "body",
        "html",
        "center",
        "details",
        "summary",
        "fieldset",
    )
)
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: What ends a sentence, closing marks included, in the scripts we know of.
_STOP: Final = r"[.!?…。！？؟।॥۔։][\"'”’»›)\]」』]*"
_SENTENCE_END: Final = re.compile(rf"({_STOP}(\s*\([\w /.-]{{1,24}}\))?|[:;]|[\"”»」』])$")
_SPACE: Final = re.compile(r"\s+")
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*")
_NOT_WORD: Final = re.compile(r"\W+")


@dataclass(frozen=True)
class Block:
    """A run of text between two block boundaries; `element` is the innermost block element around it."""

    text: str  #: white space collapsed
    element: Element
    linked: int  #: characters of it that are links

    @cached_property
    def key(self) -> str:
        """Its word characters alone, to compare across extractors."""
        return key(self.text)

    @cached_property
    def ancestors(self) -> tuple[Element, ...]:
        """The elements around it, innermost first."""
        return (self.element, *self.element.iterancestors())

    @property
    def tag(self) -> str:
        """What kind of block: the tag of the nearest list item, heading or block element."""
        return next((e.tag for e in self.ancestors if e.tag == "li" or e.tag in HEADINGS), str(self.element.tag))

    @property
    def mostly_link(self) -> bool:
        """Whether more than half of it is links."""
        return self.linked * 2 > len(self.text)

    @property
    def sentence_like(self) -> bool:
        """Whether it ends as sentences end."""
        return bool(_SENTENCE_END.search(self.text))


def key(text: str) -> str:
    """The word characters of `text`."""
    return _NOT_WORD.sub("", text)


def blocks(tree: Element) -> list[Block]:
    """The blocks of a parsed page in document order, without what is never part of an article."""
    writer = _Writer(tree)
    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    skipped: Element = None
    for event, element in walk:
        if event in ("comment", "pi"):
            writer.add(element.tail)
        elif event == "start" and (element.tag in _SKIPPED or is_hidden(element)):
            walk.skip_subtree()
            skipped = element
        elif event == "start":
            writer.start(element)
        elif element is skipped:
            writer.leave_out(element)
        else:
            writer.end(element)
    writer.flush(tree)
    return writer.done


class _Writer:
    """Collects text until a block boundary. Fed by a flat walk, so that no depth of nesting overflows a stack."""

    def __init__(self, tree: Element) -> None:
        self.done: list[Block] = []
        self._around: Element = tree
        self._parts: list[str] = []
        self._links = 0  #: links open now
        self._preformatted = 0  #: elements open now in which line ends count
        self._linked = 0  #: characters of the run inside links

    def start(self, element: Element) -> None:
        """An element opens."""
        if element.tag in _BLOCKS:
            self.flush(element)
        elif element.tag == "br":
            self._line_break(element)
        elif element.tag in ("td", "th") and self._parts:
            self._parts.append(" | ")
        elif element.tag == "q":
            self._parts.append("“")
        self._links += element.tag == "a"
        self._preformatted += element.tag == "pre"
        self.add(element.text)

    def end(self, element: Element) -> None:
        """An element closes; its tail follows."""
        self._links -= element.tag == "a"
        self._preformatted -= element.tag == "pre"
        if element.tag == "q":
            self._parts.append("”")
        elif element.tag in _BLOCKS:
            self.flush(element.getparent())
        self.add(element.tail)

    def leave_out(self, element: Element) -> None:
        """An element was skipped; a large one parts paragraphs."""
        if element.tag in _SKIPPED_BLOCKS:
            self.flush(self._around)
        self.add(element.tail)

    def add(self, text: str | None) -> None:
        """Text of the current run; where line ends count, a blank line parts paragraphs."""
        if not text:
            return
        first, *others = _BLANK_LINE.split(text) if self._preformatted else [text]
        self._add(first)
        for part in others:
            self.flush(self._around)
            self._add(part)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._linked += len(text.strip()) if self._links else 0

    def flush(self, around: Element) -> None:
        """The run is over; the next one stands in `around`."""
        text = _SPACE.sub(" ", "".join(self._parts)).strip()
        if text:
            self.done.append(Block(text, self._around, self._linked))
        self._parts, self._linked, self._around = [], 0, around

    def _line_break(self, element: Element) -> None:
        """A line break parts paragraphs where it follows a sentence or another break; elsewhere it is a space."""
        following = element.getnext()
        doubled = following is not None and following.tag == "br" and not (element.tail or "").strip()
        if doubled or _SENTENCE_END.search("".join(self._parts).rstrip()):
            self.flush(self._around)
        else:
            self._parts.append(" ")


def is_hidden(element: Element) -> bool:
    """Whether a reader cannot see an element. A hidden body is one that a script shows later."""
    if element.tag in ("html", "body"):
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return "display:none" in (element.get("style") or "").replace(" ", "").lower()
