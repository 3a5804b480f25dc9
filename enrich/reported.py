"""Statements told without quotation marks, by words and their order rather than by the parse: for languages with a table
of little words (enrich/data/grammar_fr.toml), whose parsers are less sure of clauses than of words.

    clause       la maire a dit, lundi, [que le port reste ouvert]          infinitive   il a promis [de rouvrir le port]
    before       [le port reste ouvert], a dit la maire[, et les trains]    according    selon la maire, [le port reste ouvert]
    object       elle dénonce [une réforme « injuste »]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enrich.clauses import whole_quotations
from enrich.frames import trimmed
from enrich.lexicon import Verb
from enrich.page import Page
from enrich.sources import source_at
from enrich.speakers import IN_VERB, noun_after, speaker_after, speaker_before, verb_group
from enrich.steps import Attribution, Cue, Source
from enrich.wordlists import spoken
from wire.messages import Span

#: Words between a verb and its "que", and between a verb and the quotation in its object.
_REACH, _REACH_OBJECT = 12, 25
#: Fewest words of a statement.
_LEAST = 3
_ACCORDING = 0.8
_STOPS = frozenset({".", "!", "?", ";", ":", "…"})


@dataclass(frozen=True)
class Reported:
    """The attributor of told statements. `verbs` are the forms of the reporting verbs."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {attribution.cue.token for attribution in found if attribution.cue is not None}
        made = (
            self._at(page, token) for token in range(len(page.tokens)) if token not in taken and page.quoted_tokens[token] < 0
        )
        return [attribution for attribution in made if attribution is not None]

    def _at(self, page: Page, token: int) -> Attribution | None:
        if page.tokens.lower[token] in self.verbs and _is_verb(page, token):
            frames = self.verbs[page.tokens.lower[token]].frames
            for name, find in (
                ("clause", self._clause), ("before", _before), ("infinitive", _infinitive), ("object", _object),
            ):  # fmt: skip
                if name in frames and (made := find(page, token, frames[name])) is not None:
                    return made
        return _according(page, token)

    def _clause(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What "que" introduces, up to the end of the sentence or to the next verb that introduces something so."""
        joint = _conjunction(page, verb)
        if joint is None:
            return None
        _, end = page.sentence(verb)
        stop = next((at for at in range(joint + 1, end) if self._goes_on(page, at)), end)
        while stop < end and stop > joint and page.tokens.tags[stop - 1].startswith(IN_VERB):
            stop -= 1
        if stop < end and page.tokens.tags[stop - 1] == "CC":
            stop -= 1
        return _made(page, verb, [(joint, stop)], speaker_before(page, self._first(page, verb)), "clause", confidence)

    def _first(self, page: Page, verb: int) -> int:
        """The verb whose speaker a participle shares that stands behind a mere "et": a affirmé que ... et | rappelé."""
        start = page.sentence(verb)[0]
        if verb == start or page.tokens.tags[verb - 1] != "CC":
            return verb
        known = (at for at in range(start, verb) if page.tokens.lower[at] in self.verbs and page.quoted_tokens[at] < 0)
        return next((at for at in known if page.tokens.tags[at].startswith("VB")), verb)

    def _goes_on(self, page: Page, token: int) -> bool:
        """Whether a further verb with its own "que" stands there: ... et rappelé que."""
        known = page.tokens.lower[token] in self.verbs and page.tokens.tags[token] in ("VBN", "VBD", "VBZ")
        return known and page.quoted_tokens[token] < 0 and _conjunction(page, token, reach=1) is not None


def _is_verb(page: Page, token: int) -> bool:
    """By its tag, or by a name or pronoun right before it and a "que" behind it, where the parser knows a noun."""
    tokens = page.tokens
    if tokens.tags[token].startswith("VB"):
        return True
    subject = token > 0 and tokens.tags[token - 1] in ("NNP", "PRP")
    return subject and tokens.tags[token] == "NN" and _conjunction(page, token, reach=1) is not None


def _conjunction(page: Page, verb: int, reach: int = _REACH) -> int | None:
    tokens = page.tokens
    _, end = page.sentence(verb)
    for at in range(verb + 1, min(end, verb + 1 + reach)):
        if tokens.lower[at] in spoken(page.language, "grammar", "conjunctions"):
            return at
        compares = tokens.lower[at] in spoken(page.language, "grammar", "comparisons")
        if compares or tokens.words[at] in _STOPS or tokens.tags[at].startswith("VB") or page.quoted_tokens[at] >= 0:
            return None
    return None


def _before(page: Page, verb: int, confidence: float) -> Attribution | None:
    """The sentence before a comma and an inverted verb, with what goes on behind the speaker."""
    start, end = page.sentence(verb)
    group = verb_group(page, verb, start)
    speaker = speaker_after(page, group, verb)
    if (
        not page.tokens.tags[group].startswith("VB")
        or group - start < _LEAST
        or page.tokens.words[group - 1] not in (",", "»", "”", "—", "–")
        or speaker is None
    ):
        return None
    if not any(page.tokens.tags[at].startswith("VB") for at in range(start, group)):
        return None
    source = source_at(page, speaker)
    last = max(verb + 1, page.token_range(source.span)[1])
    more = (last + 1, end) if last < end and page.tokens.words[last] == "," else (end, end)
    if not any(page.tokens.tags[at] in ("VBZ", "VBD") or page.quoted_tokens[at] >= 0 for at in range(*more)):
        more = (end, end)
    return _made(page, verb, [(start, group), more], speaker, "before", confidence)


def _infinitive(page: Page, verb: int, confidence: float) -> Attribution | None:
    """What somebody says to do, or to have done: promet de rouvrir, dit avoir relu."""
    tokens, (_, end) = page.tokens, page.sentence(verb)
    at = verb + 1
    if at < end and tokens.lower[at] in spoken(page.language, "grammar", "infinitives"):
        at += 1
    while at < end and tokens.tags[at] in ("RB", "PRP"):
        at += 1
    if at >= end or tokens.tags[at] != "VB":
        return None
    speaker = speaker_before(page, verb)
    if speaker is not None and tokens.tags[speaker] == "WP":  # le maire, qui dit vouloir partir|, a souri
        end = next((n for n in range(at, end) if tokens.words[n] == "," and page.quoted_tokens[n] < 0), end)
    return _made(page, verb, [(verb + 1, end)], speaker, "infinitive", confidence)


def _object(page: Page, verb: int, confidence: float) -> Attribution | None:
    """The rest of the sentence, as far as the quotation that stands in it: only with one it is surely a statement."""
    _, end = page.sentence(verb)
    if page.tokens.words[min(verb + 1, end - 1)].startswith("-"):  # avoue-t-il
        return None
    for at in range(verb + 1, min(end, verb + _REACH_OBJECT)):
        if page.tokens.words[at] in _STOPS:
            return None
        if page.quoted_tokens[at] >= 0:
            item = page.outermost[page.quoted_tokens[at]]
            last = page.token_range(item.outer)[1]
            times = spoken(page.language, "grammar", "times")
            first = next((n for n in range(verb + 1, at) if page.tokens.lower[n] not in times), at)
            return _made(page, verb, [(first, last)], speaker_before(page, verb), "object", confidence)
    return None


def _according(page: Page, token: int) -> Attribution | None:
    """Selon la maire, ... or ..., selon la maire; and with a quotation: Pour la maire, « ... »."""
    words, tokens = spoken(page.language, "grammar", "sources"), page.tokens
    two = "".join(tokens.lower[token : token + 2])
    viewed = tokens.lower[token] in spoken(page.language, "grammar", "views") and token == page.sentence(token)[0]
    width = 1 if viewed or tokens.lower[token] in words else 2 if two in words else 0
    speaker = noun_after(page, token + width) if width else None
    start, end = page.sentence(token)
    if speaker is None or speaker >= end or tokens.lower[speaker] in spoken(page.language, "grammar", "no_sources"):
        return None
    end = next((at for at in range(speaker, end) if tokens.words[at] in _STOPS and page.quoted_tokens[at] < 0), end)
    last = min(end, page.token_range(source_at(page, speaker).span)[1])
    before = (start, token) if token - start >= _LEAST else (start, start)
    if before[0] == before[1]:  # Selon la maire | , chargée du port | , le port reste ouvert
        last = _last_aside(page, last, end)
    if viewed and not (tokens.words[last : last + 1] == [","] and any(page.quoted_tokens[at] >= 0 for at in range(last, end))):
        return None
    return _made(page, token, [before, (last, end)], speaker, "according", _ACCORDING, width=width)


def _last_aside(page: Page, at: int, end: int) -> int:
    """Past what is told of a speaker between commas: no verb stands in it, but one behind it."""
    tokens = page.tokens
    if at < end and tokens.words[at] == ",":
        second = next((n for n in range(at + 1, end) if tokens.words[n] == "," or tokens.tags[n].startswith("VB")), end)
        if second < end and tokens.words[second] == ",":
            return second
    return at


def _made(
    page: Page, cue: int, ranges: Sequence[Span], speaker: int | None, rule: str, confidence: float, *, width: int = 1
) -> Attribution | None:
    parts = [trimmed(page.tokens, *part) for part in ranges]
    spans = [whole_quotations(page, page.chars(*part)) for part in parts if part[1] > part[0]]
    if sum(last - first for first, last in parts) < _LEAST:
        return None
    content = tuple(span for number, span in enumerate(spans) if not number or span[0] >= spans[number - 1][1])
    source = source_at(page, speaker, content) if speaker is not None else None
    behind = page.tokens.ends[cue + width - 1]
    if source is not None and rule == "according" and source.span[0] < behind:
        source = Source(span=(behind + 1, source.span[1]), token=source.token)
    kind = Cue(
        spans=(page.chars(cue, cue + width),), token=cue, kind="verb" if width == 1 and rule != "according" else "phrase"
    )
    return Attribution(content=content, cue=kind, source=source, rule=rule, confidence=confidence)
