"""Statements in quotation marks, with the words beside them that say whose they are. Rules of layout, no guesses.

    "A," he said.   He said: "A."   "A," he said, "B."   "A," he said. "B."   "A." ¶ "B." (goes on)   — one rule each

Each quotation of a paragraph looks for its cue after and before it; those without one join a neighbour that has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enrich.lexicon import Verb
from enrich.marks import Quoted
from enrich.page import Page
from enrich.sources import beside, source_at, subject_of
from enrich.statements import begins_sentence, ends_sentence, has_letters, is_whole
from enrich.steps import Attribution, Cue
from wire.messages import Span

#: Words between a quotation and a cue that still belongs to it.
_REACH = 30
#: Words between a cue and a quotation that follows without a colon.
_REACH_BEFORE = 12
_OPEN_ENDS = ",!?—–-…"
_JOINERS = frozenset({"and", "but", "while", "which", "who", "as", "or", "when", "where"})


@dataclass(frozen=True)
class DirectQuotes:
    """The attributor of quotations. `verbs` are the forms of the reporting verbs."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = [span for attribution in found for span in attribution.content]
        groups: list[_Group] = []
        for item in page.outermost:
            if not _is_taken(item, taken):
                self._place(page, item, groups)
        return [_attribution(page, group) for group in groups]

    def _place(self, page: Page, item: Quoted, groups: list[_Group]) -> None:
        """Give the quotation a cue of its own, or add it to the statement it goes on with, or leave it."""
        before, after = _gap_before(page, item), _gap_after(page, item)
        last = groups[-1] if groups else None
        if last and item.continues:
            last.items.append(item)
            return
        cue = self._cue_before(page, item, before)
        rule = "direct.cue-before"
        if cue is None:
            cue, rule = self._cue_after(page, item, after), "direct.cue-after"
        joined = last is not None and _goes_on(page, last, item, before)
        if joined and last is not None and (cue is None or last.cue is None):
            last.items.append(item)
            if last.cue is None and cue is not None:
                last.cue, last.rule = cue, rule
        elif cue is not None:
            groups.append(_Group([item], cue, rule))
        elif is_whole(page, item) and not has_letters(page.text[slice(*before)]):
            groups.append(_Group([item], None, "direct.alone"))

    def _cue_after(self, page: Page, item: Quoted, gap: Span) -> int | None:
        """The verb of "...", he said."""
        text = page.text[slice(*gap)]
        if not (page.text[item.end - 1] in _OPEN_ENDS or text.lstrip()[:1] in (",", "—", "–")):
            return None
        tokens = page.tokens
        first, last = page.token_range(gap)
        for token in range(first, min(last, first + _REACH)):
            if tokens.words[token][-1] in ".;:?!" and len(tokens.words[token]) == 1:
                return None
            if token - first <= 1 and tokens.lower[token] in _JOINERS:
                return None
            if self._speaks(page, token):
                return token
        return None

    def _cue_before(self, page: Page, item: Quoted, gap: Span) -> int | None:
        """The verb of He said: "..." """
        text = page.text[slice(*gap)].rstrip()
        if not text or not begins_sentence(page, item):
            return None
        tokens = page.tokens
        first, last = page.token_range(gap)
        colon = text[-1] == ":"
        if not colon and not (text[-1] == "," or text[-1].isalnum()):
            return None
        for token in range(last - 1, max(first, last - (2 if colon else 1) * _REACH_BEFORE) - 1, -1):
            if token < last - 1 and tokens.words[token] in (".", "!", "?", ";"):
                return None
            if self._speaks(page, token, participle=True):
                return token
        return None

    def _speaks(self, page: Page, token: int, *, participle: bool = False) -> bool:
        verb = self.verbs.get(page.tokens.lower[token])
        tag = page.tokens.tags[token]
        if verb is None or not verb.quote or not tag.startswith("VB"):
            return False
        return participle or tag != "VBG"


@dataclass
class _Group:
    """A statement in the making."""

    items: list[Quoted]
    cue: int | None
    rule: str


def _is_taken(item: Quoted, taken: Sequence[Span]) -> bool:
    return any(start < item.end and item.start < end for start, end in taken)


def _neighbours(page: Page, item: Quoted) -> tuple[Quoted | None, Quoted | None]:
    items = page.outermost
    at = items.index(item)
    before = items[at - 1] if at and items[at - 1].paragraph == item.paragraph else None
    after = items[at + 1] if at + 1 < len(items) and items[at + 1].paragraph == item.paragraph else None
    return before, after


def _gap_before(page: Page, item: Quoted) -> Span:
    before, _ = _neighbours(page, item)
    return (before.outer[1] if before else page.paragraphs[item.paragraph][0], item.outer[0])


def _gap_after(page: Page, item: Quoted) -> Span:
    _, after = _neighbours(page, item)
    return (item.outer[1], after.outer[0] if after else page.paragraphs[item.paragraph][1])


def _goes_on(page: Page, last: _Group, item: Quoted, gap: Span) -> bool:
    """Whether the quotation is more of the statement before it: nothing but its cue stands between."""
    previous = last.items[-1]
    if previous.paragraph != item.paragraph or previous.outer[1] != gap[0]:
        return False
    between = page.text[slice(*gap)].strip()
    if not has_letters(between):
        return True
    if last.rule != "direct.cue-after" or last.cue is None or not gap[0] <= page.tokens.starts[last.cue] < gap[1]:
        return False
    one_sentence = page.tokens.sents[page.token_range(gap)[1] - 1] == page.tokens.sents[last.cue]
    return one_sentence and (ends_sentence(page, item) or page.text[item.end - 1] == ",")


def _attribution(page: Page, group: _Group) -> Attribution:
    content = tuple(item.outer for item in group.items)
    if group.cue is None:
        return Attribution(content=content, cue=None, source=None, rule="direct.chain", confidence=0.6, continues=True)
    subject = _subject(page, group.cue)
    return Attribution(
        content=content,
        cue=Cue(spans=(page.chars(group.cue, group.cue + 1),), token=group.cue),
        source=source_at(page, subject, content) if subject is not None else None,
        rule=group.rule,
        confidence=0.9,
    )


def _subject(page: Page, cue: int) -> int | None:
    """The subject outside quotation marks: by the parse, else by its place beside the verb."""
    subject = subject_of(page.tokens, cue)
    if subject is not None and page.quoted_tokens[subject] < 0:
        return subject
    first, last = cue, cue + 1
    while first and page.quoted_tokens[first - 1] < 0 and page.tokens.words[first - 1] not in ".!?":
        first -= 1
    while last < len(page.tokens) and page.quoted_tokens[last] < 0 and page.tokens.words[last] not in ".!?":
        last += 1
    return beside(page.tokens, cue, first, last)
