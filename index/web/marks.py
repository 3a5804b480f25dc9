"""Names and quotes marked in a text: spans that overlap in any way become properly nested pieces.

    text + marks -> paragraphs of tokens (open, text, close), which a template turns into elements one by one

A mark that is cut by another, or by the end of a paragraph, is closed and opened again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from wire.messages import EnrichedArticle, Span

Layer = Literal["quote", "speaker", "cue", "name"]

#: What pieces belong to: the layer and the number of the quote or entity.
Thing = tuple[Layer, int]

#: From the outermost to the innermost.
LAYERS: tuple[Layer, ...] = ("quote", "speaker", "cue", "name")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One span to mark. `number` says which quote (from 1) or which entity (from 0) it belongs to."""

    start: int
    end: int
    layer: Layer
    number: int

    @property
    def thing(self) -> Thing:
        """What it is a piece of."""
        return (self.layer, self.number)

    @property
    def order(self) -> tuple[int, int, int, int]:
        """Outer marks first: by layer, then the longer, then the earlier."""
        return (LAYERS.index(self.layer), self.start - self.end, self.start, self.number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A step of a marked text. `edge` is true where a mark's first piece opens or its last one closes."""

    what: Literal["open", "text", "close"]
    text: str = ""
    layer: Layer | None = None
    number: int = 0
    edge: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """One line of the text. `quotes` are the numbers of the quotes that begin in it."""

    tokens: tuple[Token, ...]
    quotes: tuple[int, ...]


def marks_of(enriched: EnrichedArticle) -> list[Mark]:
    """Every span of an article that can be marked. Spans outside the text, which only a foreign engine gives, are left out."""
    length = len(enriched.article.text)
    marks = [mark for mark in _marks(enriched) if 0 <= mark.start < mark.end <= length]
    return [mark for mark in marks if mark.layer != "name"] + disjoint([mark for mark in marks if mark.layer == "name"])


def disjoint(marks: Sequence[Mark]) -> list[Mark]:
    """Without the shorter of two that overlap: names become links, and a link cannot stand in a link."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
        elif mark.end - mark.start > kept[-1].end - kept[-1].start:
            kept[-1] = mark
    return kept


def _marks(enriched: EnrichedArticle) -> Iterator[Mark]:
    for number, quote in enumerate(enriched.analysis.quotes, start=1):
        yield from _layer(quote.spans, "quote", number)
        if quote.cue:
            yield from _layer(quote.cue.spans, "cue", number)
        if quote.speaker.mention:
            yield from _layer(quote.speaker.mention.spans, "speaker", number)
    for number, entity in enumerate(enriched.analysis.entities):
        yield from _layer(entity.mentions, "name", number)


def _layer(spans: Iterable[Span], layer: Layer, number: int) -> Iterator[Mark]:
    return (Mark(start=start, end=end, layer=layer, number=number) for start, end in spans)


def paragraphs(text: str, marks: Sequence[Mark]) -> list[Paragraph]:
    """The marked text by paragraphs; empty lines are left out. Joined, the text tokens of a paragraph are its text."""
    ends = _ends(marks)
    seen: set[Thing] = set()
    result = []
    for line, inside in _lines(text, sorted(marks, key=lambda mark: mark.start)):
        tokens = tuple(_tokens(text, line, inside, ends, seen))
        begun = tuple(token.number for token in tokens if token.what == "open" and token.layer == "quote" and token.edge)
        result.append(Paragraph(tokens=tokens, quotes=begun))
    return result


def _lines(text: str, marks: Sequence[Mark]) -> Iterator[tuple[Span, list[Mark]]]:
    """Each line that holds something, with the marks that touch it, by start."""
    start, upcoming, running = 0, deque(marks), list[Mark]()
    for line in text.split("\n"):
        end = start + len(line)
        while upcoming and upcoming[0].start < end:
            running.append(upcoming.popleft())
        running = [mark for mark in running if mark.end > start]
        if line.strip():
            yield (start, end), running
        start = end + 1


def _ends(marks: Iterable[Mark]) -> dict[Thing, int]:
    """Where the last piece of each thing ends."""
    ends: dict[Thing, int] = {}
    for mark in marks:
        ends[mark.thing] = max(ends.get(mark.thing, 0), mark.end)
    return ends


def _tokens(text: str, line: Span, marks: Sequence[Mark], ends: dict[Thing, int], seen: set[Thing]) -> Iterator[Token]:
    """Open, text and close, always balanced. At each place where a mark begins or ends, only what must change does."""
    start, end = line
    cuts = sorted({start, end, *(min(max(place, start), end) for mark in marks for place in (mark.start, mark.end))})
    upcoming, opened = deque(marks), list[Mark]()
    for here, there in pairwise(cuts):
        wanted = [mark for mark in opened if mark.end > here]
        while upcoming and upcoming[0].start <= here:
            wanted.append(upcoming.popleft())
        wanted.sort(key=lambda mark: mark.order)
        kept = _common(opened, wanted)
        yield from (_close(mark, here, ends) for mark in reversed(opened[kept:]))
        yield from (_open(mark, seen) for mark in wanted[kept:])
        yield Token(what="text", text=text[here:there])
        opened = wanted
    yield from (_close(mark, end, ends) for mark in reversed(opened))


def _common(left: Sequence[Mark], right: Sequence[Mark]) -> int:
    """How many marks both begin with."""
    count = 0
    for mine, other in zip(left, right, strict=False):
        if mine != other:
            break
        count += 1
    return count


def _open(mark: Mark, seen: set[Thing]) -> Token:
    edge = mark.thing not in seen
    seen.add(mark.thing)
    return Token(what="open", layer=mark.layer, number=mark.number, edge=edge)


def _close(mark: Mark, here: int, ends: dict[Thing, int]) -> Token:
    return Token(what="close", layer=mark.layer, number=mark.number, edge=ends[mark.thing] == here)
