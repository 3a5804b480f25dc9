"""Which quotation marks belong together: every convention, exact, and never beyond a paragraph without good reason.

Each paragraph starts with a clean slate, so that an unclosed or stray mark spoils nothing after it. The one thing that
crosses a paragraph break is the old convention of long quotations: every paragraph opens, only the last one closes.
Every mark is read once; the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from enrich.signs import Mark, double_marks, marks_in
from wire.messages import Span

#: Opening mark -> family. A family's marks close each other; which ones do is in _CLOSES.
_OPENS = {
    "“": "double", "„": "low", "«": "guillemet", "‹": "single-guillemet", "「": "corner", "『": "white-corner",
    "〝": "prime", "‘": "single", "‚": "low-single", "``": "double", "`": "single", "‟": "double", "‛": "single",
}  # fmt: skip
#: Closing mark -> the families it can close, most likely first.
_CLOSES = {
    "”": ("double", "low"), "“": ("low",), "»": ("guillemet",), "›": ("single-guillemet",), "」": ("corner",),
    "』": ("white-corner",), "〞": ("prime",), "〟": ("prime",), "’": ("single", "low-single"), "‘": ("low-single",),
    "«": ("reversed",), "‹": ("single-reversed",), '"': ("low",),
}  # fmt: skip
#: Marks that open and close alike.
_BOTH = {'"': "double", "''": "double", "＂": "double", "″": "double", "'": "single"}
#: A closing mark that opens where its country does so: ”…” (Swedish), »…« (German).
_TURNED = {"”": "double", "»": "reversed", "›": "single-reversed"}

#: Apostrophes at the start of a word that open nothing: 'tis, 'em, the '90s.
_ELISION = re.compile(r"(?:\d\ds?|tis|twas|em|til|till|cause|bout|round|n|neath|ere)\b", re.IGNORECASE)
_SINGLES = frozenset({"single", "low-single"})
#: Families whose marks mean the same whatever stands around them.
_ANYWHERE = frozenset({"guillemet", "single-guillemet", "corner", "white-corner", "prime", "reversed", "single-reversed"})
#: Opening marks that careless typing also closes with.
_DOUBLE_OPENERS = frozenset({"“", "„", "‟"})
#: Marks open at once beyond which they are no nesting any more: older ones are forgotten, which keeps the time linear.
_MAX_DEPTH = 8
#: What a list sets before an item, where it does.
BULLET = re.compile(r"(?:[-*•·–—>]\s+)?")


@dataclass(frozen=True)
class Quoted:
    """One stretch in quotation marks within one paragraph. `start`, `end` leave the marks out, `outer` has them in.

    `depth` 0 is not inside another; `closed` is False where the paragraph ends first; `continues` is True where the
    quotation goes on from the paragraph before.
    """

    start: int
    end: int
    outer: Span
    paragraph: int
    family: str
    depth: int = 0
    closed: bool = True
    continues: bool = False


def pair_marks(text: str, paragraphs: Sequence[Span]) -> list[Quoted]:
    """Everything in quotation marks, in order. Unpaired marks are left out, but for quotations of several paragraphs."""
    found: list[Quoted] = []
    hanging: Quoted | None = None
    for number, paragraph in enumerate(paragraphs):
        items, unclosed = _pair(text, paragraph, number)
        first = _opening(text, paragraph, items, unclosed)
        linked = hanging is not None and first is not None and first.family == hanging.family
        if hanging is not None and (linked or hanging.continues):
            found.append(hanging)
        if linked and first is unclosed and unclosed is not None:
            unclosed = replace(unclosed, continues=True)
        found.extend(replace(item, continues=linked and item is first) for item in items)
        hanging = unclosed
    if hanging is not None and hanging.continues:
        found.append(hanging)
    return _with_depth(found)


def stray_marks(text: str, paragraphs: Sequence[Span], quoted: Sequence[Quoted]) -> list[Span]:
    """The double marks that open or close nothing, but for one that is open to the end of its paragraph."""
    ends = {place for item in quoted for place in item.outer}
    stray: list[Span] = []
    for paragraph in paragraphs:
        unpaired = [span for span in double_marks(text, paragraph) if ends.isdisjoint(span)]
        last = marks_in(text, paragraph)[-1:] if unpaired else []
        open_ends = [mark.start for mark in last if mark.may_open]
        stray += [span for span in unpaired if span[0] not in open_ends]
    return stray


def _pair(text: str, paragraph: Span, number: int) -> tuple[list[Quoted], Quoted | None]:
    """The pairs of one paragraph, and the stretch from its last unclosed mark to its end."""
    found: list[Quoted] = []
    stack: list[tuple[str, Mark]] = []
    for mark in marks_in(text, paragraph):
        place = _closes(mark, stack)
        if place is not None:
            family, opening = stack[place]
            del stack[place:]
            start, end = _trim(text, opening.end, mark.start)
            if found and found[-1].outer == (start, end) and found[-1].family == family:
                found[-1] = replace(found[-1], outer=(opening.start, mark.end))  # typed twice: ""Go,""
            elif start < end:
                found.append(Quoted(start, end, (opening.start, mark.end), number, family))
        elif (family_opened := _opened(text, mark)) is not None:
            stack.append((family_opened, mark))
            del stack[:-_MAX_DEPTH]
    return found, _unclosed(text, paragraph, number, stack)


def _closes(mark: Mark, stack: Sequence[tuple[str, Mark]]) -> int | None:
    """Where in the stack the mark that this one closes stands; None where it closes none."""
    families = _CLOSES.get(mark.char, ())
    if mark.char in _BOTH or mark.char in _DOUBLE_OPENERS:
        families = (*families, _BOTH.get(mark.char, "double"))
    for place in range(len(stack) - 1, -1, -1):
        family = stack[place][0]
        if family in families:
            return place if _fits_end(mark, family) else None
        if mark.single and family not in _SINGLES:
            return None
    return None


def _fits_end(mark: Mark, family: str) -> bool:
    if family in _ANYWHERE:
        return True
    if family in _SINGLES:
        possessive = mark.before in "sSzx" and mark.after == " " and mark.sure_later
        return mark.may_close and not mark.inside_word and not possessive
    if mark.may_close:
        return mark.char not in _DOUBLE_OPENERS or family != "double" or not mark.may_open
    return mark.before in ".,!?…" or (mark.char == "”" and not mark.may_open)


def _opened(text: str, mark: Mark) -> str | None:
    """The family that this mark opens; None where it opens nothing."""
    if mark.inside_word and _OPENS.get(mark.char) not in _ANYWHERE:
        return None
    if mark.single and (not mark.may_open or _ELISION.match(text, mark.end)):
        return None
    if mark.char in _OPENS:
        return _OPENS[mark.char]
    family = _BOTH.get(mark.char) or _TURNED.get(mark.char)
    return family if family and mark.may_open else None


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _unclosed(text: str, paragraph: Span, number: int, stack: Sequence[tuple[str, Mark]]) -> Quoted | None:
    for family, mark in reversed(stack):
        if family not in _SINGLES or mark.char == "‘" or mark.start == _after_bullet(text, paragraph):
            start, end = _trim(text, mark.end, paragraph[1])
            return Quoted(start, end, (mark.start, end), number, family, closed=False) if start < end else None
    return None


def _opening(text: str, paragraph: Span, items: Sequence[Quoted], unclosed: Quoted | None) -> Quoted | None:
    """The stretch that the paragraph begins with."""
    start = _after_bullet(text, paragraph)
    candidates = (*items, unclosed) if unclosed else items
    return next((item for item in candidates if item.outer[0] == start), None)


def _after_bullet(text: str, paragraph: Span) -> int:
    match = BULLET.match(text, *paragraph)
    return match.end() if match else paragraph[0]


def _with_depth(found: Iterable[Quoted]) -> list[Quoted]:
    """In order of start, outer before inner, each with the number of those around it."""
    result: list[Quoted] = []
    around: list[int] = []
    for item in sorted(found, key=lambda item: (item.outer[0], -item.outer[1])):
        while around and around[-1] <= item.outer[0]:
            around.pop()
        result.append(replace(item, depth=len(around)))
        around.append(item.outer[1])
    return result
