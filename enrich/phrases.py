"""Statements announced by a phrase: according to her; as he put it, ...; this was said by him. No parse is needed.

The rest of the sentence is the statement, or, where "this" is all there is, the sentence before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enrich.clauses import whole_quotations
from enrich.frames import trimmed
from enrich.lexicon import Verb
from enrich.page import Page
from enrich.sources import source_at
from enrich.steps import Attribution, Cue
from enrich.tokens import Tokens
from wire.messages import Span

#: Shares that are right, counted in the training part of PolNeAR (enrich/data/cues_en.toml).
_ACCORDING, _AS, _THIS = 0.84, 0.6, 0.7
#: Words between "as" and its verb.
_REACH = 14
#: Verbs that make "as she ..." an aside about saying.
_ASIDE = frozenset(
    {"say", "put", "note", "observe", "explain", "remark", "point", "write", "report", "argue", "warn", "tell", "state"}
)
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_SKIPPED = frozenset({"]", ")", "once", "has", "had", "have", "also", "later", "recently", "famously", "often", "rightly"})
_TAIL = frozenset({"it", "out", "in", "on", "to", "at", "of", "earlier", "later", "yesterday", "this", "last", "week"})
_STATED = frozenset({"stated", "said", "announced", "reported", "confirmed", "disclosed", "revealed", "declared", "noted"})


@dataclass(frozen=True)
class Phrases:
    """The attributor of `according to`, `as ... said` and `this was said by`."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {attribution.cue.token for attribution in found if attribution.cue is not None}
        made = []
        for token, word in enumerate(page.tokens.lower):
            if word == "as":
                made.append(self._as(page, token))
            elif word == "according" and page.quoted_tokens[token] < 0 and token not in taken:
                made.append(_according(page, token))
            elif word in ("this", "that") and page.quoted_tokens[token] < 0:
                made.append(_this(page, token))
        return [attribution for attribution in made if attribution is not None]

    def _as(self, page: Page, token: int) -> Attribution | None:
        """The meat grinder has to stop, as the president put it. Within quotation marks too: a statement in a statement."""
        tokens = page.tokens
        first, last = _enclosure(page, token)
        if token > first and tokens.words[token - 1] not in (",", "—", "–", "-", "``", '"', "“", "(", "And", "But", "Because"):
            return None
        for verb in range(token + 2, min(last, token + _REACH)):
            word = tokens.lower[verb]
            if word in (",", ".", ";", ":", "?", "!"):
                return None
            if tokens.tags[verb] in ("VBD", "VBZ", "VBP", "VBN") and (word == "put" or self._is_aside(word)):
                return self._aside(page, token, verb, (first, last))
        return None

    def _is_aside(self, word: str) -> bool:
        return word in self.verbs and self.verbs[word].lemma in _ASIDE

    def _aside(self, page: Page, token: int, verb: int, bounds: Span) -> Attribution | None:
        tokens = page.tokens
        end = verb + 1
        while end < bounds[1] and (tokens.lower[end] in _TAIL or tokens.tags[end] in ("NNP", "CD")):
            end += 1
        speaker = _noun_before(tokens, verb - 1, token)
        if speaker is None or (end < bounds[1] and tokens.words[end] not in (",", ".", "—", "–", "''", "”", '"', ")")):
            return None
        cue = Cue(spans=(page.chars(verb, verb + 1),), token=verb)
        if end < bounds[1] and tokens.words[end] == "," and not _tells(tokens, bounds[0], token):
            bounds = (end, bounds[1])
        return _rest(page, (token, end), bounds, cue, speaker, "as-clause", _AS)


def _tells(tokens: Tokens, first: int, last: int) -> bool:
    """Whether more than a conjunction or adverb stands there."""
    return any(tokens.tags[at][:2] in ("NN", "PR", "VB") for at in range(first, last))


def _enclosure(page: Page, token: int) -> Span:
    """The sentence of a token, as far as it stands in the same quotation."""
    first, last = page.sentence(token)
    inside = page.quoted_tokens
    while inside[first] != inside[token]:
        first += 1
    stop = token + 1
    while stop < last and inside[stop] == inside[token]:
        stop += 1
    return first, stop


def _noun_before(tokens: Tokens, at: int, first: int) -> int | None:
    while at > first and (tokens.lower[at] in _SKIPPED or tokens.tags[at] in ("RB", "MD")):
        at -= 1
    return at if at > first and tokens.tags[at] in _NOUNS else None


def _according(page: Page, token: int) -> Attribution | None:
    """It rains, according to the report."""
    tokens = page.tokens
    if token + 1 >= len(tokens) or tokens.lower[token + 1] != "to":
        return None
    speaker = next((c for c in tokens.children[token + 1] if c > token + 1 and tokens.deps[c] in ("pobj", "pcomp")), None)
    if speaker is None:
        return None
    cut = (token, max(tokens.edges[speaker][1], token + 2))
    cue = Cue(spans=(page.chars(token, token + 2),), token=token, kind="phrase")
    return _rest(page, cut, page.sentence(token), cue, speaker, "according-to", _ACCORDING)


def _this(page: Page, token: int) -> Attribution | None:
    """Talks go on. This was stated by the minister: the statement is the sentence before."""
    tokens = page.tokens
    first, _ = page.sentence(token)
    verb = tokens.heads[token]
    if token != first or not first or tokens.deps[token] != "nsubjpass" or tokens.lower[verb] not in _STATED:
        return None
    by = next((child for child in tokens.children[verb] if tokens.deps[child] == "agent"), None)
    speaker = next((child for child in tokens.children[by] if tokens.deps[child] == "pobj"), None) if by is not None else None
    before = page.sentence(first - 1)
    if speaker is None or page.paragraph_of(tokens.starts[before[0]]) != page.paragraph_of(tokens.starts[first]):
        return None
    cue = Cue(spans=(page.chars(verb, verb + 1),), token=verb)
    return _rest(page, (before[1], before[1]), before, cue, speaker, "this-was-said", _THIS)


def _rest(page: Page, cut: Span, bounds: Span, cue: Cue, speaker: int, rule: str, confidence: float) -> Attribution | None:
    """A statement that is all between two tokens but the phrase that is cut out."""
    parts = (trimmed(page.tokens, bounds[0], cut[0]), trimmed(page.tokens, max(cut[1], bounds[0]), bounds[1]))
    spans = tuple(_whole(page, part, cue) for part in parts if part[1] - part[0] >= 2)
    if not spans:
        return None
    source = source_at(page, speaker, spans)
    return Attribution(content=_apart(spans), cue=cue, source=source, rule=rule, confidence=confidence)


def _whole(page: Page, part: Span, cue: Cue) -> Span:
    """The characters of the part; grown to whole quotations, unless the phrase itself stands in one."""
    span = page.chars(*part)
    return span if page.quoted_tokens[cue.token] >= 0 else whole_quotations(page, span)


def _apart(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans that quotations made overlap, as one."""
    if len(spans) == 2 and spans[1][0] < spans[0][1]:
        return ((spans[0][0], max(spans[0][1], spans[1][1])),)
    return spans
