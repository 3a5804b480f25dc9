"""Whose the quotations are that have no cue of their own: the speaker's before them, in the same breath or paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from enrich.page import Page
from enrich.steps import Attribution

#: Paragraphs between a quotation without a cue and the statement it goes on from.
_FURTHEST = 1


def follow(page: Page, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions in order, those that go on with the source of the one they go on from."""
    result: list[Attribution] = []
    last: Attribution | None = None
    for attribution in sorted(attributions, key=lambda a: (a.content[0][0], -a.content[-1][1])):
        current = attribution
        if attribution.continues and last is not None and _near(page, last, attribution):
            current = replace(attribution, source=last.source)
        result.append(current)
        if last is None or current.content[0][0] >= last.content[-1][1] or current.continues:
            last = current
    return result


def _near(page: Page, last: Attribution, attribution: Attribution) -> bool:
    end = max(span[1] for span in last.content) - 1
    return page.paragraph_of(attribution.content[0][0]) - page.paragraph_of(end) <= _FURTHEST
