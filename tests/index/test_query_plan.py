"""From query trees to terms: which fields are searched, and when there is something to rank by."""

from __future__ import annotations

import pytest

from index.analysis import stems
from index.query import All, Words
from index.query_parse import parse
from index.query_plan import (
    AnyTerm,
    Every,
    Everything,
    Except,
    Nothing,
    Phrase,
    Preferring,
    Prefix,
    Published,
    Some,
    has_phrase,
    is_scored,
    plan,
)


def test_a_bare_word_in_articles_is_looked_for_by_stem_and_preferred_in_titles() -> None:
    by_stem = tuple(stems("dams"))
    assert plan("articles", parse("dams")) == Preferring(
        AnyTerm("text_stems", by_stem), Some((AnyTerm("title_stems", by_stem),))
    )


def test_a_bare_word_in_quotes_is_looked_for_in_what_was_said_and_in_who_said_it() -> None:
    assert plan("quotes", parse("dams")) == Some(
        (AnyTerm("said_stems", tuple(stems("dams"))), AnyTerm("speaker_terms", ("dams",), scored=False))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Everything()),
        ("said:dam", AnyTerm("said_stems", tuple(stems("dam")))),
        ('said:"dam"', AnyTerm("said", ("dam",))),
        ('said:"The Dam"', Phrase("said", ("the", "dam"))),
        ("said:da*", Prefix("said", "da")),
        ("speaker:Díaz", AnyTerm("speaker_terms", ("diaz",), scored=False)),
        ('speaker:="Ana Rey"', Phrase("speaker_terms", ("|", "ana", "rey", "|"))),
        ("source:=Courier", Phrase("source_terms", ("|", "courier", "|"))),
        ("entity:u.n.", AnyTerm("entity_terms", ("un",), scored=False)),
        ("lang:pt_BR", AnyTerm("lang", ("pt-br",), scored=False)),
        ("kind:Direct", AnyTerm("kind", ("direct",), scored=False)),
        ("after:1970-01-02", Published(since=86400)),
        ("before:1969", Published(until=-365 * 86400)),
        ("-said:da*", Except(Prefix("said", "da"))),
        ("kind:direct lang:en", Every((AnyTerm("kind", ("direct",), scored=False), AnyTerm("lang", ("en",), scored=False)))),
    ],
)
@pytest.mark.parametrize("kind", ["articles", "quotes"])
def test_fields(kind: str, text: str, expected: object) -> None:
    assert plan(kind, parse(text)) == expected  # type: ignore[arg-type]


def test_words_without_letters_find_nothing() -> None:
    for field in ("text", "said", "speaker"):
        found = plan("articles", Words(field, "..."))  # type: ignore[arg-type]
        assert found == Nothing()
    assert plan("articles", Words("lang", "")) == Nothing()


@pytest.mark.parametrize(
    ("text", "scored"),
    [
        ("dam", True),
        ("said:dam lang:en", True),
        ("kind:direct OR dam", True),
        ("speaker:rey", False),
        ("da*", False),
        ("-dam", False),
    ],
)
def test_only_wanted_words_give_something_to_rank_by(text: str, scored: bool) -> None:
    assert is_scored(parse(text)) is scored
    assert not is_scored(All())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dam", False),
        ("dam OR NOT wall", False),
        ('"the dam"', True),
        ('wall (ice OR NOT "the dam")', True),
        ('said:"the dam"', True),
        ("", False),
    ],
)
def test_phrases_are_found_wherever_they_stand(text: str, *, expected: bool) -> None:
    assert has_phrase(plan("articles", parse(text))) is expected
