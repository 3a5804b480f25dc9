"""A text as it is read: as long as printed, but with what no reader sees and no model knows put plainly.

What is found there is given back in the words of the print, which nobody changes: the offsets are the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from enrich.paragraphs import LINE_ENDS
from wire.messages import Mention, Quote, Span

_SURROGATE = re.compile("[\ud800-\udfff]")
#: Spaces of no width, and marks of direction, where they part no letters.
_INVISIBLE = re.compile(r"(?<!\w)[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|[\u200b\u2060\ufeff](?!\w)")
_SPACE = re.compile(r"[\xa0\u2000-\u200a\u202f\u205f\u3000]")
#: A character by its name in HTML, left in by whoever made the text; not within a word, where nothing can stand for it.
_NAME = r"&(?:amp;)*(?:[a-z]{2,6}|#\d{2,5}|#x[\da-f]{2,4});"
_NAMED = re.compile(rf"(?<!\w){_NAME}|{_NAME}(?!\w)", re.IGNORECASE)
_TYPED = re.compile("``|(?<!')''(?!')")
_SPACES = {ord(char): " " for char in LINE_ENDS}
_BLANK = re.compile(r"\s+")


def legible(text: str) -> str:
    """The text, one for one: spaces plain, marks as themselves, lone surrogates replaced, since no library reads them."""
    text = _SURROGATE.sub("\ufffd", text)
    return _TYPED.sub(_typed, _NAMED.sub(_filled, _SPACE.sub(" ", _INVISIBLE.sub(" ", text))))


def _typed(match: re.Match[str]) -> str:
    """The mark that two signs stand for: ``Go,'' she said."""
    before = match.string[match.start() - 1 : match.start()]
    return " “" if match.group() == "``" or not before or before.isspace() or before in "([—–-" else "” "


def _filled(match: re.Match[str]) -> str:
    """The character that is named, with spaces on that side where no word stands."""
    meant = html.unescape(html.unescape(match.group()))
    if len(meant) != 1 or meant.isalnum():
        return match.group()
    room = len(match.group())
    before = match.string[match.start() - 1 : match.start()]
    return meant.rjust(room) if not before or before.isspace() else meant.ljust(room)


def in_one_line(text: str, paragraphs: Sequence[Span]) -> str:
    """The text with spaces for the line ends within its paragraphs."""
    parts, at = [], 0
    for start, end in paragraphs:
        parts += [text[at:start], text[start:end].translate(_SPACES)]
        at = end
    return "".join([*parts, text[at:]])


def in_print(quotes: Sequence[Quote], text: str) -> list[Quote]:
    """The quotes of a legible text in the words of the printed `text`; a span that runs over the end of a line becomes two."""
    return [
        replace(
            quote,
            text=(words := _mention(quote.spans, text)).text,
            spans=words.spans,
            cue=quote.cue and _mention(quote.cue.spans, text),
            speaker=replace(quote.speaker, mention=quote.speaker.mention and _mention(quote.speaker.mention.spans, text)),
            context_before=text[quote.spans[0][0] - len(quote.context_before) : quote.spans[0][0]],
            context_after=text[quote.spans[-1][1] : quote.spans[-1][1] + len(quote.context_after)],
        )
        for quote in quotes
    ]


def _mention(spans: Sequence[Span], text: str) -> Mention:
    lines = tuple(line for span in spans for line in _lines(text, span))
    return Mention(text=" ".join(text[start:end] for start, end in lines), spans=lines)


def _lines(text: str, span: Span) -> Iterator[Span]:
    """The parts of a span that stand in lines of their own, without the space at their ends."""
    start = span[0]
    for match in _BLANK.finditer(text, *span):
        if start < match.start() and not LINE_ENDS.isdisjoint(match.group()):
            yield start, match.start()
            start = match.end()
    yield start, span[1]
