"""Text to terms: what counts as a word, and which words are the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import analysis
from index.analysis import MAX_TERM, SEPARATOR, fold, may_hold, places, stem, stem_tag, stems, terms, tokens

#: Text that is likely to meet the rules: letters, marks, apostrophes, points, signs.
TEXT = st.text(alphabet=st.sampled_from("ab. '’sS1é²½ªº_-µßİıÆ東ไा\u0301\u00ad\u200c\n")) | st.text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam broke.", ["the", "dam", "broke"]),
        ("Übermaß, ÜBERMASS", ["ubermass", "ubermass"]),
        ("Łukasz Øre Æsop", ["lukasz", "ore", "aesop"]),
        ("café cafe\u0301", ["cafe", "cafe"]),
        ("the mayor's and the mayors' dog", ["the", "mayor", "and", "the", "mayors", "dog"]),
        ("THE MAYOR’S DOG", ["the", "mayor", "dog"]),
        ("don't l'homme O'Brien", ["don", "t", "l", "homme", "o", "brien"]),
        ("U.S. and U.K.", ["us", "and", "uk"]),
        ("e.g. a.b.c", ["eg", "abc"]),
        ("news.example.org v.2 3.5 1,200", ["news", "example", "org", "v", "2", "3", "5", "1", "200"]),
        ("state-owned AT&T", ["state", "owned", "at", "t"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("ＡＢＣ ｱ", ["abc", "ア"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("Ещё ЕЩЕ й", ["еще", "еще", "й"]),
        ("Ἀθῆναι Αθηναι", ["αθηναι", "αθηναι"]),
        ("می‌روم", ["میروم"]),
        ("İstanbul ısı", ["istanbul", "isi"]),
        ("Hawaiʻi", ["hawaii"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("😀 … — |", []),
        ("snake_case", ["snake", "case"]),
        ("\ud83d half a sign", ["half", "a", "sign"]),
        ("x" * 200, ["x" * MAX_TERM]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@settings(deadline=None, max_examples=300)
@given(TEXT)
@example("a.Þ b")
@example("x.é's")
def test_the_quick_way_gives_the_same_as_the_thorough_one(text: str) -> None:
    assert list(tokens(text)) == list(analysis._any_tokens(text))
    assert terms(text) == [token.term for token in tokens(text)]
    assert places(text) == [(token.start, token.end) for token in tokens(text)]


@settings(deadline=None, max_examples=300)
@given(TEXT)
def test_terms_hold_no_space_and_no_separator_and_stand_where_they_say(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert token.term
        assert token.term.split() == [token.term]
        assert SEPARATOR not in token.term
        assert last <= token.start < token.end <= len(text)
        last = token.end
        assert fold(text[token.start : token.end]) == token.term


@settings(deadline=None, max_examples=300)
@given(TEXT)
def test_no_text_is_said_to_lack_a_term_that_it_has(text: str) -> None:
    assert all(may_hold(text, [term]) for term in terms(text))


def test_a_text_without_a_term_is_known_without_its_terms() -> None:
    assert not may_hold("The dam holds.", ["dam", "broke"])


@settings(deadline=None, max_examples=300)
@given(TEXT)
def test_the_terms_of_terms_are_themselves(text: str) -> None:
    assert [fold(term) for term in terms(text)] == terms(text)


def test_stems_are_those_of_the_language() -> None:
    assert stem("quotes", "en") == stem("quoted", "en") == "en:quot"
    assert stem("barrages", "fr") == stem("barrage", "fr")
    assert stem("quotes", "-") == "-:quotes"


@pytest.mark.parametrize(
    ("language", "tag"),
    [("en", "en"), ("en-GB", "en"), ("pt_BR", "pt"), ("EN", "en"), ("sw", "-"), ("", "-"), (None, "-"), ("x-klingon", "-")],
)
def test_the_tag_is_the_primary_subtag_if_there_is_a_stemmer(language: str | None, tag: str) -> None:
    assert stem_tag(language) == tag


def test_a_query_word_has_one_stem_for_each_language() -> None:
    found = stems("quotes")
    assert len(found) == len(set(found)) == len(analysis.ALGORITHMS) + 1
    assert {"en:quot", "-:quotes"} <= set(found)


@pytest.mark.parametrize("language", sorted(analysis.ALGORITHMS))
def test_every_stemmer_is_there(language: str) -> None:
    assert stem("abcdef", language).startswith(f"{language}:")
