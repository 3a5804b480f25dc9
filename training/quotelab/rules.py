"""Exact rules on top of the network: which candidates to keep, and where quotation marks decide.

Steps, named in each draft: "model" (the network alone), "marks" (a doubtful candidate kept because it stands in
quotation marks), "colon" (a cue with a colon before a quoted paragraph), "open" (a quotation that goes on in the next
paragraph because its marks are not closed), "next" (a paragraph that is one quotation, after one with a speaker),
"same" (a further quotation of the speaker of the paragraph).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .decode import Link
from .textprep import Encoded

Span = tuple[int, int]


@dataclass
class Draft:
    """A statement in the making: the chunk of its cue, character spans, and the step that decided."""

    chunk: int
    cue: Span
    content: list[Span]
    source: Span | None
    confidence: float
    step: str = "model"


@dataclass(frozen=True)
class Limits:
    """Thresholds of the rules; same and next are confidences, and 0 switches the rule off."""

    keep: float = 0.35
    marks: float = 0.12
    same: float = 0.0
    next: float = 0.2
    colon: float = 0.45


@dataclass
class Page:
    """The chunks of a text with their candidates and quoted segments."""

    chunks: list[Encoded]
    links: list[list[tuple[Link, float]]]
    quoted: list[list[Span]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.quoted = [quoted_segments(c) for c in self.chunks]


def quoted_segments(chunk: Encoded) -> list[Span]:
    """Piece ranges inside quotation marks, without the marks, of at least four words."""
    inside = (chunk.quote == 1) | (chunk.quote == 3)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))).reshape(-1, 2)
    return [(int(a), int(b)) for a, b in edges if len(set(chunk.word[a:b].tolist())) >= 4]


def draft(page: Page, k: int, found: Link, confidence: float, step: str) -> Draft:
    """A candidate as a draft."""
    c = page.chunks[k]
    content = [(int(c.start[a]), int(c.end[b - 1])) for a, b in found.content]
    source = (int(c.start[found.source[0]]), int(c.end[found.source[1] - 1])) if found.source else None
    return Draft(k, (int(c.start[found.cue[0]]), int(c.end[found.cue[1] - 1])), content, source, confidence, step)


def select(page: Page, limits: Limits) -> list[Draft]:
    """The statements of a text in order of their cues."""
    out: list[Draft] = []
    for k in range(len(page.chunks)):
        out += _chunk(page, k, out, limits)
    return sorted(out, key=lambda d: (d.cue, d.content))


def _chunk(page: Page, k: int, before: list[Draft], limits: Limits) -> list[Draft]:
    mine = [draft(page, k, f, p, "model") for f, p in page.links[k] if f.content and p >= limits.keep]
    mine = _distinct(mine)
    previous = [d for d in before if d.chunk == k - 1]
    for a, b in page.quoted[k]:
        span = _with_marks(page.chunks[k], a, b)
        if any(covers(d, span) for d in mine):
            continue
        if not (
            _colon(page, k, span, a, mine, before, limits)
            or _open(page, k, span, a, before)
            or _marks(page, k, span, mine, limits)
            or _same(span, mine, limits)
            or _next(page, k, span, a, b, mine, previous, limits)
        ):
            continue
    return mine


def _with_marks(chunk: Encoded, a: int, b: int) -> Span:
    """Character span of pieces with the quotation marks around them."""
    a -= a > 0 and int(chunk.quote[a - 1]) == 2
    b += b < len(chunk) and int(chunk.quote[b]) == 2
    return int(chunk.start[a]), int(chunk.end[b - 1])


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """Of drafts with nearly the same content, the most confident."""
    out: list[Draft] = []
    for d in sorted(drafts, key=lambda d: -d.confidence):
        if all(overlap(d.content, e.content) < 0.8 for e in out):
            out.append(d)
    return out


def length(spans: list[Span]) -> int:
    """Characters in spans."""
    return sum(e - s for s, e in spans)


def overlap(a: list[Span], b: list[Span]) -> float:
    """Shared characters over all characters of two sets of spans."""
    both = sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)
    return both / max(1, length(a) + length(b) - both)


def covers(d: Draft, span: Span) -> bool:
    """Whether a draft's content holds at least half of a span."""
    return 2 * sum(max(0, min(e, span[1]) - max(s, span[0])) for s, e in d.content) >= span[1] - span[0]


def _opens(page: Page, k: int, a: int) -> bool:
    """Whether a quoted segment begins its paragraph."""
    return a <= 2 and int(page.chunks[k].begin[0]) == 1


def _colon(page: Page, k: int, span: Span, a: int, mine: list[Draft], before: list[Draft], limits: Limits) -> bool:
    """A paragraph that ends in a cue and a colon introduces the quotation of the next."""
    if k == 0 or not _opens(page, k, a) or not page.chunks[k - 1].colon:
        return False
    size = len(page.chunks[k - 1])
    near = [(f, p) for f, p in page.links[k - 1] if size - f.cue[1] <= 20 and f.strength > 0.3]
    if not near:
        return False
    found, p = max(near, key=lambda x: (x[0].strength > 0.6, x[0].cue[1]))
    cue = draft(page, k - 1, found, max(p, limits.colon), "colon")
    for d in before:
        if d.chunk == k - 1 and d.cue == cue.cue:
            d.content.append(span)
            d.step = "colon"
            return True
    cue.content = [span]
    cue.chunk = k
    mine.append(cue)
    return True


def _open(page: Page, k: int, span: Span, a: int, before: list[Draft]) -> bool:
    """A quotation left open goes on in a next paragraph that opens again."""
    if k == 0 or not _opens(page, k, a) or int(page.chunks[k - 1].quote[-1]) != 3:
        return False
    end = int(page.chunks[k - 1].end[-1])
    for d in reversed(before):
        if d.content and max(e for _, e in d.content) >= end - 2:
            d.content.append(span)
            d.step = "open"
            return True
    return False


def _marks(page: Page, k: int, span: Span, mine: list[Draft], limits: Limits) -> bool:
    """A doubtful candidate whose content stands in quotation marks is kept."""
    best = [draft(page, k, f, p, "marks") for f, p in page.links[k] if f.content and limits.marks <= p < limits.keep]
    best = [d for d in best if covers(d, span)]
    if not best:
        return False
    mine.append(max(best, key=lambda d: d.confidence))
    return True


def _same(span: Span, mine: list[Draft], limits: Limits) -> bool:
    """A quotation with no cue of its own goes to the statement before it in the paragraph."""
    if limits.same <= 0:
        return False
    earlier = [d for d in mine if d.content and min(s for s, _ in d.content + [d.cue]) < span[0] and d.source]
    if not earlier:
        return False
    last = max(earlier, key=lambda d: max(e for _, e in d.content + [d.cue]))
    mine.append(Draft(last.chunk, last.cue, [span], last.source, limits.same, "same"))
    return True


def _next(page: Page, k: int, span: Span, a: int, b: int, mine: list[Draft], previous: list[Draft], limits: Limits) -> bool:
    """A paragraph that is a quotation and names no speaker goes on with the speaker of the one before."""
    if limits.next <= 0 or not _opens(page, k, a) or b - a < 0.7 * len(page.chunks[k]) or not previous:
        return False
    last = max(previous, key=lambda d: d.cue)
    if not last.source or not any(covers(last, _chars(page, k - 1, q)) for q in page.quoted[k - 1]):
        return False
    mine.append(Draft(k, last.cue, [span], last.source, limits.next, "next"))
    return True


def _chars(page: Page, k: int, q: Span) -> Span:
    c = page.chunks[k]
    return int(c.start[q[0]]), int(c.end[q[1] - 1])
