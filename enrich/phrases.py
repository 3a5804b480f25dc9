"""Statements announced by a phrase instead of a verb: according to her, as he put it. The rest of the sentence is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enrich.clauses import whole_quotations
from enrich.frames import trimmed
from enrich.lexicon import Verb
from enrich.page import Page
from enrich.sources import source_at, subject_of
from enrich.steps import Attribution, Cue
from enrich.tokens import Tokens
from wire.messages import Span

#: Shares that are right, counted in the training part of PolNeAR (enrich/data/cues_en.toml).
_ACCORDING, _AS = 0.75, 0.6


@dataclass(frozen=True)
class Phrases:
    """The attributor of `according to` and of `as ... said`."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {attribution.cue.token for attribution in found if attribution.cue is not None}
        made = []
        for token, word in enumerate(page.tokens.lower):
            if page.quoted_tokens[token] < 0 and token not in taken:
                if word == "according":
                    made.append(_according(page, token))
                elif word == "as":
                    made.append(self._as(page, token))
        return [attribution for attribution in made if attribution is not None]

    def _as(self, page: Page, token: int) -> Attribution | None:
        """The meat grinder has to stop, as the president put it."""
        tokens = page.tokens
        verb = tokens.heads[token]
        if tokens.deps[token] != "mark" or tokens.deps[verb] != "advcl":
            return None
        if tokens.lower[verb] not in self.verbs and tokens.lower[verb] != "put":
            return None
        speaker = subject_of(tokens, verb)
        if speaker is None or any(
            tokens.deps[child] in ("ccomp", "dobj") for child in tokens.children[verb] if child > verb + 1
        ):
            return None
        cue = Cue(spans=(page.chars(verb, verb + 1),), token=verb)
        return _rest_of_sentence(page, token, tokens.edges[verb], cue, speaker, "as-clause", _AS)


def _according(page: Page, token: int) -> Attribution | None:
    """It rains, according to the report."""
    tokens = page.tokens
    if token + 1 >= len(tokens) or tokens.lower[token + 1] != "to":
        return None
    speaker = _object_of(tokens, token + 1)
    if speaker is None:
        return None
    last = max(tokens.edges[speaker][1], token + 2)
    cue = Cue(spans=(page.chars(token, token + 2),), token=token, kind="phrase")
    return _rest_of_sentence(page, token, (token, last), cue, speaker, "according-to", _ACCORDING)


def _object_of(tokens: Tokens, preposition: int) -> int | None:
    for child in tokens.children[preposition]:
        if child > preposition and tokens.deps[child] in ("pobj", "pcomp"):
            return child
    return None


def _rest_of_sentence(
    page: Page, at: int, cut: Span, cue: Cue, speaker: int, rule: str, confidence: float
) -> Attribution | None:
    """A statement that is all of its sentence but the phrase."""
    first, last = page.sentence(at)
    parts = [trimmed(page.tokens, first, cut[0]), trimmed(page.tokens, cut[1], last)]
    spans = tuple(whole_quotations(page, page.chars(*part)) for part in parts if _is_clause(page.tokens, part))
    if not spans:
        return None
    source = source_at(page, speaker, spans)
    return Attribution(content=_apart(spans), cue=cue, source=source, rule=rule, confidence=confidence)


def _is_clause(tokens: Tokens, part: Span) -> bool:
    return part[1] - part[0] >= 2


def _apart(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans that quotations made overlap, as one."""
    if len(spans) == 2 and spans[1][0] < spans[0][1]:
        return ((spans[0][0], max(spans[0][1], spans[1][1])),)
    return spans
