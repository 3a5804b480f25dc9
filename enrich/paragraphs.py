"""Where the paragraphs of a text are, and how a long one is cut for the parser. Pure, linear in the length."""

from __future__ import annotations

import re
from itertools import pairwise

from wire.messages import Span

#: Longest stretch given to the parser at once (characters); a paragraph above it is cut at the end of a sentence.
CHUNK_CHARS = 3000
#: A chunk is not cut before this share of its length.
_SOFT_SHARE = 0.5
#: Longest run without a space (characters).
RUN_CHARS = 200
_RUN = re.compile(rf"\S{{{RUN_CHARS}}}")
#: What ends a line: the same characters as `str.splitlines`, so that every reader of a text counts alike.
LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_LINE = re.compile(f"[^{re.escape(''.join(sorted(LINE_ENDS)))}]+")
#: Lines that a typewriter or mail program broke are this long (characters).
_WRAPPED = range(30, 101)
#: What ends a paragraph, and what begins one whatever stands before it: a bullet, a mark of quotation or of a list.
_ENDED = re.compile(r"[.!?…:;][\"”’')\]»]*$")
_BEGINS = re.compile(r"[>•*#|—–-]|\w{1,2}[.)]\s|[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){0,3}:\s")
#: So many lines that run on tell of a text that its lines were broken throughout.
_ENOUGH = 3
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+(?=\S)")


def paragraphs(text: str) -> list[Span]:
    """The lines that hold more than white space, without the white space around them; those that were broken are joined."""
    found: list[Span] = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        if start < end:
            found.append((start, end))
    return _unwrapped(text, found)


def _unwrapped(text: str, lines: list[Span]) -> list[Span]:
    """The lines, joined where one runs on into the next: in small letters, or at the full width of those that do so."""
    runs_on = [_runs_on(text, *pair) for pair in pairwise(lines)]
    if not any(runs_on):
        return lines
    joined: list[Span] = []
    width = widest = seen = 0  # of the lines that are known to be broken: in this paragraph, so far; and how many run on
    for number, line in enumerate(lines):
        last = lines[number - 1]
        beside = width > 0 or seen >= _ENOUGH or any(runs_on[number : number + 1])
        least = width or (widest if seen >= _ENOUGH else 0)
        goes_on = number > 0 and (runs_on[number - 1] or (beside and _is_full(text, last, line, least)))
        seen += number > 0 and runs_on[number - 1]
        width = max(width, _length(last)) if goes_on else 0
        widest = max(widest, width)
        joined.append((joined.pop()[0] if goes_on else line[0], line[1]))
    return joined


def _runs_on(text: str, line: Span, following: Span) -> bool:
    """Whether a line of a broken paragraph has no end, and the next one begins with a small letter."""
    return _is_broken(text, line, following) and text[following[0]].islower() and not _ENDED.search(text, *line)


def _is_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the first word of the next line had no room in a line that may have been broken."""
    word = text[slice(*following)].split(maxsplit=1)[0]
    return _is_broken(text, line, following) and _length(line) + 1 + len(word) > max(width, _length(following))


def _is_broken(text: str, line: Span, following: Span) -> bool:
    """Whether a line is as long as broken ones are, with one line end between it and a next one that begins nothing new."""
    between = text[line[1] : following[0]]
    ends = sum(char in LINE_ENDS for char in between) - between.count("\r\n")
    return _length(line) in _WRAPPED and ends == 1 and not _BEGINS.match(text, *following)


def _length(line: Span) -> int:
    return line[1] - line[0]


def chunks(text: str, paragraph: Span, longest: int = CHUNK_CHARS) -> list[Span]:
    """The paragraph cut into stretches of at most `longest` characters, after a sentence or a space where one is near.

    Runs without a space are cut too: a tokenizer's time grows with the square of their length.
    """
    found: list[Span] = []
    for start, end in _without_runs(text, paragraph):
        at = start
        while end - at > longest:
            cut = _cut(text, at, at + longest)
            found.append((at, cut))
            at = cut
        found.append((at, end))
    return found


def _without_runs(text: str, paragraph: Span) -> list[Span]:
    """The paragraph, cut wherever RUN_CHARS characters stand without a space and more follow."""
    start, end = paragraph
    found = []
    for match in _RUN.finditer(text, start, end):
        if match.end() < end and not text[match.end()].isspace():
            found.append((start, match.end()))
            start = match.end()
    return [*found, (start, end)]


def _cut(text: str, start: int, limit: int) -> int:
    soft = start + int((limit - start) * _SOFT_SHARE)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, soft, limit)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", soft, limit)
    return space + 1 if space >= 0 else limit
