"""One text opened for reading: its paragraphs, tokens, raw names and quotation marks. All steps read it, none writes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from enrich.marks import Quoted
from enrich.tokens import RawName, Tokens
from wire.messages import Span


@dataclass
class Page:
    """What is known of a text before anybody asks who said what in it."""

    text: str
    paragraphs: Sequence[Span]
    tokens: Tokens
    names: list[RawName] = field(default_factory=list)
    quoted: Sequence[Quoted] = ()
    title_names: list[str] = field(default_factory=list)  #: full names of persons in the title
    language: str = "en"  #: whose word lists are read (primary subtag)

    def token_at(self, offset: int) -> int:
        """The token that holds the character, or the last one before it; -1 where there is none."""
        return bisect_right(self.tokens.starts, offset) - 1

    def token_range(self, span: Span) -> Span:
        """The tokens that lie in a stretch of characters, half-open."""
        first = self.token_at(span[0])
        if first < 0 or self.tokens.ends[first] <= span[0]:
            first += 1
        return first, max(first, self.token_at(span[1] - 1) + 1)

    def paragraph_of(self, offset: int) -> int:
        """The number of the paragraph that holds the character."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def chars(self, first: int, last: int) -> Span:
        """The characters of tokens first to last, `last` excluded."""
        return self.tokens.starts[first], self.tokens.ends[last - 1]

    def sentence(self, token: int) -> Span:
        """The tokens of the sentence that a token stands in."""
        return self.tokens.sentences[self.tokens.sents[token]]

    @cached_property
    def outermost(self) -> list[Quoted]:
        """What stands in quotation marks and not within others."""
        return [item for item in self.quoted if item.depth == 0]

    def outermost_in(self, span: Span) -> list[Quoted]:
        """The outermost quotations that share characters with a stretch of text."""
        first = bisect_right(self._outermost_ends, span[0])
        found = []
        for item in islice(self.outermost, first, None):
            if item.outer[0] >= span[1]:
                break
            found.append(item)
        return found

    @cached_property
    def quoted_tokens(self) -> list[int]:
        """For each token the number (in `outermost`) of the quotation it stands in, or -1. Marks count as inside."""
        inside = [-1] * len(self.tokens)
        for number, item in enumerate(self.outermost):
            first, last = self.token_range(item.outer)
            inside[first:last] = [number] * (last - first)
        return inside

    @cached_property
    def _outermost_ends(self) -> list[int]:
        return [item.outer[1] for item in self.outermost]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]
