"""Statements that the layout tells, without a reporting verb: interviews, a name behind a dash, block quotes, headlines.

Tanabe: It is a slow way ...      "..." —Noor, Brackwater      > We are not against it.      "A mistake": minister on dam
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from enrich.marks import Quoted
from enrich.page import Page
from enrich.places import Place, places
from enrich.sources import source_at, subject_of
from enrich.statements import LEAST_WORDS, begins_sentence, words_in
from enrich.steps import Attribution, Cue, Source
from wire.messages import Span

#: How sure these are (0 to 1). The corpora hold too few of them for counting.
_TURN, _DASH, _BLOCK, _HEADLINE = 0.8, 0.9, 0.6, 0.6
#: Longest headline (characters), and fewest words in quotation marks that make a statement in one.
_HEADLINE_CHARS, _HEADLINE_WORDS = 200, 3
#: Fewest turns that make an interview.
_LEAST_TURNS = 3
_LABEL = re.compile(r"(?P<name>(?:[A-ZÀ-Þ][\w.’'&-]*)(?: [A-ZÀ-Þ\d][\w.’'&-]*){0,4})[ \u00a0\u202f]?(?P<colon>:)\s+(?=\S)")
_SIGNED = re.compile(r"\s*(?P<dash>—|–|--|-)\s?(?P<name>[^\W\d_][^\n.;:!?“\"]{1,80}?)\s*\.?$")
#: The number of a paragraph, and the name and colon that it begins with.
_Label = tuple[int, re.Match[str]]
_BLOCK_MARK = re.compile(r">+\s*")


@dataclass(frozen=True)
class Layout:
    """The attributor of what layout alone says: turns, signatures, block quotes. Goes before the other rules."""

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        signed = (_signed(page, place) for place in places(page))
        return [*_turns(page), *_blocks(page), *(attribution for attribution in signed if attribution is not None)]


@dataclass(frozen=True)
class Headlines:
    """The attributor of quotations in the headline that no other rule has found."""

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {attribution.content[0][0] for attribution in found}
        first = takewhile(lambda place: not place.item.paragraph, places(page))
        made = (_headline(page, place) for place in first if place.item.outer[0] not in taken)
        return [attribution for attribution in made if attribution is not None]


def _turns(page: Page) -> list[Attribution]:
    """The turns of an interview: paragraphs that begin with a name and a colon, among others whose names come again."""
    labels = [(number, match) for number, span in enumerate(page.paragraphs) if (match := _LABEL.match(page.text, *span))]
    turns = []
    for number, match in _interviews(labels):
        content = (match.end(), page.paragraphs[number][1])
        cue = Cue(spans=(match.span("colon"),), kind="layout")
        turns.append(_made(page, content, cue, match.span("name"), "turn", _TURN))
    return turns


def _interviews(labels: Sequence[_Label]) -> list[_Label]:
    """The labels from the first to the last of a name that comes again, where at least three stand there.

    Such stretches that overlap are one interview; what is appended under other names can belong to none of them.
    """
    last = {match.group("name"): at for at, (_, match) in enumerate(labels)}
    kept: list[_Label] = []
    start = end = 0
    for at, (_, match) in enumerate(labels):
        if at > end:
            kept += _long_enough(labels[start : end + 1])
            start = end = at
        end = max(end, last[match.group("name")])
    return kept + _long_enough(labels[start : end + 1])


def _long_enough(turns: Sequence[_Label]) -> list[_Label]:
    return list(turns) if len(turns) >= _LEAST_TURNS else []


def _signed(page: Page, place: Place) -> Attribution | None:
    """ "..." —Noor, Brackwater: a dash and a name, and the paragraph ends."""
    match = _SIGNED.match(page.text, place.after[0], page.paragraphs[place.item.paragraph][1])
    if match is None or words_in(page, place.item) < LEAST_WORDS or place.after[1] != page.paragraphs[place.item.paragraph][1]:
        return None
    cue = Cue(spans=(match.span("dash"),), kind="layout")
    start, end = match.span("name")
    name = page.text[start:end].partition(",")[0].rstrip()
    return _made(page, place.item.outer, cue, (start, start + len(name)), "dash", _DASH)


def _blocks(page: Page) -> list[Attribution]:
    """Paragraphs marked as block quotes: what goes on from the statement that introduces them."""
    made = []
    for start, end in page.paragraphs:
        match = _BLOCK_MARK.match(page.text, start, end)
        if match and match.end() < end:
            content = ((match.end(), end),)
            made.append(Attribution(content=content, cue=None, source=None, rule="block", confidence=_BLOCK, continues=True))
    return made


def _headline(page: Page, place: Place) -> Attribution | None:
    """A quotation in the headline, whose it is by the colon before it or the sentence behind it."""
    item = place.item
    start, end = page.paragraphs[0] if page.paragraphs else (0, 0)
    if item.paragraph or end - start > _HEADLINE_CHARS or page.text[end - 1 : end] == "." or not _speaks(page, item):
        return None
    before = page.text[start : item.outer[0]].rstrip()
    if before.endswith(":"):
        head = page.token_range((start, start + len(before) - 1))[1] - 1
        return _attributed(page, item, head)
    return _attributed(page, item, _first_subject(page, item.outer[1], end)) if not before else None


def _speaks(page: Page, item: Quoted) -> bool:
    return begins_sentence(page, item) and words_in(page, item) >= _HEADLINE_WORDS


def _first_subject(page: Page, start: int, end: int) -> int | None:
    """The subject of the first verb behind a place."""
    tokens = page.tokens
    first, last = page.token_range((start, end))
    verb = next((token for token in range(first, last) if tokens.tags[token] in ("VBZ", "VBD", "VBP")), None)
    subject = subject_of(tokens, verb) if verb is not None else None
    return subject if subject is not None and subject >= first else None


def _attributed(page: Page, item: Quoted, head: int | None) -> Attribution | None:
    if head is None or head < 0 or page.quoted_tokens[head] >= 0:
        return None
    source = source_at(page, head, (item.outer,))
    return Attribution(content=(item.outer,), cue=None, source=source, rule="headline", confidence=_HEADLINE)


def _made(page: Page, content: Span, cue: Cue, name: Span, rule: str, confidence: float) -> Attribution:
    source = Source(span=name, token=page.token_at(name[1] - 1))
    return Attribution(content=(content,), cue=cue, source=source, rule=rule, confidence=confidence)
