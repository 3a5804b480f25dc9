"""Who carries the statement of another: "...," she said, Reuters reports; he said so, according to the Courier. Pure.

The words before such a carrier are a whole statement with its own cue and source, and that source is who speaks. Where
the carrier is all there is (the port closed, Reuters reported), it is the source itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from enrich.page import Page
from enrich.steps import Attribution

#: Words by which an outlet passes a statement on, behind it.
_CARRIES = frozenset({"reports", "reported", "report", "writes", "wrote", "according"})
#: Share of a statement that the one within it must have, with its cue and source, to be all of it.
_MOST = 0.6


def carries(page: Page, attribution: Attribution) -> bool:
    """Whether a statement has the form of one passed on: a name and a word of passing on, behind the content."""
    cue, source = attribution.cue, attribution.source
    if cue is None or source is None or not cue.spans or source.token < 0:
        return False
    end = attribution.content[-1][1]
    words = page.text[cue.spans[0][0] : cue.spans[-1][1]].lower().split()
    behind = cue.spans[0][0] >= end and source.span[0] >= end
    return behind and bool(_CARRIES & set(words)) and page.tokens.tags[source.token].startswith("NNP")


def unwrapped(page: Page, outlets: Mapping[int, str], attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions without those that only carry another, which has the carrier for its outlet.

    `outlets`: names of organisations by where they are mentioned (characters).
    """
    via: dict[int, str] = {}
    dropped: set[int] = set()
    for number, attribution in enumerate(attributions):
        outlet = _outlet(page, outlets, attribution) if carries(page, attribution) else None
        within = _carried(page, attribution, attributions) if outlet else []
        if outlet and within:
            dropped.add(number)
            via.update(dict.fromkeys(within, outlet))
    kept = [(number, a) for number, a in enumerate(attributions) if number not in dropped]
    return [replace(a, via=via[number]) if number in via else a for number, a in kept]


def _outlet(page: Page, outlets: Mapping[int, str], attribution: Attribution) -> str | None:
    first, last = page.token_range(attribution.source.span) if attribution.source is not None else (0, 0)
    return next((outlets[page.tokens.starts[at]] for at in range(first, last) if page.tokens.starts[at] in outlets), None)


def _carried(page: Page, outer: Attribution, attributions: Sequence[Attribution]) -> list[int]:
    """The statements, by number, that are all of what another says, with their cues and sources."""
    size = sum(end - start for start, end in outer.content)
    return [
        number
        for number, a in enumerate(attributions)
        if a is not outer and a.source is not None and _within(a, outer) and _chars(a) >= _MOST * size
    ]


def _within(inner: Attribution, outer: Attribution) -> bool:
    parts = (*inner.content, *(inner.cue.spans if inner.cue is not None else ()))
    return inner.cue is not None and all(any(s <= start and end <= e for s, e in outer.content) for start, end in parts)


def _chars(attribution: Attribution) -> int:
    cue = attribution.cue.spans if attribution.cue is not None else ()
    source = (attribution.source.span,) if attribution.source is not None else ()
    return sum(end - start for start, end in (*attribution.content, *cue, *source))
