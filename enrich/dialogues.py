"""Dialogues: paragraphs that are all quotation, a question among them, in which two take turns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from enrich.marks import Quoted
from enrich.page import Page
from enrich.steps import Attribution, Source

#: Longest paragraph of a dialogue, and most of it that may stand outside quotation marks: "she asked the harbour master".
_LONGEST, _OUTSIDE = 300, 80
#: Fewest paragraphs in which two are seen to take turns.
_LEAST = 3
#: Words before a dialogue among which those who speak in it are named.
_HEARD = 400
#: How sure these are (0 to 1). The corpora hold too few of them for counting.
_CONFIDENCE = 0.5


@dataclass
class _Turn:
    """A paragraph of a dialogue: its first quotation, and the statement that begins with it, if there is one."""

    item: Quoted
    statement: Attribution | None

    @property
    def source(self) -> Source | None:
        """Who is said to speak here, beside the quotation."""
        return None if self.statement is None or self.statement.continues else self.statement.source


def take_turns(page: Page, statements: Sequence[Attribution]) -> list[Attribution]:
    """The statements, those of dialogues with the source of the last turn but one, or the next but one, that tells it."""
    by_start = {statement.content[0][0]: statement for statement in statements if not statement.spoken}
    changed: dict[int, Attribution] = {}
    for turns in _dialogues(page, by_start):
        sources = _sources(page, turns)
        for number, turn in enumerate(turns):
            if turn.source is None:
                source = sources.get(number)
                made = turn.statement or Attribution(
                    content=(turn.item.outer,), cue=None, source=None, rule="dialogue", confidence=_CONFIDENCE
                )
                if source is not None or turn.statement is not None:
                    changed[turn.item.outer[0]] = replace(made, source=source, continues=True)
    kept = [statement for statement in statements if statement.content[0][0] not in changed or statement.spoken]
    return sorted([*kept, *changed.values()], key=lambda one: (one.content[0][0], -one.content[-1][1]))


def _dialogues(page: Page, by_start: Mapping[int, Attribution]) -> Iterator[list[_Turn]]:
    """Stretches of paragraphs that are all quotation, in which a question is followed by another paragraph."""
    run: list[_Turn] = []
    for item in _first_in_paragraphs(page):
        if run and item.paragraph != run[-1].item.paragraph + 1:
            yield from _asked(page, run)
            run = []
        run.append(_Turn(item, by_start.get(item.outer[0])))
    yield from _asked(page, run)


def _first_in_paragraphs(page: Page) -> Iterator[Quoted]:
    """The quotation that each paragraph begins with that is little else."""
    inside = [0] * len(page.paragraphs)
    for item in page.outermost:
        inside[item.paragraph] += item.outer[1] - item.outer[0]
    for item in page.outermost:
        start, end = page.paragraphs[item.paragraph]
        if (
            item.outer[0] == start
            and item.closed
            and end - start <= _LONGEST
            and end - start - inside[item.paragraph] <= _OUTSIDE
        ):
            yield item


def _asked(page: Page, run: list[_Turn]) -> Iterator[list[_Turn]]:
    if any(page.text[turn.item.end - 1] == "?" for turn in run[:-1]):
        yield run


def _sources(page: Page, turns: Sequence[_Turn]) -> dict[int, Source]:
    """For the turns that tell no source that of the nearest that does and is as many turns away as two take."""
    known = {number: turn.source for number, turn in enumerate(turns) if turn.source is not None}
    names = [{_name(page, source) for number, source in known.items() if number % 2 == side} for side in (0, 1)]
    if len(turns) < _LEAST or not names[0].isdisjoint(names[1]):
        return {}
    before = page.token_range((0, turns[0].item.outer[0]))[1]
    heard = {*page.tokens.lower[max(0, before - _HEARD) : before]}
    found: dict[int, Source] = {}
    for side in (0, 1):
        told = [number for number in known if number % 2 == side]
        forward = [number for number in told if _is_known(page, known[number], heard)]
        for number in range(side, len(turns), 2):
            before_it, behind_it = bisect_left(told, number), bisect_left(forward, number)
            near = [*told[max(0, before_it - 1) : before_it], *forward[behind_it : behind_it + 1]]
            if near:
                found[number] = known[min((abs(other - number), other) for other in near)[1]]
    return found


def _is_known(page: Page, source: Source, heard: Collection[str]) -> bool:
    """Whether somebody who is named only later in a dialogue has been named before it."""
    return _name(page, source) in heard or page.tokens.tags[source.token] == "PRP"


def _name(page: Page, source: Source) -> str:
    return page.text[slice(*source.span)].rstrip(",").rpartition(" ")[2].lower()
