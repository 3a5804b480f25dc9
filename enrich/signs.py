"""The quotation marks of a paragraph one by one, each with what stands around it; apostrophes, feet and inches are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wire.messages import Span

_MARK = re.compile("``|''|[\"“”„‟«»‹›「」『』〝〞〟＂″'‘’‚‛`]")
_SINGLES = frozenset("'’‘‚`")
#: What stands before a mark of inches or seconds, which is no quotation mark: 6'2", 51°30'26".
_FEET = re.compile(r"\d['’′]\s?\d{1,2}(?:[.,½¼¾]\d*)?$")
_BEFORE_OPEN = re.compile(r"[\s(\[{<—–\-/…:;,.!?¿¡*•>|“„«‹「『‘‚\"'`]")
_AFTER_CLOSE = re.compile(r"[\s)\]}>.,;:!?…—–\-/|”»›」』’\"'*\[(]")
#: What stands before the other apostrophe of rock 'n' roll.
_AND = re.compile("['’‘][nN]")
#: Punctuation beside which a single mark is an end and no apostrophe.
_STOPS = frozenset(",.;:!?…)")
#: Marks after which a space may stand before another closing mark.
_SPACED = "'’”\""


@dataclass(frozen=True)
class Mark:
    """One mark with what stands around it; `sure_later` tells of singles whether a certain end is still to come."""

    char: str
    start: int
    end: int
    before: str
    after: str
    sure_later: bool = False

    @property
    def single(self) -> bool:
        """Whether it may be an apostrophe."""
        return self.char in _SINGLES

    @property
    def may_open(self) -> bool:
        """Whether a word or another mark follows something that can stand before a quotation."""
        return bool(_BEFORE_OPEN.match(self.before)) and not self.after.isspace()

    @property
    def may_close(self) -> bool:
        """Whether it follows a word or sign, and something that can stand behind a quotation follows."""
        return not self.before.isspace() and bool(_AFTER_CLOSE.match(self.after))

    @property
    def inside_word(self) -> bool:
        """Whether it stands within a word or number."""
        return self.before.isalnum() and self.after.isalnum()

    @property
    def sure_end(self) -> bool:
        """Whether it is an end and no apostrophe, by the stop beside it."""
        return self.may_close and (self.before in _STOPS or self.after in _STOPS)


def marks_in(text: str, paragraph: Span) -> list[Mark]:
    """The marks in order. Takes time linear in the length of the paragraph."""
    first, last = paragraph
    marks: list[Mark] = []
    sure_later = False
    double: Mark | None = None  # the next one
    for match in reversed(list(_MARK.finditer(text, first, last))):
        start, end = match.span()
        before = text[start - 1] if start > first else "\n"
        after = text[end] if end < last else "\n"
        if before.isspace() and not after.isalnum() and start - 1 > first and text[start - 2] in _SPACED:
            before = text[start - 2]  # the thin space of 'no.' "
        mark = Mark(match.group(), start, end, before, after, sure_later)
        if _is_apostrophe(text, mark) or _is_inches(text, first, mark, double):
            continue
        marks.append(mark)
        if not mark.single:
            double = mark
        elif not mark.inside_word:
            sure_later = mark.sure_end or (sure_later and not mark.may_open)
    marks.reverse()
    return marks


def double_marks(text: str, paragraph: Span) -> list[Span]:
    """Where signs stand that may be double marks, inches too."""
    return [match.span() for match in _MARK.finditer(text, *paragraph) if match.group() not in _SINGLES]


def _is_apostrophe(text: str, mark: Mark) -> bool:
    return mark.char in "'’" and mark.start > 1 and bool(_AND.match(text, mark.start - 2, mark.start))


def _is_inches(text: str, first: int, mark: Mark, following: Mark | None) -> bool:
    """Behind feet always; behind a number within a sentence, where the next mark of the kind can only close."""
    if mark.char not in '"″':
        return False
    within = mark.before.isdigit() and mark.after == " " and text[mark.end + 1 : mark.end + 2].islower()
    closes = following is not None and following.char in (mark.char, "”") and not following.may_open
    return (within and closes) or bool(_FEET.search(text, max(first, mark.start - 8), mark.start))
