"""An attributor made of parts: a cue, then what it announces, then who says it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from enrich.page import Page
from enrich.steps import Attribution, ContentFinder, Cue, CueFinder, SourceFinder
from wire.messages import Span

#: Share of a content that lies in another beyond which the two are the same statement.
_SAME = 0.8
#: Sources that, within a statement, are the speaker or the hearer.
_SELF = frozenset({"i", "we", "you", "he", "she", "they", "it", "that", "this", "what", "which", "one"})


@dataclass(frozen=True)
class CueFirst:
    """Asks its parts in turn, and leaves out what was found before."""

    cues: CueFinder
    contents: ContentFinder
    sources: SourceFinder

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        spoken = {attribution.cue.token for attribution in found if attribution.cue is not None}
        taken = sorted(span for attribution in found for span in attribution.content)
        made = (self._one(page, cue) for cue in self.cues(page) if cue.token not in spoken)
        return [attribution for attribution in made if attribution is not None and _is_new(page, attribution, taken)]

    def _one(self, page: Page, cue: Cue) -> Attribution | None:
        content = self.contents(page, cue)
        if content is None:
            return None
        source = self.sources(page, cue, content)
        if source is None and cue.kind == "noun":  # a rumour that nobody spreads
            return None
        return Attribution(content=content.spans, cue=cue, source=source, rule=content.rule, confidence=content.confidence)


def _is_new(page: Page, attribution: Attribution, taken: Sequence[Span]) -> bool:
    """Whether it says more than what was found before: not the same statement, and not a speaker's talk of himself."""
    cue = attribution.cue.spans if attribution.cue is not None else ()
    if any(_shared(span, taken) for span in cue):  # a statement in a statement is another, if it is another's
        source = attribution.source
        return source is not None and page.text[slice(*source.span)].lower() not in _SELF
    size = sum(end - start for start, end in attribution.content)
    return sum(_shared(span, taken) for span in attribution.content) < _SAME * size


def _shared(span: Span, taken: Sequence[Span]) -> int:
    """How many characters of the span lie in the others, which are in order and apart."""
    total = 0
    for start, end in taken[max(0, bisect_left(taken, span) - 1) :]:
        if start >= span[1]:
            break
        total += max(0, min(end, span[1]) - max(start, span[0]))
    return total
