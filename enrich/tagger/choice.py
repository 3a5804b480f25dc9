"""Which candidates are statements: the probable ones, and less probable ones where quotation marks speak for them.

model   more probable than `keep`           marks   at least `marks`, and it holds a quotation that nothing else holds
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from enrich.tagger.decoding import Link, Range
from enrich.tagger.encoding import Encoded
from enrich.tagger.quote_state import INSIDE, UNCLOSED
from wire.messages import Span

Step = Literal["model", "marks"]
#: A candidate and the probability that it is right.
Candidate = tuple[Link, float]
#: Share of characters that two contents have in common beyond which they are one statement.
_SAME = 0.8
#: Fewest words in quotation marks that ask for a speaker.
_LEAST_WORDS = 4


@dataclass(frozen=True)
class Limits:
    """Least probabilities, chosen on the development part of the corpus."""

    keep: float = 0.38
    marks: float = 0.12


@dataclass(frozen=True)
class Draft:
    """A statement: characters of cue, content and source, the probability that it is right, and the step that decided."""

    cue: Span
    content: tuple[Span, ...]
    source: Span | None
    confidence: float
    step: Step = "model"


def choose(chunks: Sequence[Encoded], candidates: Sequence[Sequence[Candidate]], limits: Limits) -> list[Draft]:
    """The statements of a text in order of their cues."""
    found: list[Draft] = []
    for chunk, own in zip(chunks, candidates, strict=True):
        told = [candidate for candidate in own if candidate[0].content and candidate[1] >= limits.marks]
        sure = _distinct([draft_of(chunk, candidate, "model") for candidate in told if candidate[1] >= limits.keep])
        doubtful = [draft_of(chunk, candidate, "marks") for candidate in told if candidate[1] < limits.keep]
        found += [*sure, *_quoting(chunk, sure, doubtful)]
    return sorted(found, key=lambda draft: (draft.cue, draft.content))


def _quoting(chunk: Encoded, sure: Sequence[Draft], doubtful: Sequence[Draft]) -> list[Draft]:
    """The most probable of the doubtful statements for each quotation that none holds yet."""
    kept: list[Draft] = []
    for quoted in quoted_ranges(chunk):
        span = _chars(chunk, quoted)
        if not any(covers(draft, span) for draft in (*sure, *kept)):
            kept += sorted((draft for draft in doubtful if covers(draft, span)), key=lambda d: -d.confidence)[:1]
    return kept


def quoted_ranges(chunk: Encoded) -> list[Range]:
    """Pieces in quotation marks, the marks left out, of at least four words."""
    inside = (chunk.quote == INSIDE) | (chunk.quote == UNCLOSED)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))).reshape(-1, 2)
    return [(int(a), int(b)) for a, b in edges if len(set(chunk.word[a:b].tolist())) >= _LEAST_WORDS]


def covers(draft: Draft, span: Span) -> bool:
    """Whether a statement holds at least half of a span."""
    return 2 * shared(draft.content, (span,)) >= span[1] - span[0]


def shared(a: Sequence[Span], b: Sequence[Span]) -> int:
    """How many characters two sets of spans have in common."""
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)


def length(spans: Sequence[Span]) -> int:
    """How many characters spans have."""
    return sum(end - start for start, end in spans)


def draft_of(chunk: Encoded, candidate: Candidate, step: Step) -> Draft:
    """A candidate in terms of the text."""
    found, probability = candidate
    source = _chars(chunk, found.source) if found.source else None
    return Draft(_chars(chunk, found.cue), tuple(_chars(chunk, part) for part in found.content), source, probability, step)


def _chars(chunk: Encoded, pieces: Range) -> Span:
    return int(chunk.start[pieces[0]]), int(chunk.end[pieces[1] - 1])


def _distinct(drafts: Sequence[Draft]) -> list[Draft]:
    """Of statements with nearly the same content the most probable."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: -d.confidence):
        if all(_overlap(draft.content, other.content) < _SAME for other in kept):
            kept.append(draft)
    return kept


def _overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    """Shared characters over all characters of two sets of spans."""
    both = shared(a, b)
    return both / max(1, length(a) + length(b) - both)
