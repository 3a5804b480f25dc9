"""Statements told without quotation marks, by words and their order rather than by the parse.

    clause       la maire a dit, lundi, [que le port reste ouvert]          question     elle se demande [si le port rouvrira]
    colon        la maire a prévenu lundi : [le port fermera]
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
from enrich.told import (
    LEAST,
    STOPS,
    after_colon,
    conjunction,
    contrasts,
    cue_of,
    infinitive,
    is_light,
    is_verb,
    made,
    past_times,
    phrase_width,
)
from enrich.wordlists import spoken

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
        if is_light(page, token):
            return _LIGHT
        verb = self.verbs.get(page.tokens.lower[token])
        return verb if verb is not None and is_verb(page, token) else None

    def _clause(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What "que" introduces."""
        joint = conjunction(page, verb, _REACH)
        if joint is None and (told := after_colon(page, verb, _REACH)) is not None:
            return made(page, cue_of(page, verb), [told], speaker_before(page, verb), "colon", confidence)
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
        tokens, begin = page.tokens, infinitive(page, verb, joined=joined)
        if begin is None or is_passive(tokens, verb):
            return None
        joints = spoken(page.language, "grammar", "infinitives") if joined else frozenset()
        while begin > verb + 1 and (tokens.tags[begin - 1] in ("RB", "PRP") or tokens.lower[begin - 1] in joints):
            begin -= 1  # a dit | ne pas vouloir
        return self._from(page, verb, begin, "infinitive", confidence)

    def _person(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What somebody is asked to do, or said to have done: appelle la maire à ..., accuse la maire d'avoir ..."""
        asked = self._asked(page, verb)
        return self._from(page, verb, past_times(page, verb), "object-infinitive", confidence) if asked else None

    def _asked(self, page: Page, verb: int) -> bool:
        """Whether a person and what he is asked to do stand behind a verb."""
        tokens, (_, end) = page.tokens, page.sentence(verb)
        begin = past_times(page, verb)
        to = begin < end and tokens.lower[begin] in spoken(page.language, "grammar", "hearers")
        person = noun_after(page, begin + to)
        if person is None or is_passive(tokens, verb):
            return False
        for at in range(person + 1, min(end - 1, person + _REACH_PERSON)):
            if tokens.words[at] in (*STOPS, ",") or tokens.tags[at].startswith("VB") or page.quoted_tokens[at] >= 0:
                return False
            if tokens.lower[at] in spoken(page.language, "grammar", "infinitives") and (
                infinitive(page, at, joined=False) is not None or page.quoted_tokens[at + 1] >= 0
            ):
                return True
        return False

    def _state(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What somebody says to be: s'est dit « confiant » dans l'avenir, se dit prête à partir."""
        tokens, (start, end) = page.tokens, page.sentence(verb)
        group = range(verb_group(page, verb, start), verb)
        at = past_times(page, verb)
        while at < end and tokens.tags[at] == "RB":
            at += 1
        if at >= end or not any(tokens.lower[n] in spoken(page.language, "grammar", "selves") for n in group):
            return None
        if tokens.tags[at] not in ("JJ", "VBN") and page.quoted_tokens[at] < 0:
            return None
        return self._from(page, verb, past_times(page, verb), "state", confidence, least=1)

    def _object(self, page: Page, verb: int, confidence: float) -> Attribution | None:
        """What follows, as far as the quotation that stands in it: only with one it is surely a statement."""
        last = self._quoted_object(page, verb)
        if last is None or is_passive(page.tokens, verb):
            return None
        speaker = speaker_before(page, self._first(page, verb))
        return made(page, cue_of(page, verb), [(past_times(page, verb), last)], speaker, "object", confidence)

    def _quoted_object(self, page: Page, verb: int) -> int | None:
        """The token behind the quotation in the object of a verb, up to the next verb of saying."""
        tokens, (_, end) = page.tokens, page.sentence(verb)
        if tokens.words[min(verb + 1, end - 1)].startswith("-"):  # avoue-t-il
            return None
        for at in range(verb + 1, min(end, verb + _REACH_OBJECT)):
            if page.quoted_tokens[at] >= 0:
                return page.token_range(page.outermost[page.quoted_tokens[at]].outer)[1]
            apart = tokens.words[at - 1] == "," and tokens.tags[at] in ("VBG", "WP")
            if apart or tokens.words[at] in STOPS or (tokens.tags[at] in ("VBZ", "VBD") and tokens.lower[at] in self.verbs):
                return None
        return None

    def _from(
        self, page: Page, verb: int, begin: int, rule: str, confidence: float, *, least: int = LEAST
    ) -> Attribution | None:
        """The statement that begins at a token, up to the end of the sentence or to the next verb that introduces one."""
        speaker = speaker_before(page, self._first(page, verb))
        end = self._stop(page, begin)
        if speaker is not None and page.tokens.tags[speaker] == "WP":  # le maire, qui dit vouloir partir|, a souri
            end = next((n for n in range(begin, end) if page.tokens.words[n] == "," and page.quoted_tokens[n] < 0), end)
        return made(page, cue_of(page, verb), [(begin, end)], speaker, rule, confidence, least=least)

    def _stop(self, page: Page, begin: int) -> int:
        """Where the statement that begins at a token ends."""
        tokens, (_, end) = page.tokens, page.sentence(begin)
        over = (at for at in range(begin + 1, end) if _is_passed_on(page, at) or self._is_told(page, at) or contrasts(page, at))
        passed_on = next(over, end)
        stop = next((at for at in range(begin + 1, passed_on) if self._goes_on(page, at)), end)
        if stop >= passed_on:
            return passed_on
        while begin < stop < end and (tokens.tags[stop - 1].startswith(IN_VERB) or tokens.lower[stop - 1] == "en"):
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

    def _is_told(self, page: Page, token: int) -> bool:
        """Whether a verb turned round before its speaker begins behind a comma there: ..., | a rapporté son avocat."""
        tokens = page.tokens
        if tokens.words[token - 1] != "," or page.quoted_tokens[token] >= 0 or tokens.tags[token] not in ("VBZ", "VBD"):
            return False
        near = range(token, min(page.sentence(token)[1], token + _NEAR + 1))
        verb = next((at for at in near if tokens.tags[at].startswith("VB") and self._verb(page, at) is not None), None)
        return verb is not None and verb_group(page, verb, token) == token and speaker_after(page, token, verb) is not None

    def _goes_on(self, page: Page, token: int) -> bool:
        """Whether a further verb that introduces a statement stands there, behind "et" or a comma: ... et rappelé que."""
        tokens = page.tokens
        verb = self._verb(page, token) if page.quoted_tokens[token] < 0 else None
        group = verb_group(page, token, page.sentence(token)[0]) if verb is not None else 0
        while group and tokens.tags[token] == "VBG" and tokens.lower[group - 1] in ("en", "tout"):  # , tout en | appelant
            group -= 1
        if verb is None or not group or not (tokens.tags[group - 1] == "CC" or tokens.words[group - 1] == ","):
            return False
        if tokens.tags[group] == "VB":
            return False
        near = range(token + 1, min(page.sentence(token)[1], token + 1 + _NEAR))
        return (
            conjunction(page, token, _NEAR) is not None
            or ("infinitive" in verb.frames and infinitive(page, token, joined=True) is not None)
            or ("object" in verb.frames and any(page.quoted_tokens[at] >= 0 for at in near))
            or ("person" in verb.frames and self._asked(page, token))
        )


def _is_passed_on(page: Page, token: int) -> bool:
    """Whether a source that passes the statement on is announced behind a comma there: ..., | selon Reuters."""
    return page.tokens.words[token - 1] == "," and page.quoted_tokens[token] < 0 and phrase_width(page, token) > 0


def _before(page: Page, verb: int, confidence: float) -> Attribution | None:
    """The sentence before a comma and an inverted verb, with what goes on behind the speaker."""
    start, end = page.sentence(verb)
    group = verb_group(page, verb, start)
    conjugated = any(page.tokens.tags[at] in ("VBZ", "VBD") for at in range(group, verb + 1))
    conjugated = conjugated or page.tokens.lower[verb].endswith("t")  # dit, prédit: taken for participles
    if not conjugated or page.tokens.words[group - 1] not in (",", "»", "”", "—", "–"):
        return None
    learnt = speaker_behind(page, group, verb)
    speaker = speaker_after(page, group, verb) if learnt is None else learnt
    if speaker is None or group == start:
        return None
    last = max(verb + 1, page.token_range(source_at(page, speaker).span)[1])
    more = (last + 1, end) if last < end and page.tokens.words[last] == "," else (end, end)
    whole = group - start >= LEAST and any(page.tokens.tags[at] in ("VBZ", "VBD") for at in range(start, group))
    finite = ("VBZ", "VBD") if whole else ("VBZ", "VBD", "VBN")  # a parser takes some verbs for participles
    if not any(page.tokens.tags[at] in finite or page.quoted_tokens[at] >= 0 for at in range(*more)):
        more = (end, end)
    if not whole and more[0] == more[1]:
        return None
    return made(page, cue_of(page, verb), [(start, group), more], speaker, "before", confidence)
