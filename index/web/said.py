"""The words of a quote as a card shows them: matches marked, a sign where the cue interrupted them, and what is around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from wire.messages import Quote, Span

#: Most characters of context before and after a quote on a card.
BEFORE, AFTER = 90, 110


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A piece of a quote; a "gap" stands where other words stood between two of its spans."""

    what: Literal["text", "match", "gap"]
    text: str = ""


def runs(quote: Quote, matches: Sequence[Span] = ()) -> list[Run]:
    """The quote in order. Its text is its spans' texts joined with one space, so their lengths tell where the gaps are."""
    gaps = _gaps(quote)
    cuts = {0, len(quote.text), *gaps, *(gap + 1 for gap in gaps)}
    cuts |= {place for match in matches for place in match if 0 <= place <= len(quote.text)}
    return [_run(quote.text[start:end], start, gaps, matches) for start, end in pairwise(sorted(cuts))]


def _gaps(quote: Quote) -> frozenset[int]:
    """Where the joining spaces stand; none where the lengths do not add up, which only a foreign engine gives."""
    ends = list(_ends(quote.spans))
    return frozenset(ends[:-1]) if ends and ends[-1] == len(quote.text) else frozenset()


def _ends(spans: Sequence[Span]) -> Iterator[int]:
    """Where each span's text ends in the joined text."""
    at = -1
    for start, end in spans:
        at += 1 + end - start
        yield at


def _run(text: str, start: int, gaps: frozenset[int], matches: Sequence[Span]) -> Run:
    if start in gaps:
        return Run(what="gap")
    inside = any(first <= start < last for first, last in matches)
    return Run(what="match" if inside else "text", text=text)


def around(quote: Quote) -> tuple[str, str] | None:
    """What stands before and after a quote, shortened to whole words; None where nothing does.

    The paragraph's own words, which hold the cue, are enough; a paragraph that is nothing but the quote shows its neighbours.
    """
    before, after = quote.context_before.rpartition("\n")[2], quote.context_after.partition("\n")[0]
    if not _has_words(before + after):
        before, after = quote.context_before, quote.context_after
    if not _has_words(before + after):
        return None
    return _tail(before, BEFORE), _head(after, AFTER)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _tail(text: str, length: int) -> str:
    """The end of a text, with a sign where more stands before it."""
    if len(text) <= length:
        return text
    return "…" + text[-length:].partition(" ")[2]


def _head(text: str, length: int) -> str:
    """The beginning of a text, with a sign where more stands after it."""
    if len(text) <= length:
        return text
    return text[:length].rpartition(" ")[0] + "…"
