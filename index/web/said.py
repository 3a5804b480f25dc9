"""The words of a quote as a card shows them: matches marked, a sign where the cue interrupted them, and what is around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from wire.messages import Quote, Span
from wire.printed import gaps

#: Most characters of context before and after a quote on a card.
BEFORE, AFTER = 90, 110


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A piece of a quote; a "gap" stands where other words stood between two of its spans."""

    what: Literal["text", "match", "gap"]
    text: str = ""


def runs(quote: Quote, matches: Sequence[Span] = ()) -> list[Run]:
    """The quote in order."""
    between = gaps(quote)
    cuts = {0, len(quote.text), *between, *(gap + 1 for gap in between)}
    cuts |= {place for match in matches for place in match if 0 <= place <= len(quote.text)}
    return [_run(quote.text[start:end], start, between, matches) for start, end in pairwise(sorted(cuts))]


def _run(text: str, start: int, between: frozenset[int], matches: Sequence[Span]) -> Run:
    if start in between:
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
