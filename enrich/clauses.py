"""Statements that are told, not quoted: cues are reporting verbs, contents stand in one of their frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enrich.frames import Frame, frame_of
from enrich.lexicon import Verb
from enrich.other_senses import is_called_back
from enrich.page import Page
from enrich.steps import Content, Cue
from wire.messages import Span

#: Frames that are a statement of their own, whatever the words in front of it; the others need a name for the rule.
_PLAIN = frozenset({"clause", "before", "infinitive", "object-infinitive", "object", "object-complement"})


@dataclass(frozen=True)
class VerbCues:
    """Takes every form of a reporting verb outside quotation marks for a cue."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page) -> list[Cue]:
        """See CueFinder."""
        tokens, quoted = page.tokens, page.quoted_tokens
        return [
            Cue(spans=(page.chars(token, token + 1),), token=token)
            for token, word in enumerate(tokens.lower)
            if word in self.verbs and tokens.tags[token].startswith("VB") and quoted[token] < 0
        ]


@dataclass(frozen=True)
class FrameContents:
    """Takes what stands in the frame of a verb, if statements often do in that frame of that verb."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, cue: Cue) -> Content | None:
        """See ContentFinder."""
        frame = frame_of(page.tokens, cue.token)
        weight = self.verbs[page.tokens.lower[cue.token]].frames.get(frame.name, 0.0) if frame else 0.0
        if frame is None or not weight:
            return None
        if _is_pronoun(page, frame):
            return None
        spans = tuple(whole_quotations(page, page.chars(*part)) for part in frame.parts)
        if is_called_back(page, cue, spans):
            return None
        rule = frame.name if frame.name in _PLAIN else "object-preposition" if "-" in frame.name else "preposition"
        return Content(spans=spans, rule=rule, confidence=weight)


def _is_pronoun(page: Page, frame: Frame) -> bool:
    """Whether all that is said is "it" or the like."""
    (first, last), *others = frame.parts
    return not others and last - first == 1 and page.tokens.tags[first] in ("PRP", "DT", "WP", "WDT", "EX")


def whole_quotations(page: Page, span: Span) -> Span:
    """The span, grown so that it has every quotation that begins or ends in it as a whole."""
    start, end = span
    for item in page.outermost_in(span):
        start, end = min(start, item.outer[0]), max(end, item.outer[1])
    return start, end
