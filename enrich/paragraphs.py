"""Where the paragraphs of a text are, and how a long one is cut for the parser. Pure, linear in the length."""

from __future__ import annotations

import re

from wire.messages import Span

#: Longest stretch given to the parser at once (characters); a paragraph above it is cut at the end of a sentence.
CHUNK_CHARS = 3000
#: A chunk is not cut before this share of its length.
_SOFT_SHARE = 0.5
#: Longest run without a space (characters).
RUN_CHARS = 200
_RUN = re.compile(rf"\S{{{RUN_CHARS}}}")
#: What ends a line: the same characters as `str.splitlines`, so that every reader of a text counts alike.
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+(?=\S)")


def paragraphs(text: str) -> list[Span]:
    """The lines that hold more than white space, without the white space around them."""
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        if start < end:
            found.append((start, end))
    return found


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
