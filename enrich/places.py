"""Where a quotation stands in its paragraph: the words before it, the words after it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from enrich.marks import BULLET, Quoted
from enrich.page import Page
from wire.messages import Span

_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s")


@dataclass(frozen=True)
class Place:
    """A quotation and the gaps beside it, each up to the next quotation or the end of the paragraph."""

    item: Quoted
    before: Span
    after: Span


def places(page: Page) -> list[Place]:
    """One place for each of the outermost quotations, in order."""
    items = page.outermost
    found = []
    for number, item in enumerate(items):
        start, end = page.paragraphs[item.paragraph]
        if number and items[number - 1].paragraph == item.paragraph:
            start = items[number - 1].outer[1]
        if number + 1 < len(items) and items[number + 1].paragraph == item.paragraph:
            end = items[number + 1].outer[0]
        found.append(Place(item, (start, item.outer[0]), (item.outer[1], end)))
    return found


def lead_in(page: Page, place: Place) -> Span:
    """What of the sentence that holds the quotation stands before it: ends where the quotation begins."""
    start, end = place.before
    for match in _SENTENCE_END.finditer(page.text, start, end):
        start = match.end()
    return start, end


def introduction(page: Page, place: Place) -> Span | None:
    """The last sentence of the paragraph before, where it ends with a colon and the quotation begins the next."""
    number = place.item.paragraph
    bare = BULLET.fullmatch(page.text, *place.before)
    if bare is None or not number or place.before[0] != page.paragraphs[number][0]:
        return None
    start, end = page.paragraphs[number - 1]
    if page.text[end - 1] != ":":
        return None
    for match in _SENTENCE_END.finditer(page.text, start, end):
        start = match.end()
    return start, end
