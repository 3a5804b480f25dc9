"""What may stand in quotation marks, and what was left out."""

import pytest

from wire.messages import Quote, QuoteKind, Span, Speaker
from wire.printed import printed, said


def quote(kind: QuoteKind, text: str, *spans: Span) -> Quote:
    nobody = Speaker(name=None, type="unknown", resolved_by="none")
    return Quote(id="q", kind=kind, text=text, spans=spans, cue=None, speaker=nobody, confidence=1, rule="r")


@pytest.mark.parametrize(
    ("kind", "shown"), [("direct", "“the dam holds”"), ("indirect", "the dam holds"), ("mixed", "the dam holds")]
)
def test_only_words_that_were_said_stand_in_quotation_marks(kind: QuoteKind, shown: str) -> None:
    assert printed(quote(kind, "the dam holds", (3, 16))) == shown


def test_words_left_out_are_marked() -> None:
    """The door is open,” she said. “But the dam stays."""
    interrupted = quote("direct", "The door is open, But the dam stays.", (0, 17), (30, 48))
    assert printed(interrupted) == "“The door is open, … But the dam stays.”"
    assert said(interrupted) == "The door is open, … But the dam stays."


def test_where_a_line_or_paragraph_ends_nothing_is_left_out() -> None:
    """“The dam\nholds.\n“It is old.”"""
    assert said(quote("direct", "The dam holds. It is old.", (1, 8), (9, 15), (17, 27))) == "The dam holds. It is old."


def test_spans_that_do_not_fit_the_text_mark_nothing() -> None:
    assert said(quote("direct", "The dam holds.", (0, 3), (9, 99))) == "The dam holds."
