"""Marks may overlap in any way; what comes out is balanced and loses no character."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.web.marks import LAYERS, Mark, Paragraph, Token, paragraphs


def show(paragraph: Paragraph) -> str:
    """Tokens as a readable string: <quote 1>text</quote>."""
    return "".join(
        token.text if token.what == "text" else f"<{'/' if token.what == 'close' else ''}{token.layer}{token.number}>"
        for token in paragraph.tokens
    )


def mark(start: int, end: int, layer: str, number: int = 1) -> Mark:
    return Mark(start=start, end=end, layer=layer, number=number)  # type: ignore[arg-type]


def test_a_name_within_a_quote_is_nested() -> None:
    text = "He said Ana Rey won."
    (paragraph,) = paragraphs(text, [mark(8, 15, "name"), mark(8, 19, "quote")])
    assert show(paragraph) == "He said <quote1><name1>Ana Rey</name1> won</quote1>."


def test_overlapping_marks_are_cut_where_they_cross() -> None:
    (paragraph,) = paragraphs("abcdef", [mark(0, 4, "quote"), mark(2, 6, "name")])
    assert show(paragraph) == "<quote1>ab<name1>cd</name1></quote1><name1>ef</name1>"


def test_the_longer_of_two_quotes_is_outside() -> None:
    (paragraph,) = paragraphs("abcdef", [mark(2, 4, "quote", 2), mark(0, 6, "quote", 1)])
    assert show(paragraph) == "<quote1>ab<quote2>cd</quote2>ef</quote1>"


def test_an_interrupted_quote_begins_once_and_ends_once() -> None:
    text = "“A,” he said, “B.”"
    (paragraph,) = paragraphs(text, [mark(1, 3, "quote"), mark(15, 17, "quote")])
    edges = [(token.what, token.edge) for token in paragraph.tokens if token.what != "text"]
    assert edges == [("open", True), ("close", False), ("open", False), ("close", True)]
    assert paragraph.quotes == (1,)


def test_a_quote_over_two_paragraphs_is_marked_in_both_and_noted_in_the_first() -> None:
    first, second = paragraphs("one\ntwo", [mark(1, 6, "quote")])
    assert show(first) == "o<quote1>ne</quote1>"
    assert show(second) == "<quote1>tw</quote1>o"
    assert (first.quotes, second.quotes) == ((1,), ())


def test_thousands_of_marks_in_one_line_take_no_quadratic_time() -> None:
    marks = [mark(at * 10, at * 10 + 7, "name", at) for at in range(20_000)]
    (paragraph,) = paragraphs("x" * 200_000, marks)
    assert sum(token.what == "open" for token in paragraph.tokens) == 20_000


texts = st.text(alphabet="ab \n“é😀", min_size=1, max_size=40)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(texts)
    place = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(place, place, st.sampled_from(LAYERS), st.integers(0, 3)), max_size=12))
    return text, [mark(min(a, b), max(a, b), layer, number) for a, b, layer, number in spans if a != b]


@settings(deadline=None)
@given(marked_texts())
def test_any_marks_give_balanced_tokens_and_the_whole_text(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    result = paragraphs(text, marks)
    assert [plain(paragraph) for paragraph in result] == [line for line in text.split("\n") if line.strip()]
    for paragraph in result:
        assert balanced(paragraph.tokens)


def plain(paragraph: Paragraph) -> str:
    return "".join(token.text for token in paragraph.tokens if token.what == "text")


def balanced(tokens: tuple[Token, ...]) -> bool:
    stack = []
    for token in tokens:
        if token.what == "open":
            stack.append((token.layer, token.number))
        elif token.what == "close" and (not stack or stack.pop() != (token.layer, token.number)):
            return False
    return not stack
