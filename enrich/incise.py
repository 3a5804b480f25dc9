"""Quotations whose verb stands turned round behind a comma, within the marks or behind them, as French news prints them.

    within   « Nous partons, a déclaré la maire devant le conseil. Les trains rouleront. »   (the verb's words are cut out)
    behind   « Nous partons », s'est emportée à la sortie Claire Vasseur    (any verb, however far behind it the speaker)

What another attributor finds of quotations stays as it is, wherever that knows the verb and the speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from enrich.lexicon import Verb
from enrich.marks import Quoted
from enrich.page import Page
from enrich.places import Place, lead_in, places
from enrich.sources import source_at
from enrich.speakers import SENTENCE_ENDS, is_person_behind, noun_after, past_speaker, speaker_after, speaker_before, verb_group
from enrich.statements import LEAST_WORDS, has_letters, is_title, words_in
from enrich.steps import Attribution, Attributor, Cue, Source
from enrich.wordlists import spoken
from wire.messages import Span

#: How often these are statements of who is named (0 to 1): estimates, for no annotated French news was at hand.
_WITHIN, _BEHIND, _BEHIND_ANY = 0.9, 0.95, 0.75
_STOPS = frozenset({",", "?", "!", "…", "—", "–"})
#: Most words of a verb's parts, as in "ne s'en est pas moins étonné".
_LONGEST_GROUP = 7


@dataclass(frozen=True)
class _Incise:
    """A turned-round verb with its speaker: tokens of the verb and the speaker, and the characters of all its words.

    The speaker is None for "on", who is nobody.
    """

    verb: int
    speaker: int | None
    span: Span


@dataclass(frozen=True)
class Incised:
    """The attributor: what `direct` finds, with the verbs that it does not see. `verbs` are the forms of reporting verbs."""

    direct: Attributor
    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        made = list(self.direct(page, found))
        taken = {span for attribution in found for span in attribution.content}
        owners = {span[1]: number for number, attribution in enumerate(made) for span in attribution.content}
        for place in places(page):
            if place.item.outer in taken or is_title(page, place.item):
                continue
            number = owners.get(place.item.outer[1])
            own = made[number] if number is not None else None
            if number is None or own is None:
                alone = self._alone(page, place)
                made += [alone] if alone is not None else []
            elif _is_headed(page, place, own):
                made[number] = self._alone(page, place) or own
            elif own.cue is None:
                made[number] = (
                    self._within(page, place.item, own) or self._behind(page, place, own) or self._led(page, place, own)
                )
            elif len(own.content) > 1 and place.item.outer in own.content[1:] and (more := self._within(page, place.item)):
                made[number] = replace(own, content=tuple(span for span in own.content if span != place.item.outer))
                made.append(more)
            elif not _is_known(page, own) or _is_asked(page, own):
                made[number] = self._behind(page, place, own) or _told_before(page, own)
        return made

    def _alone(self, page: Page, place: Place) -> Attribution | None:
        return self._within(page, place.item) or self._behind(page, place, None)

    def _within(self, page: Page, item: Quoted, own: Attribution | None = None) -> Attribution | None:
        """The statement without the verb and speaker that stand in its marks."""
        incises = list(self._incises(page, item))
        if not incises:
            return None
        spans = [span for span in own.content if span != item.outer] if own is not None else []
        content = sorted([*spans, *_without(page, item, incises)])
        return _made(page, incises[0], content, "incise", _WITHIN)

    def _incises(self, page: Page, item: Quoted) -> Iterator[_Incise]:
        tokens = page.tokens
        first, last = page.token_range((item.start, item.end))
        at = first + 2
        while at < last:
            verbal = tokens.tags[at].startswith("VB") and _is_last_verb(page, at)
            group = verb_group(page, at, first) if verbal else at
            speaker = speaker_after(page, group, at) if verbal and _stands_behind_comma(page, group, first) else None
            known = tokens.lower[at] in self.verbs or (speaker is not None and _names_speaker(page, group, at, speaker))
            if not known or speaker is None or tokens.starts[speaker] >= item.end:
                at += 1
                continue
            end = page.token_range(source_at(page, speaker).span)[1]
            end = past_speaker(page, max(end, at + 1), last)
            yield _Incise(at, speaker, (tokens.starts[group], tokens.starts[end] if end < last else item.end))
            at = end + 1

    def _behind(self, page: Page, place: Place, own: Attribution | None) -> Attribution | None:
        """The quotation with the verb and speaker behind it."""
        tokens, item = page.tokens, place.item
        first, last = page.token_range(place.after)
        lead = page.text[slice(*lead_in(page, place))].rstrip()
        if own is None and ((has_letters(lead) and lead[-1] != ":") or words_in(page, item) < LEAST_WORDS - 1):
            return None
        comma = first < last and tokens.words[first] in _STOPS
        if not comma and page.text[item.end - 1 : item.end].strip() not in _STOPS:
            return None
        begin = first + comma
        near = takewhile(lambda at: tokens.words[at] not in SENTENCE_ENDS, range(begin, min(last, begin + _LONGEST_GROUP)))
        verb = next((at for at in near if _is_last_verb(page, at)), None)
        if verb is None and begin < last:
            verb = self._mistaken_verb(page, begin)
        if verb is None or verb_group(page, verb, begin) not in (begin, verb) or not (verb == begin or _opens(page, begin)):
            return None
        known = tokens.lower[verb] in self.verbs
        speaker = speaker_after(page, begin, verb)
        person = speaker is not None and is_person_behind(page, verb, speaker)
        if verb == begin and not (known or _opens(page, begin) or person):
            return None
        if speaker is None and not (known and tokens.words[verb + 1 : verb + 2] and tokens.lower[verb + 1].endswith("-on")):
            return None
        content = own.content if own is not None else (item.outer,)
        incise = _Incise(verb, speaker, page.chars(begin, verb + 1))
        return _made(page, incise, content, "cue-after", _BEHIND if known else _BEHIND_ANY)

    def _led(self, page: Page, place: Place, own: Attribution) -> Attribution:
        """With the verb before a colon that a parser takes for an adjective or noun: un proche du maire | tempère : « ... »."""
        tokens, (first, last) = page.tokens, page.token_range(lead_in(page, place))
        verb = next(
            (at for at in range(last - 1, max(first, last - _LONGEST_GROUP), -1) if tokens.lower[at] in self.verbs), None
        )
        if own.rule != "colon" or own.source is not None or verb is None or tokens.tags[verb - 1] in ("DT", "PRP$", "IN", "CC"):
            return own
        speaker = noun_after(page, first)
        if speaker is None or speaker >= verb:
            return own
        cue = Cue(spans=(page.chars(verb, verb + 1),), token=verb)
        source = Source(span=page.chars(first, verb), token=speaker)
        return replace(own, cue=cue, source=source, rule="cue-before", confidence=_BEHIND_ANY)

    def _mistaken_verb(self, page: Page, begin: int) -> int | None:
        """The verb that a parser takes for a noun or adjective: tonne | s'indigne."""
        if page.tokens.lower[begin] in self.verbs:
            return begin
        reflexive = page.tokens.lower[begin] in spoken(page.language, "grammar", "reflexives")
        if reflexive and begin + 1 < len(page.tokens):
            return begin + 1
        speaker = noun_after(page, begin + 1) if page.tokens.tags[begin] in ("NN", "JJ") else None
        return begin if speaker is not None and is_person_behind(page, begin, speaker) else None  # cingle | la députée


def _is_known(page: Page, attribution: Attribution) -> bool:
    """Whether it has a source, and no mere time or object taken for one: a dit mardi | soir; | lui a dit la maire."""
    words = spoken(page.language, "grammar", "times") | spoken(page.language, "grammar", "clitics") | {"qui"}
    return attribution.source is not None and page.tokens.lower[attribution.source.token] not in words


def _is_headed(page: Page, place: Place, own: Attribution) -> bool:
    """Whether what leads up to the quotation is a heading and no part of the statement: Foot : « ... », estime Morel."""
    return own.rule == "lead-in" and page.text[slice(*lead_in(page, place))].rstrip().endswith(":")


def _is_asked(page: Page, own: Attribution) -> bool:
    """Whether the verb is a participle at the head of a sentence: Interrogée par la presse, elle a répondu : « ... »."""
    token = own.cue.token if own.cue is not None else -1
    return token >= 0 and page.tokens.tags[token] == "VBN" and token == page.sentence(token)[0]


def _told_before(page: Page, own: Attribution) -> Attribution:
    """The statement with the speaker before its verb: il a préféré répondre : « ... »."""
    if own.cue is None or own.rule != "cue-before":
        return own
    speaker = None if _is_asked(page, own) else speaker_before(page, own.cue.token)
    if speaker is None:
        outside = (at for at in range(own.cue.token, page.sentence(own.cue.token)[1]) if page.quoted_tokens[at] < 0)
        speaker = next((at for at in outside if page.tokens.deps[at] == "nsubj"), None)
    return own if speaker is None else replace(own, source=source_at(page, speaker, own.content))


def _is_last_verb(page: Page, token: int) -> bool:
    """Whether no further part of the verb stands behind it: s'est | emporté."""
    tags = page.tokens.tags
    following = next((at for at in range(token + 1, min(len(tags), token + 3)) if tags[at] not in ("RB", "PRP")), token)
    return tags[token].startswith("VB") and not (tags[following] == "VBN" and following != token)


def _opens(page: Page, token: int) -> bool:
    """Whether a turned-round verb may begin there: no subject stands before it."""
    tags, word = page.tokens.tags[token], page.tokens.lower[token]
    unstressed = spoken(page.language, "grammar", "reflexives") | spoken(page.language, "grammar", "clitics")
    return tags.startswith("VB") or word in unstressed


def _stands_behind_comma(page: Page, group: int, first: int) -> bool:
    return group > first + 1 and page.tokens.words[group - 1] in _STOPS


def _names_speaker(page: Page, group: int, verb: int, speaker: int) -> bool:
    """Whether a verb within the marks that no list has stands turned round: lâche la députée; a-t-il souri."""
    tokens = page.tokens
    if tokens.words[speaker].startswith("-"):  # but not: va-t-il partir ?
        behind = max(verb, speaker) + 1
        return not {",", ".", "!", "…", ";"}.isdisjoint(tokens.words[behind : behind + 1])
    return _opens(page, group) and is_person_behind(page, verb, speaker)


def _without(page: Page, item: Quoted, incises: Sequence[_Incise]) -> list[Span]:
    """What is left of a quotation when its verbs and speakers are cut out, without the commas and stops beside them."""
    parts: list[Span] = []
    start = item.outer[0]
    for incise in incises:
        end = incise.span[0]
        parts.append((start, end - (len(page.text[start:end]) - len(page.text[start:end].rstrip(" ,\u00a0\u202f—–")))))
        rest = page.text[incise.span[1] : item.outer[1]]
        start = incise.span[1] + len(rest) - len(rest.lstrip(" ,.;—–…!?\u00a0\u202f"))
    if has_letters(page.text[start : item.outer[1]]):
        parts.append((start, item.outer[1]))
    return parts


def _made(page: Page, incise: _Incise, content: Sequence[Span], rule: str, confidence: float) -> Attribution:
    cue = Cue(spans=(page.chars(incise.verb, incise.verb + 1),), token=incise.verb)
    source = source_at(page, incise.speaker, tuple(content)) if incise.speaker is not None else None
    behind = page.tokens.ends[incise.verb]
    if source is not None and source.token > incise.verb and source.span[0] < behind:  # tonne | Paul Morel
        source = replace(source, span=(behind + 1, source.span[1]))
    return Attribution(content=tuple(content), cue=cue, source=source, rule=rule, confidence=confidence)
