"""Quotations of languages whose verbs nobody here knows: what stands in marks, or behind the dash of a dialogue, was said.

By whom is told only where it is plain: `Name: „...“`. Everything else is left without a speaker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from enrich.lexicon import Verb
from enrich.page import Page
from enrich.places import Place, places
from enrich.sources import source_at
from enrich.speakers import speaker_after
from enrich.statements import LEAST_WORDS, begins_sentence, ends_sentence, is_title, words_in
from enrich.steps import Attribution, Cue, Source
from wire.messages import Span

#: How sure these are (0 to 1): estimates, for no annotated news of these languages was at hand.
_MARKS, _COLON, _DASH, _TURN = 0.5, 0.7, 0.8, 0.5
#: Characters of a script without spaces that are as much as a short sentence.
_LEAST_CHARS = 6
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_NAME = re.compile(r"(?:^|[.!?…]\s+)(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,4})\s?[:：]\s*$")
_DASHED = re.compile(r'[—–―]\s*(?=[\w¿¡«“"…])')
_STOP = re.compile(r"[,.;—–!?…]")
_ENDS = re.compile(r"[.!?…][»”“\"’)]*$")


@dataclass(frozen=True)
class MarkedQuotes:
    """The attributor of whole sentences in quotation marks that no rule before has found."""

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {span[0] for attribution in found for span in attribution.content}
        return [_marked(page, place) for place in places(page) if place.item.outer[0] not in taken and _is_said(page, place)]


def _is_said(page: Page, place: Place) -> bool:
    item = place.item
    inside = page.text[item.start : item.end]
    if _NO_SPACES.search(inside):
        return len(inside) >= _LEAST_CHARS
    follows = page.text[slice(*place.after)].lstrip()[:1] in (",", "—", "–")
    whole = begins_sentence(page, item) and (ends_sentence(page, item) or inside[-1] == "," or follows)
    named = _name(page, place) is not None
    return (named or (whole and words_in(page, item) >= LEAST_WORDS)) and not is_title(page, item)


def _name(page: Page, place: Place) -> re.Match[str] | None:
    return _NAME.search(page.text, place.before[0], place.before[1])


def _marked(page: Page, place: Place) -> Attribution:
    name = _name(page, place)
    if name is None:
        return Attribution(content=(place.item.outer,), cue=None, source=None, rule="marks", confidence=_MARKS)
    span = name.span("name")
    source = Source(span=span, token=page.token_at(span[1] - 1))
    cue = Cue(spans=((name.end("name"), name.end("name") + 1),), kind="layout")
    if page.text[name.end("name")].isspace():
        cue = Cue(spans=((name.end("name") + 1, name.end("name") + 2),), kind="layout")
    return Attribution(content=(place.item.outer,), cue=cue, source=source, rule="colon", confidence=_COLON)


@dataclass(frozen=True)
class DashedTurns:
    """The attributor of dialogues with dashes: — Je ne sais pas, dit-il. A lone dash is a mere list.

    `verbs`: forms of the verbs that name the speaker behind his words; without them nobody is named.
    """

    verbs: Mapping[str, Verb] = field(default_factory=dict)

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {span[0] for attribution in found for span in attribution.content}
        dashed = [_DASHED.match(page.text, *paragraph) for paragraph in page.paragraphs]
        made = []
        for number, match in enumerate(dashed):
            if match is None or match.end() in taken:
                continue
            beside = any(dashed[near] is not None for near in (number - 1, number + 1) if 0 <= near < len(dashed))
            turn = self._told(page, (match.end(), page.paragraphs[number][1])) or _untold(page, number, match.end(), beside)
            made += [turn] if turn else []
        return made

    def _told(self, page: Page, span: Span) -> Attribution | None:
        """The words up to the verb that names their speaker, and what follows him."""
        tokens = page.tokens
        first, last = page.token_range(span)
        for verb in range(first + 1, last):
            if tokens.lower[verb] not in self.verbs or not tokens.tags[verb].startswith("VB"):
                continue
            group = verb
            while group > first and tokens.tags[group - 1].startswith(("VB", "PRP")):
                group -= 1
            speaker = speaker_after(page, group, verb)
            if group == first or tokens.words[group - 1] not in (",", "?", "!", "…", "—", "–") or speaker is None:
                continue
            source = source_at(page, speaker)
            return _turn(page, span, page.chars(group, verb + 1), verb, source)
        return None


def _turn(page: Page, span: Span, cue: Span, verb: int, source: Source) -> Attribution:
    end = max(cue[1], source.span[1])
    stop = _STOP.search(page.text, end, span[1])  # répond-il | sans hésiter. Ensuite, ...
    end = stop.start() if stop is not None else end
    rest = page.text[end : span[1]]
    more = (end + len(rest) - len(rest.lstrip(" ,.;—–!?…")), span[1])
    parts = [(span[0], cue[0]), *([more] if more[0] < more[1] else [])]
    announced = Cue(spans=(page.chars(verb, verb + 1),), token=verb)
    return Attribution(
        content=tuple(parts), cue=announced, source=source, rule="dash-turn", confidence=_DASH, spoken=True
    )  # fmt: skip


def _untold(page: Page, number: int, start: int, beside: bool) -> Attribution | None:
    end = page.paragraphs[number][1]
    if not beside or not _ENDS.search(page.text, start, end):
        return None
    return Attribution(content=((start, end),), cue=None, source=None, rule="dash-turn", confidence=_TURN, spoken=True)
