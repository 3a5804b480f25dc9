"""Statements told without quotation marks, by words and their order rather than by the parse.

    clause       la maire a dit, lundi, [que le port reste ouvert]          question     elle se demande [si le port rouvrira]
    before       [le port reste ouvert], a dit la maire[, et les trains]    state        elle s'est dite [prête à le rouvrir]
    infinitive   il a promis [de rouvrir le port]                           bare         il dit [vouloir rouvrir le port]
    person       il appelle [la maire à rouvrir le port]                    object       elle dénonce [une réforme « injuste »]

A statement ends with its sentence, or where a further verb of saying begins one: ... et a promis de
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from enrich.lexicon import Verb
from enrich.page import Page
from enrich.sources import is_passive, source_at
from enrich.speakers import IN_VERB, noun_after, speaker_after, speaker_before, speaker_behind, verb_group
from enrich.steps import Attribution
from enrich.told import LEAST, STOPS, conjunction, infinitive, made, phrase_width
from enrich.wordlists import spoken
from wire.messages import Span

#: Words between a verb and its "que", and between a verb and the quotation in its object.
_REACH, _REACH_OBJECT = 12, 25
#: Words between a verb and its "si" or "pourquoi", and the "que" of a verb that another shares its speaker with.
_NEAR = 3
#: Words between a verb and what the person is asked to do.
_REACH_PERSON = 10
#: Verbs of two words, whose second is an infinitive: fait valoir, laisse entendre.
_LIGHT = Verb("faire valoir", MappingProxyType({"clause": 0.8, "before": 0.8}))


@dataclass(frozen=True)
class Reported:
    """The attributor of told statements. `verbs` are the forms of the reporting verbs."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {attribution.cue.token for attribution in found if attribution.cue is not None}
        made_ = (
            self._at(page, token) for token in range(len(page.tokens)) if token not in taken and page.quoted_tokens[token] < 0
        )
        return [attribution for attribution in made_ if attribution is not None]

    def _at(self, page: Page, token: int) -> Attribution | None:
        verb = self._verb(page, token)
        if verb is None:
            return None
        for name, find in (
            ("clause", self._clause), ("question", self._question), ("before", _before), ("state", self._state),
            ("infinitive", self._infinitive), ("bare", self._bare), ("person", self._person), ("object", self._object),
        ):  # fmt: skip
            if name in verb.frames and (statement := find(page, token, verb.frames[name])) is not None:
                return statement
        return None

    def _verb(self, page: Page, token: int) -> Verb | None:
        """The verb of saying that ends at a token."""
        if _is_light(page, token):
            return _LIGHT
        verb = self.verbs.get(page.tokens.lower[token])
        return verb if verb is not None and _is_verb(page, token) else None

    def _clause(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What "que" introduces."""
        joint = conjunction(page, verb, _REACH)
        return None if joint is None else self._from(page, verb, joint, "clause", confidence)

    def _question(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        joint = conjunction(page, verb, _NEAR, "questions")
        return None if joint is None else self._from(page, verb, joint, "clause", confidence)

    def _infinitive(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What somebody says to do, or to have done: promet de rouvrir, dit avoir relu."""
        return self._to(page, verb, confidence, joined=True)

    def _bare(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        return self._to(page, verb, confidence, joined=False)

    def _to(self, page: Page, verb: int, confidence: float, *, joined: bool) -> Attribution | None:
        if infinitive(page, verb, joined=joined) is None or is_passive(page.tokens, verb):
            return None
        return self._from(page, verb, _past_times(page, verb), "infinitive", confidence)

    def _person(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What somebody is asked to do, or said to have done: appelle la maire à ..., accuse la maire d'avoir ..."""
        tokens, (_, end) = page.tokens, page.sentence(verb)
        begin = _past_times(page, verb)
        to = begin < end and tokens.lower[begin] in spoken(page.language, "grammar", "hearers")
        person = noun_after(page, begin + to)
        if person is None or is_passive(tokens, verb):
            return None
        for at in range(person + 1, min(end - 1, person + _REACH_PERSON)):
            if tokens.words[at] in (*STOPS, ",") or tokens.tags[at].startswith("VB") or page.quoted_tokens[at] >= 0:
                return None
            if tokens.lower[at] in spoken(page.language, "grammar", "infinitives") and (
                infinitive(page, at, joined=False) is not None or page.quoted_tokens[at + 1] >= 0
            ):
                return self._from(page, verb, begin, "object-infinitive", confidence)
        return None

    def _state(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What somebody says to be: s'est dit « confiant » dans l'avenir, se dit prête à partir."""
        tokens, (start, end) = page.tokens, page.sentence(verb)
        group = range(verb_group(page, verb, start), verb)
        at = _past_times(page, verb)
        while at < end and tokens.tags[at] == "RB":
            at += 1
        if at >= end or not any(tokens.lower[n] in spoken(page.language, "grammar", "selves") for n in group):
            return None
        if tokens.tags[at] not in ("JJ", "VBN") and page.quoted_tokens[at] < 0:
            return None
        return self._from(page, verb, _past_times(page, verb), "state", confidence, least=1)

    def _object(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What follows, as far as the quotation that stands in it: only with one it is surely a statement."""
        last = _quoted_object(page, verb)
        if last is None or is_passive(page.tokens, verb):
            return None
        speaker = speaker_before(page, self._first(page, verb))
        return made(page, _cue(page, verb), [(_past_times(page, verb), last)], speaker, "object", confidence)

    def _from(
        self, page: Page, verb: int, begin: int, rule: str, confidence: float, *, least: int = LEAST
    ) -> Attribution | None:
        """The statement that begins at a token, up to the end of the sentence or to the next verb that introduces one."""
        speaker = speaker_before(page, self._first(page, verb))
        end = self._stop(page, begin)
        if speaker is not None and page.tokens.tags[speaker] == "WP":  # le maire, qui dit vouloir partir|, a souri
            end = next((n for n in range(begin, end) if page.tokens.words[n] == "," and page.quoted_tokens[n] < 0), end)
        return made(page, _cue(page, verb), [(begin, end)], speaker, rule, confidence, least=least)

    def _stop(self, page: Page, begin: int) -> int:
        """Where the statement that begins at a token ends."""
        tokens, (_, end) = page.tokens, page.sentence(begin)
        stop = next((at for at in range(begin + 1, end) if self._goes_on(page, at) or _is_passed_on(page, at)), end)
        if stop < end and _is_passed_on(page, stop):
            return stop
        while begin < stop < end and tokens.tags[stop - 1].startswith(IN_VERB):
            stop -= 1
        return stop - 1 if stop < end and tokens.tags[stop - 1] == "CC" else stop

    def _first(self, page: Page, verb: int) -> int:
        """The verb whose speaker another shares that stands behind a mere "et": a affirmé que ... et | a rappelé."""
        start = page.sentence(verb)[0]
        group = verb_group(page, verb, start)
        if group == start or page.tokens.tags[group - 1] != "CC":
            return verb
        known = (at for at in range(start, group) if page.quoted_tokens[at] < 0 and self._verb(page, at) is not None)
        return next(known, verb)

    def _goes_on(self, page: Page, token: int) -> bool:
        """Whether a further verb that introduces a statement stands there, behind "et" or a comma: ... et rappelé que."""
        tokens = page.tokens
        verb = self._verb(page, token) if page.quoted_tokens[token] < 0 else None
        group = verb_group(page, token, page.sentence(token)[0]) if verb is not None else 0
        if verb is None or not group or not (tokens.tags[group - 1] == "CC" or tokens.words[group - 1] == ","):
            return False
        if tokens.tags[group] == "VB":
            return False
        near = range(token + 1, min(page.sentence(token)[1], token + 1 + _NEAR))
        return (
            conjunction(page, token, _NEAR) is not None
            or ("infinitive" in verb.frames and infinitive(page, token, joined=True) is not None)
            or ("object" in verb.frames and any(page.quoted_tokens[at] >= 0 for at in near))
        )


def _is_passed_on(page: Page, token: int) -> bool:
    """Whether a source that passes the statement on is announced behind a comma there: ..., | selon Reuters."""
    return page.tokens.words[token - 1] == "," and page.quoted_tokens[token] < 0 and phrase_width(page, token) > 0


def _is_light(page: Page, token: int) -> bool:
    """Whether an infinitive ends a verb of two words there: a fait | valoir."""
    lower = page.tokens.lower
    light = token > 0 and lower[token] in spoken(page.language, "grammar", "light_infinitives")
    return light and lower[token - 1] in spoken(page.language, "grammar", "light_verbs")


def _cue(page: Page, verb: int) -> Span:
    return verb - _is_light(page, verb), verb + 1


def _is_verb(page: Page, token: int) -> bool:
    """By its tag; or, where the parser sees a noun, by the words right before it and what it introduces right behind."""
    tokens = page.tokens
    if tokens.tags[token].startswith("VB"):
        return True
    subject = token > 0 and tokens.tags[token - 1] in ("NNP", "PRP", "CC")
    if not subject or tokens.tags[token] != "NN":
        return False
    return conjunction(page, token, 1) is not None or page.quoted_tokens[min(token + 1, len(tokens) - 1)] >= 0


def _past_times(page: Page, verb: int) -> int:
    """The first word behind a verb that tells no time: a promis lundi | de rouvrir."""
    times = spoken(page.language, "grammar", "times")
    _, end = page.sentence(verb)
    return next((at for at in range(verb + 1, end) if page.tokens.lower[at] not in times), end)


def _before(page: Page, verb: int, confidence: float) -> Attribution | None:
    """The sentence before a comma and an inverted verb, with what goes on behind the speaker."""
    start, end = page.sentence(verb)
    group = verb_group(page, verb, start)
    if not page.tokens.tags[group].startswith("VB") or page.tokens.words[group - 1] not in (",", "»", "”", "—", "–"):
        return None
    learnt = speaker_behind(page, group, verb)
    speaker = speaker_after(page, group, verb) if learnt is None else learnt
    if speaker is None or group == start:
        return None
    last = max(verb + 1, page.token_range(source_at(page, speaker).span)[1])
    more = (last + 1, end) if last < end and page.tokens.words[last] == "," else (end, end)
    whole = group - start >= LEAST and any(page.tokens.tags[at].startswith("VB") for at in range(start, group))
    finite = ("VBZ", "VBD") if whole else ("VBZ", "VBD", "VBN")  # a parser takes some verbs for participles
    if not any(page.tokens.tags[at] in finite or page.quoted_tokens[at] >= 0 for at in range(*more)):
        more = (end, end)
    if not whole and more[0] == more[1]:
        return None
    return made(page, _cue(page, verb), [(start, group), more], speaker, "before", confidence)


def _quoted_object(page: Page, verb: int) -> int | None:
    """The token behind the quotation in the object of a verb."""
    tokens, (_, end) = page.tokens, page.sentence(verb)
    if tokens.words[min(verb + 1, end - 1)].startswith("-"):  # avoue-t-il
        return None
    for at in range(verb + 1, min(end, verb + _REACH_OBJECT)):
        if page.quoted_tokens[at] >= 0:
            return page.token_range(page.outermost[page.quoted_tokens[at]].outer)[1]
        if tokens.words[at] in STOPS or (tokens.words[at - 1] == "," and tokens.tags[at] in ("VBG", "WP")):
            return None
    return None
