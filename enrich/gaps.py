"""What a second attributor may add to a first that is right more often: what lies apart from it, and what lies within it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from enrich.page import Page
from enrich.passed_on import carries
from enrich.steps import Attribution, Attributor
from wire.messages import Span

#: Share of a content that lies in others from which on it is taken to belong to them.
_MOST = 0.5


class Taken:
    """The contents of attributions, to ask what lies in them. An answer takes as long as there are contents near."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        numbered = enumerate(attributions)
        self._spans = sorted((span, number) for number, attribution in numbered for span in attribution.content)
        self._starts = [span[0] for span, _ in self._spans]
        self._ends = list(accumulate((span[1] for span, _ in self._spans), max))  #: the last end so far

    def near(self, span: Span) -> list[tuple[Span, int]]:
        """The contents' spans that share characters with one, in order, each with the number of its attribution."""
        found = []
        at = bisect_left(self._starts, span[1]) - 1
        while at >= 0 and self._ends[at] > span[0]:
            if self._spans[at][0][1] > span[0]:
                found.append(self._spans[at])
            at -= 1
        return found[::-1]

    def holds(self, content: Sequence[Span]) -> bool:
        """Whether most of a content lies in the others."""
        return sum(self._inside(span) for span in content) >= _MOST * sum(end - start for start, end in content)

    def _inside(self, span: Span) -> int:
        """How many characters of the span lie in the others, each counted once."""
        total, at = 0, span[0]
        for (start, end), _ in self.near(span):
            total += max(0, min(end, span[1]) - max(start, at))
            at = max(at, end)
        return total


@dataclass(frozen=True)
class Apart:
    """Of what another attributor finds, that which nobody has found before."""

    attribute: Attributor

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = Taken(found)
        return [a for a in self.attribute(page, found) if not taken.holds(a.content)]


@dataclass(frozen=True)
class Within:
    """Of what another attributor finds, the statements in statements that somebody named makes.

    `least`: confidence needed (0 to 1); `rules`: those that may find them, None for all.
    """

    attribute: Attributor
    least: float = 0.0
    rules: Collection[str] | None = None

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        taken = Taken(found)
        carriers = {number for number, a in enumerate(found) if carries(page, a)}
        return [a for a in self.attribute(page, found) if self._may(a) and _is_within(page, taken, a, carriers)]

    def _may(self, attribution: Attribution) -> bool:
        return attribution.confidence >= self.least and (self.rules is None or attribution.rule in self.rules)


def _is_within(page: Page, taken: Taken, attribution: Attribution, carriers: Collection[int]) -> bool:
    """Whether the cue lies in a statement, and the source is a name; any will do in what another only passes on."""
    if attribution.cue is None or attribution.source is None:
        return False
    around = {number for span in attribution.cue.spans for _, number in taken.near(span)}
    return bool(around) and (_is_named(page, attribution.source.token) or not around.isdisjoint(carriers))


def _is_named(page: Page, token: int) -> bool:
    return page.tokens.tags[token].startswith("NNP")
