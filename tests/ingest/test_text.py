"""Hostile characters never reach a message."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.text import clean, clean_line, paragraphs


def test_controls_nulls_and_surrogates_are_gone() -> None:
    assert clean("a\x00b\x07c\x1bd\x9fe\ud800f\ufeffg\uffffh") == "abcdefgh"


def test_every_line_end_is_a_newline() -> None:
    assert clean("a\r\nb\rc\u2028d\u2029e\x85f\x0cg") == "a\nb\nc\nd\ne\nf\ng"


def test_a_title_is_one_line_that_overrides_nothing() -> None:
    assert clean_line("  Bank\u202e moc.live \u202c\u2066x\u2069\n\ttoday  ") == "Bank moc.live x today"


def test_right_to_left_prose_keeps_its_marks_and_joiners() -> None:
    assert clean_line("قال\u200f الوزير") == "قال\u200f الوزير"
    assert clean_line("می\u200cخواهم 👩\u200d🚒") == "می\u200cخواهم 👩\u200d🚒"


def test_script_in_a_title_stays_text() -> None:
    assert clean_line("<script>alert(1)</script> & more") == "<script>alert(1)</script> & more"


def test_paragraphs_are_lines_without_gaps() -> None:
    assert paragraphs(" One  two \n\n \x00 \r\nThree\u2029Four ") == "One two\nThree\nFour"


@settings(deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_paragraphs_can_always_be_encoded_and_obey_the_law_of_lines(text: str) -> None:
    result = paragraphs(text)
    result.encode()
    assert all(line and line == line.strip() for line in result.split("\n")) or not result
    assert paragraphs(result) == result
    assert len(result.splitlines()) == len(result.split("\n")) or not result
