"""Where paragraphs are, and how long ones are cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enrich.lexicon import inflect, nouns, verbs
from enrich.paragraphs import CHUNK_CHARS, RUN_CHARS, chunks, paragraphs


def test_paragraphs_are_lines_without_the_space_around_them() -> None:
    text = "First.\n\n  Second one. \r\nThird\u2028Fourth\n \n"
    assert [text[start:end] for start, end in paragraphs(text)] == ["First.", "Second one.", "Third", "Fourth"]


def test_broken_lines_are_one_paragraph() -> None:
    broken = "The vault was empty when the inspectors of the\nHarbour Union opened it on Monday, and nobody in\nthe house knew."
    text = f"Nobody knew\n{broken}\n\n{broken}\n- The vault is old, and the house is older than\nmost. Nobody knew."
    assert [text[start:end].split(maxsplit=1)[0] for start, end in paragraphs(text)] == ["Nobody", "The", "The", "-"]


def test_in_a_text_broken_throughout_a_line_may_end_with_a_sentence() -> None:
    broken = "The vault was empty when the inspectors of the\nhouse opened it on Monday, and nobody in the whole\nhouse knew."
    last = "“The vault was never as empty as it is today,”\nRuben Achebe said."
    assert len(paragraphs(f"{broken}\n\n{broken}\n\n{last}")) == 3
    assert len(paragraphs(last)) == 2


def test_long_paragraphs_are_cut_after_sentences() -> None:
    text = "This is a sentence of some length. " * 200
    cut = chunks(text, (0, len(text)))
    assert all(end - start <= CHUNK_CHARS for start, end in cut)
    assert all(text[start:end].startswith("This") for start, end in cut if start < end)


@given(st.text(alphabet=st.sampled_from("ab .!”\u3000"), max_size=3000), st.integers(20, 200))
def test_chunks_are_the_paragraph_and_none_is_too_long(text: str, longest: int) -> None:
    for paragraph in paragraphs(text):
        cut = chunks(text, paragraph, longest)
        assert "".join(text[start:end] for start, end in cut) == text[slice(*paragraph)]
        assert all(0 < end - start <= max(longest, RUN_CHARS) for start, end in cut)


def test_verbs_are_known_by_all_their_forms() -> None:
    for form in ("said", "says", "saying", "argued", "denies", "denied", "urging", "tweeted", "wrote", "quipped"):
        assert form in verbs(), form
    assert inflect("deny") == ("deny", "denies", "denied", "denying")
    assert nouns()["claim"] == {"that"}
