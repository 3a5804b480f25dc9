"""Whose the quotations are that have no cue of their own: the speaker's before them, in the same breath or paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from enrich.antecedents import subject_in
from enrich.dialogues import take_turns
from enrich.lexicon import verbs
from enrich.page import Page
from enrich.sources import source_at
from enrich.steps import Attribution, Source
from enrich.wordlists import spoken

#: Paragraphs between a quotation without a cue and the statement it goes on from.
_FURTHEST = 1
#: Longest quotation of a dialogue (characters).
_SHORT = 120
#: Sentences between the two that are about something else.
_SENTENCES = 2
#: Tags of subjects that may be about to speak.
_SPEAKERS = frozenset({"NNP", "NNPS", "NN", "NNS", "PRP"})


def follow(page: Page, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions in order, those that go on with the source of the one they go on from.

    That is the last statement of the paragraph or the one before it; where there is none, the subject of the sentence
    before the quotation, who is about to speak.
    """
    result: list[Attribution] = []
    last: Attribution | None = None
    before_last: Attribution | None = None
    for attribution in sorted(attributions, key=lambda a: (a.content[0][0], -a.content[-1][1])):
        current = attribution
        if attribution.continues:
            earlier = last.source if last is not None and _near(page, last, attribution) else None
            if last is not None and before_last is not None and _take_turns(page, before_last, last, attribution):
                earlier = before_last.source
            source = _subject_before(page, attribution, reporting=True) or earlier or _subject_before(page, attribution)
            current = replace(attribution, source=source)
        result.append(current)
        if last is None or current.content[0][0] >= last.content[-1][1] or current.continues:
            last, before_last = current, last
    return take_turns(page, result)


def _take_turns(page: Page, first: Attribution, second: Attribution, third: Attribution) -> bool:
    """Whether three short quotations in three paragraphs are a dialogue of two, in which the third is the first's."""
    paragraphs = [page.paragraph_of(attribution.content[0][0]) for attribution in (first, second, third)]
    if paragraphs[1] - paragraphs[0] != 1 or paragraphs[2] - paragraphs[1] != 1:
        return False
    if first.source is None or second.source is None or _words(page, first.source) == _words(page, second.source):
        return False
    return all(_is_short_quotation(page, attribution) for attribution in (first, second, third))


def _words(page: Page, source: Source) -> str:
    return page.text[slice(*source.span)].lower()


def _is_short_quotation(page: Page, attribution: Attribution) -> bool:
    start, end = attribution.content[0]
    quoted = page.outermost_in((start, end))
    return bool(quoted) and quoted[0].outer[0] <= start and sum(e - s for s, e in attribution.content) <= _SHORT


def _near(page: Page, last: Attribution, attribution: Attribution) -> bool:
    """Whether nothing but its own words stands between a statement and the one before: at most a paragraph break."""
    end = max(span[1] for span in last.content) - 1
    if last.cue is not None and last.cue.spans:
        end = max(end, last.cue.spans[-1][1] - 1)
    start = attribution.content[0][0]
    if _paragraphs_apart(page, end, start) > _FURTHEST:
        return False
    between = page.token_range((end, start))
    return _sentence_count(page, *between) <= _SENTENCES


def _paragraphs_apart(page: Page, end: int, start: int) -> int:
    """How many paragraphs `start` is after `end`, questions between them not counted."""
    first, last = page.paragraph_of(end), page.paragraph_of(start)
    questions = sum(_asks(page, number) for number in range(first + 1, last))
    return last - first - questions


def _asks(page: Page, number: int) -> bool:
    """Whether a paragraph is a question, to which the next one is the answer."""
    return page.text[page.paragraphs[number][1] - 1] == "?"


def _sentence_count(page: Page, first: int, last: int) -> int:
    return page.tokens.sents[last - 1] - page.tokens.sents[first] if first < last else 0


def _subject_before(page: Page, attribution: Attribution, *, reporting: bool = False) -> Source | None:
    """The subject of the sentence before, outside quotation marks; with `reporting` only of "said in a statement."."""
    token = page.token_range((0, attribution.content[0][0]))[1] - 1
    apart = page.paragraph_of(attribution.content[0][0]) - page.paragraph_of(page.tokens.starts[max(token, 0)])
    if token < 0 or apart > (0 if reporting else _FURTHEST):
        return None
    sentence = page.tokens.sents[token]
    if reporting and page.tokens.lower[page.tokens.root(sentence)] not in verbs(page.language):
        return None
    subject = subject_in(page, sentence)
    if subject is None or page.tokens.tags[subject] not in _SPEAKERS:
        return None
    if page.tokens.lower[subject] in spoken(page.language, "grammar", "nobody"):
        return None
    return source_at(page, subject)
