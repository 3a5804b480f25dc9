"""A quote as it may be printed: only words in quotation marks are in quotation marks, and what was left out is marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from wire.messages import Quote, Span

#: Two spans with no more between them (characters) are parted by the end of a line or by marks alone.
_NOTHING = 3


def printed(quote: Quote) -> str:
    """A direct quote in quotation marks, any other as it stands."""
    return f"“{said(quote)}”" if quote.kind == "direct" else said(quote)


def said(quote: Quote) -> str:
    """The words of a quote, an ellipsis where other words stand between two spans."""
    places = gaps(quote)
    return "".join(" … " if at in places else sign for at, sign in enumerate(quote.text))


def gaps(quote: Quote) -> frozenset[int]:
    """Where the spaces stand that join the texts of two spans with words between them, told by the lengths of the spans.

    None where the lengths do not add up, which only a foreign engine gives.
    """
    ends = list(_ends(quote.spans))
    if not ends or ends[-1] != len(quote.text):
        return frozenset()
    apart = (following[0] - before[1] > _NOTHING for before, following in pairwise(quote.spans))
    return frozenset(end for end, gap in zip(ends, apart, strict=False) if gap)


def _ends(spans: Sequence[Span]) -> Iterator[int]:
    """Where each span's text ends in the joined text."""
    at = -1
    for start, end in spans:
        at += 1 + end - start
        yield at
