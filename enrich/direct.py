"""Statements in quotation marks, with the words beside them that say whose they are. Rules of layout, no guesses.

    cue-after     "A," he said.  "A," he said, "B."  "A," he said. "B."        cue-before    He said, "A."
    lead-in       The plan is "a mistake," he said.                            colon         He was angry: "A."
    chain         a paragraph that is all quotation goes on with the speaker of the one before

Each quotation looks for a cue behind and before it; one without joins its neighbour in the paragraph that has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enrich.lexicon import Verb
from enrich.marks import Quoted
from enrich.page import Page
from enrich.places import Place, introduction, lead_in, places
from enrich.sources import source_at, speaker_of, subject_of
from enrich.statements import LEAST_WORDS, begins_sentence, ends_sentence, has_letters, is_title, is_whole, last_sign, words_in
from enrich.steps import Attribution, Cue
from enrich.wordlists import spoken
from wire.messages import Span

#: Words between a quotation and a cue behind it.
_REACH = 30
#: Words between a cue and a comma or colon before a quotation, and the quotation.
_REACH_BEFORE = 14
#: Words between a cue and a quotation that follows without a comma or colon: told me "...".
_REACH_BARE = 3
_OPEN_ENDS = ",!?—–-…"
#: Tags of the words that a clause like "the minister said" or "said the minister" begins with.
_CLAUSE_HEADS = frozenset({"DT", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "JJ", "CD", "RB", "VBD", "VBZ", "VBP", "WP", "``"})
#: Share of such places that are right: counted in the training part of PolNeAR (enrich/data/cues_en.toml).
_CONFIDENCE = {"cue-after": 0.95, "lead-in": 0.65, "cue-before": 0.79, "colon": 0.5, "chain": 0.45}


@dataclass
class _Statement:
    """A statement in the making: its quotations so far, and the verb that announces it."""

    items: list[Quoted]
    cue: int | None
    rule: str
    start: int  #: where the content begins


@dataclass(frozen=True)
class DirectQuotes:
    """The attributor of quotations. `verbs` are the forms of the reporting verbs."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {span for attribution in found for span in attribution.content}
        statements: list[_Statement] = []
        for place in places(page):
            if place.item.outer not in taken and not is_title(page, place.item):
                self._put(page, place, statements)
        return [_attribution(page, statement) for statement in statements]

    def _put(self, page: Page, place: Place, statements: list[_Statement]) -> None:
        """Give the quotation a cue of its own, or add it to the statement it goes on with, or leave it."""
        last = statements[-1] if statements else None
        if not place.item.closed and self._tells_its_speaker(page, place.item):
            return  # no quotation of several paragraphs: somebody forgot to close it
        if last is not None and place.item.continues and not last.items[-1].closed:
            last.items.append(place.item)
            own = self._after(page, place) if last.cue is None else None
            last.cue, last.rule = (own.cue, own.rule) if own is not None else (last.cue, last.rule)
            return
        own = self._before(page, place) or self._after(page, place) or _colon(page, place)
        if last is not None and _goes_on(page, last, place) and (own is None or last.cue is None or own.rule == "lead-in"):
            last.items.append(place.item)
            if last.cue is None and own is not None:
                last.cue, last.rule = own.cue, own.rule
        elif own is not None:
            statements.append(own)
        elif (is_whole(page, place.item) or not place.item.closed) and not has_letters(page.text[slice(*lead_in(page, place))]):
            statements.append(_Statement([place.item], None, "chain", place.item.outer[0]))

    def _tells_its_speaker(self, page: Page, item: Quoted) -> bool:
        """Whether an unclosed quotation ends with ", he said."."""
        first, last = page.token_range((item.start, item.end))
        near = range(max(first, last - _REACH_BARE - 3), last)
        return any(self._speaks(page, at) for at in near) and any(page.tokens.words[at] == "," for at in near)

    def _after(self, page: Page, place: Place) -> _Statement | None:
        """The verb of "...", he said; with what leads up to the quotation where it stands in a sentence."""
        item = place.item
        lead = lead_in(page, place)
        alone = not has_letters(page.text[slice(*lead)])
        open_end = last_sign(page, item) in _OPEN_ENDS or page.text[slice(*place.after)].lstrip()[:1] in (",", "—", "–")
        reach = _REACH if open_end else _REACH_BARE
        if not open_end and (ends_sentence(page, item) or words_in(page, item) < LEAST_WORDS):
            return None
        if not alone and page.text[slice(*place.after)].lstrip()[:1] in (".", "!", "?"):
            return None  # the sentence is over
        cue = self._first_verb(page, place.after, reach, any_head=alone and words_in(page, item) >= LEAST_WORDS)
        if cue is None:
            return None
        if alone:
            return _Statement([item], cue, "cue-after", item.outer[0])
        return _Statement([item], cue, "lead-in", _first_letter(page.text, lead[0]))

    def _first_verb(self, page: Page, gap: Span, reach: int, *, any_head: bool) -> int | None:
        tokens = page.tokens
        first, last = page.token_range(gap)
        joiners = spoken(page.language, "grammar", "joiners")
        while first < last and not tokens.words[first][0].isalnum() and tokens.words[first] != "(":
            first += 1
        if first >= last or not (any_head or tokens.tags[first] in _CLAUSE_HEADS) or tokens.lower[first] in joiners:
            return None
        for token in range(first, min(last, first + reach)):
            if tokens.words[token] in (".", "!", "?", ";", ":"):
                return None
            if tokens.tags[token] != "VBG" and self._speaks(page, token):
                return token
        return None

    def _before(self, page: Page, place: Place) -> _Statement | None:
        """The verb of He said: "..." """
        earlier = introduction(page, place)
        lead = earlier or lead_in(page, place)
        text = page.text[slice(*lead)].rstrip()
        if not has_letters(text) or not (begins_sentence(page, place.item) or text[-1] == ":"):
            return None
        first, last = page.token_range(lead)
        if text[-1] == ":":
            cue = self._last_verb(page, first, last, _REACH_BEFORE * 3)
            return _Statement([place.item], cue, "cue-before", place.item.outer[0]) if cue is not None else None
        bare = text[-1] != ","
        if bare and not (text[-1].isalnum() and ends_sentence(page, place.item)):
            return None
        cue = self._last_verb(page, first, last, _REACH_BARE if bare else _REACH_BEFORE)
        return _Statement([place.item], cue, "cue-before", place.item.outer[0]) if cue is not None else None

    def _last_verb(self, page: Page, first: int, last: int, reach: int) -> int | None:
        for token in range(last - 1, max(first, last - 1 - reach) - 1, -1):
            if self._speaks(page, token) and not (page.tokens.tags[token] == "VBN" and page.tokens.deps[token] == "acl"):
                return token
        return None

    def _speaks(self, page: Page, token: int) -> bool:
        verb = self.verbs.get(page.tokens.lower[token])
        return verb is not None and verb.quote and page.tokens.tags[token].startswith("VB")


def _colon(page: Page, place: Place) -> _Statement | None:
    """A sentence without a reporting verb that ends with a colon: Clinton seemed irritated: "..." """
    lead = introduction(page, place) or lead_in(page, place)
    text = page.text[slice(*lead)].rstrip()
    if not has_letters(text) or text[-1] != ":":
        return None
    return _Statement([place.item], None, "colon", place.item.outer[0])


def _first_letter(text: str, start: int) -> int:
    while text[start].isspace():
        start += 1
    return start


def _goes_on(page: Page, last: _Statement, place: Place) -> bool:
    """Whether the quotation is more of the statement before it: nothing but its cue stands between."""
    item, previous = place.item, last.items[-1]
    if previous.paragraph != item.paragraph or previous.outer[1] != place.before[0]:
        return False
    if not has_letters(page.text[slice(*place.before)]):
        return True
    if last.cue is None or not place.before[0] <= page.tokens.starts[last.cue] < place.before[1]:
        return False
    one_sentence = page.tokens.sents[page.token_range(place.before)[1] - 1] == page.tokens.sents[last.cue]
    return one_sentence and (ends_sentence(page, item) or page.text[item.end - 1] == ",")


def _attribution(page: Page, statement: _Statement) -> Attribution:
    first, *others = (item.outer for item in statement.items)
    content: tuple[Span, ...] = ((statement.start, first[1]), *others)
    cue, speaker = None, None
    if statement.cue is not None:
        cue = Cue(spans=(page.chars(statement.cue, statement.cue + 1),), token=statement.cue)
        speaker = speaker_of(page, statement.cue)
    elif statement.rule == "colon":
        speaker = _subject_before(page, statement.start)
    return Attribution(
        content=content,
        cue=cue,
        source=source_at(page, speaker, content) if speaker is not None else None,
        rule=statement.rule,
        confidence=_CONFIDENCE[statement.rule],
        continues=statement.rule == "chain",
    )


def _subject_before(page: Page, start: int) -> int | None:
    """The subject of a sentence that ends with a colon and has no reporting verb; of `Name: "..."` the name."""
    tokens = page.tokens
    last = page.token_range((0, start))[1] - 1
    while last >= 0 and not tokens.words[last][0].isalnum():
        last -= 1
    if last < 0:
        return None
    first, _ = page.sentence(last)
    root = tokens.root(tokens.sents[last])
    if not any(tokens.tags[token] in ("VBD", "VBZ", "VBP") for token in range(first, last)):
        return last if tokens.tags[last].startswith("N") else None
    subject = subject_of(tokens, root) if tokens.tags[root].startswith("VB") else None
    return None if subject is None or tokens.lower[subject] in spoken(page.language, "grammar", "nobody") else subject
