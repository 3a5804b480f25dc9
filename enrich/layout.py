"""Statements that the layout tells, without a reporting verb: interviews, a name behind a dash, block quotes, headlines.

Tanabe: It is a slow way ...      "..." —Noor, Brackwater      > We are not against it.      "A mistake": minister on dam
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from enrich.lexicon import verbs
from enrich.marks import BULLET, Quoted
from enrich.names import LABELS
from enrich.page import Page
from enrich.places import Place, places
from enrich.sources import source_at, speaker_of, subject_of
from enrich.statements import LEAST_WORDS, begins_sentence, has_letters, words_in
from enrich.steps import Attribution, Cue, Source
from wire.messages import Span

#: How sure these are (0 to 1). The corpora hold too few of them for counting.
_TURN, _DASH, _BLOCK, _HEADLINE = 0.8, 0.9, 0.6, 0.6
#: Longest headline (characters), and fewest words in quotation marks that make a statement in one.
_HEADLINE_CHARS, _HEADLINE_WORDS = 200, 3
#: Fewest turns that make an interview.
_LEAST_TURNS = 3
#: Labels that name nobody, and those of answers among them.
_ANSWERS = frozenset({"A", "Answer", "R", "Réponse"})
_LETTERS = _ANSWERS | {"Q", "Question", "Interviewer"}
_NAME = r"[A-ZÀ-Þ][\w.’'&-]*(?: [A-ZÀ-Þ\d][\w.’'&-]*){0,4}"
#: Tanabe: ... Tanabe (editor): ... **Tanabe:** ... Q. ...
_LABEL = re.compile(
    rf"(?:\*\*|__)?(?P<name>[QAR](?=\.)|{_NAME})(?: \([^()\n]{{1,60}}\))?[ \u00a0\u202f]?(?P<colon>:|(?<=\b[QAR])\.)"
    r"(?:\*\*|__)?\s+(?=\S)"
)
#: A dash and a name, with the handle and date of a post or what else tells of its bearer behind it.
_SIGNED = re.compile(
    r"\s*(?P<dash>—|–|―|--|-)\s?(?P<name>[^\W\d_](?:[^\n.,;:!?“\"()]|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.|(?<=\b[A-Z][a-z]{2})\.){1,60}?)"
    r"(?:\s*(?P<handle>\(@\w+\))[^\n]*|\s*[,(][^\n;:!?“\"]{1,80})?\s*\.?$"
)
#: The number of a paragraph, and the name and colon that it begins with.
_Label = tuple[int, re.Match[str]]
#: Languages whose reporting verbs are known, and verbs behind whose colon others' lines may be printed without a mark.
_LANGUAGES = frozenset({"en", "fr"})
_WRITING = frozenset({"write", "post", "tweet", "reply", "écrire", "publier"})
_ENDED = re.compile(r"[.!?…][\"”’')\]»]*$")
_BLOCK_MARK = re.compile(r">+\s*")


@dataclass(frozen=True)
class Layout:
    """The attributor of what layout alone says: turns, signatures, block quotes. Goes before the other rules."""

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        signed = (_signed(page, place) for place in places(page))
        return [*_turns(page), *_posts(page), *_blocks(page), *(one for one in signed if one is not None)]


@dataclass(frozen=True)
class Headlines:
    """The attributor of quotations in the headline that no other rule has found."""

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = {attribution.content[0][0] for attribution in found}
        first = takewhile(lambda place: not place.item.paragraph, places(page))
        made = (_headline(page, place) for place in first if place.item.outer[0] not in taken)
        return [attribution for attribution in made if attribution is not None]


def _turns(page: Page) -> list[Attribution]:
    """The turns of an interview: paragraphs that begin with a name and a colon, among others whose names come again."""
    labels = [(number, match) for number, span in enumerate(page.paragraphs) if (match := _LABEL.match(page.text, *span))]
    if not any(match.group().startswith("Q.") for _, match in labels):
        labels = [label for label in labels if label[1].group("colon") == ":"]  # A. Tanabe
    turns = []
    interview = _interviews(page, labels)
    answering = _answering(page, interview[0][0]) if interview else None
    for number, match in interview:
        content = (match.end(), page.paragraphs[number][1])
        cue = Cue(spans=(match.span("colon"),), kind="layout")
        letter = answering if match.group("name") in _ANSWERS else None
        name = letter if match.group("name") in _LETTERS else match.span("name")
        turns.append(_made(page, content, cue, name, "turn", _TURN))
    return turns


def _answering(page: Page, first: int) -> Span | None:
    """Whose answers those behind a mere A: are: the only person's whose name stands before the first turn."""
    spans = [(name.start, name.end) for name in page.names if LABELS.get(name.label) == "person"]
    before = [span for span in spans if span[1] <= page.paragraphs[first][0]]
    surnames = {page.text[slice(*span)].rpartition(" ")[2] for span in before}
    return before[0] if len(surnames) == 1 else None


def _interviews(page: Page, labels: Sequence[_Label]) -> list[_Label]:
    """The labels from the first to the last of a name that comes again, where at least three stand there.

    Such stretches that overlap are one interview; what is appended under other names can belong to none of them.
    """
    last = {match.group("name"): at for at, (_, match) in enumerate(labels)}
    kept: list[_Label] = []
    start = end = 0
    for at, (_, match) in enumerate(labels):
        if at > end:
            kept += _spoken(page, labels[start : end + 1])
            start = end = at
        end = max(end, last[match.group("name")])
    return kept + _spoken(page, labels[start : end + 1])


def _spoken(page: Page, turns: Sequence[_Label]) -> list[_Label]:
    """The turns, if there are enough, and most of them end as sentences do: no scores, no facts of a box."""
    ended = sum(_is_ended(page, number) for number, _ in turns)
    return list(turns) if len(turns) >= _LEAST_TURNS and 2 * ended >= len(turns) else []


def _is_ended(page: Page, number: int) -> bool:
    return bool(_ENDED.search(page.text, *page.paragraphs[number]))


def _signed(page: Page, place: Place) -> Attribution | None:
    """ "..." —Noor, Brackwater: a dash and a name, and the paragraph ends; or they stand in the next one."""
    item, end = place.item, page.paragraphs[place.item.paragraph][1]
    if words_in(page, item) < LEAST_WORDS or place.after[1] != end:
        return None
    match = _SIGNED.match(page.text, place.after[0], end)
    if match is None and not has_letters(page.text[slice(*place.before)] + page.text[slice(*place.after)]):
        match = _signature(page, item.paragraph + 1)
    return _by_signature(page, item.outer, match) if match is not None else None


def _signature(page: Page, number: int) -> re.Match[str] | None:
    """The signature that a paragraph consists of; a hyphen is the bullet of a list."""
    match = _SIGNED.match(page.text, *page.paragraphs[number]) if number < len(page.paragraphs) else None
    return match if match is not None and match.group("dash") != "-" else None


def _posts(page: Page) -> list[Attribution]:
    """Posts copied with their signature: a paragraph, and — Noor (@noor) March 3, 2026."""
    quoted = {item.paragraph for item in page.outermost}
    signed = ((number, _signature(page, number + 1)) for number in range(len(page.paragraphs)) if number not in quoted)
    return [
        replace(_by_signature(page, page.paragraphs[number], match), spoken=True)
        for number, match in signed
        if match is not None and match.group("handle")
    ]


def _by_signature(page: Page, content: Span, match: re.Match[str]) -> Attribution:
    return _made(page, content, Cue(spans=(match.span("dash"),), kind="layout"), match.span("name"), "dash", _DASH)


def _blocks(page: Page) -> list[Attribution]:
    """Paragraphs marked as block quotes, and the letter or post behind "she wrote:", which may have no mark at all."""
    quoted = {item.paragraph for item in page.outermost}
    made: list[Attribution] = []
    above = False  # whether the paragraph before is part of a block quote
    for number, (start, end) in enumerate(page.paragraphs):
        mark = _BLOCK_MARK.match(page.text, start, end)
        verb = _announcing(page, number)
        plain = mark is None and verb is not None and number not in quoted and _writes(page, verb, number)
        if plain or (mark is not None and mark.end() < end):
            content = (mark.end() if mark is not None else start, end)
            if above:
                made[-1] = replace(made[-1], content=(*made[-1].content, content))
            else:
                made.append(_block(page, content, verb))
        above = mark is not None and (above or mark.end() < end)
    return made


def _block(page: Page, content: Span, verb: int | None) -> Attribution:
    speaker = speaker_of(page, verb) if verb is not None else None
    return Attribution(
        content=(content,),
        cue=Cue(spans=(page.chars(verb, verb + 1),), token=verb) if verb is not None else None,
        source=source_at(page, speaker) if speaker is not None else None,
        rule="block",
        confidence=_BLOCK,
        continues=verb is None,
        spoken=verb is not None,
    )


def _announcing(page: Page, number: int) -> int | None:
    """The reporting verb of the sentence before a paragraph, where that ends with a colon."""
    start, end = page.paragraphs[number - 1] if number else (0, 0)
    if page.text[end - 1 : end] != ":" or page.language not in _LANGUAGES:
        return None
    last = page.token_range((start, end))[1]
    known, tags = verbs(page.language), page.tokens.tags
    sentence = range(last - 1, page.sentence(last - 1)[0] - 1, -1)
    return next((at for at in sentence if page.tokens.lower[at] in known and tags[at].startswith("VB")), None)


def _writes(page: Page, verb: int, number: int) -> bool:
    """Whether a verb is of writing, and the paragraph ends as a sentence does and is no item of a list."""
    bullet = BULLET.match(page.text, *page.paragraphs[number])
    plain = bullet is not None and not bullet.group() and _is_ended(page, number)
    return plain and verbs(page.language)[page.tokens.lower[verb]].lemma in _WRITING


def _headline(page: Page, place: Place) -> Attribution | None:
    """A quotation in the headline, whose it is by the colon before it or the sentence behind it."""
    item = place.item
    start, end = page.paragraphs[0] if page.paragraphs else (0, 0)
    if item.paragraph or end - start > _HEADLINE_CHARS or page.text[end - 1 : end] == "." or not _speaks(page, item):
        return None
    before = page.text[start : item.outer[0]].rstrip()
    if before.endswith(":"):
        head = page.token_range((start, start + len(before) - 1))[1] - 1
        return _attributed(page, item, head)
    if before:
        return None
    told = _attributed(page, item, _first_subject(page, item.outer[1], end))
    colon = page.text[item.outer[1] : end].lstrip()[:1] == ":"  # "...": mayor attacks priest
    return told or (_headlined(item, None) if colon else None)


def _speaks(page: Page, item: Quoted) -> bool:
    return begins_sentence(page, item) and words_in(page, item) >= _HEADLINE_WORDS


def _first_subject(page: Page, start: int, end: int) -> int | None:
    """The subject of the first verb behind a place."""
    tokens = page.tokens
    first, last = page.token_range((start, end))
    verb = next((token for token in range(first, last) if tokens.tags[token] in ("VBZ", "VBD", "VBP")), None)
    subject = subject_of(tokens, verb) if verb is not None else None
    return subject if subject is not None and subject >= first else None


def _attributed(page: Page, item: Quoted, head: int | None) -> Attribution | None:
    if head is None or head < 0 or page.quoted_tokens[head] >= 0:
        return None
    return _headlined(item, source_at(page, head, (item.outer,)))


def _headlined(item: Quoted, source: Source | None) -> Attribution:
    return Attribution(content=(item.outer,), cue=None, source=source, rule="headline", confidence=_HEADLINE)


def _made(page: Page, content: Span, cue: Cue, name: Span | None, rule: str, confidence: float) -> Attribution:
    source = Source(span=name, token=page.token_at(name[1] - 1)) if name is not None else None
    return Attribution(content=(content,), cue=cue, source=source, rule=rule, confidence=confidence)
