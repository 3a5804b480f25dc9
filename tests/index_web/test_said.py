"""A quote's words with their matches and gaps."""

from __future__ import annotations

from dataclasses import dataclass

from index.web.said import Run, around, runs
from tests.index_web.newsstand import find, said
from wire.messages import Quote, Span

TEXT = "“It is a debt,” she said, “and we pay it.”"


@dataclass
class Case:
    quote: Quote
    matches: tuple[Span, ...] = ()

    @property
    def shown(self) -> str:
        signs = {"gap": " / ", "match": "*{}*", "text": "{}"}
        return "".join(signs[run.what].format(run.text) for run in runs(self.quote, self.matches))


def interrupted() -> Quote:
    whole = said(TEXT, "It is a debt,", by=None)
    spans = (whole.spans[0], find(TEXT, "and we pay it."))
    return Quote(
        id="q",
        kind="direct",
        text="It is a debt, and we pay it.",
        spans=spans,
        cue=None,
        speaker=whole.speaker,
        confidence=1,
        rule="r",
    )


def test_the_spans_of_the_example_are_right() -> None:
    assert " ".join(TEXT[start:end] for start, end in interrupted().spans) == interrupted().text


def test_an_interruption_is_shown() -> None:
    assert Case(interrupted()).shown == "It is a debt, / and we pay it."


def test_matches_are_marked_on_both_sides_of_an_interruption() -> None:
    assert Case(interrupted(), ((8, 12), (14, 17))).shown == "It is a *debt*, / *and* we pay it."


def test_a_plain_quote_is_one_run() -> None:
    assert runs(said(TEXT, "It is a debt,", by=None)) == [Run(what="text", text="It is a debt,")]


def test_spans_that_do_not_add_up_show_no_gap() -> None:
    odd = Quote(
        id="q",
        kind="direct",
        text="ab cd",
        spans=((0, 9), (20, 21)),
        cue=None,
        speaker=interrupted().speaker,
        confidence=1,
        rule="r",
    )
    assert Case(odd).shown == "ab cd"


def with_context(before: str, after: str) -> Quote:
    return Quote(
        id="q",
        kind="direct",
        text="x",
        spans=((0, 1),),
        cue=None,
        speaker=interrupted().speaker,
        confidence=1,
        rule="r",
        context_before=before,
        context_after=after,
    )


def test_context_stays_in_the_paragraph() -> None:
    assert around(with_context("Before.\n“", "” said Ana.\nAfter.")) == ("“", "” said Ana.")


def test_a_paragraph_that_is_only_a_quote_shows_its_neighbours() -> None:
    assert around(with_context("Ana Rey rose.\n“", "”\nNobody spoke.")) == ("Ana Rey rose.\n“", "”\nNobody spoke.")


def test_long_context_is_cut_at_words() -> None:
    near = around(with_context("word " * 40, "other " * 40))
    assert near is not None
    assert near[0].startswith("…word ")
    assert near[1].endswith("other…")
    assert (len(near[0]) <= 91, len(near[1]) <= 111) == (True, True)


def test_a_quote_with_nothing_around_it_has_no_context() -> None:
    assert around(with_context("“", "”")) is None
