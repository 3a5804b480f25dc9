"""The query language: what can be written, what it means, and how a mistake is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.query import After, All, And, Before, Not, Or, Query, Words
from index.query_error import QueryError, render_caret
from index.query_parse import MAX_CHARS, MAX_DEPTH, MAX_PARTS, parse
from index.query_text import unparse
from wire.errors import UsageError

NOW = datetime(2026, 11, 24, 13, 5, 30, 123456, tzinfo=UTC)
A, B, C = Words("text", "a"), Words("text", "b"), Words("text", "c")


def read(text: str) -> Query:
    return parse(text, now=NOW)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", All()),
        ("  \n ", All()),
        ("*", All()),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("(a b) c", And((A, B, C))),
        ("(a OR b) OR c", Or((A, B, C))),
        ("((a))", A),
        ("NOT a", Not(A)),
        ("-a", Not(A)),
        ("NOT NOT a", A),
        ("a -b", And((A, Not(B)))),
        ("a AND NOT (b OR c)", And((A, Not(Or((B, C)))))),
        ("-(a b)", Not(And((A, B)))),
        ("a and b", And((A, Words("text", "and"), B))),
        ('"a b"', Words("text", "a b", phrase=True)),
        ("“a b”", Words("text", "a b", phrase=True)),
        ("„a b“", Words("text", "a b", phrase=True)),
        (r'"say \"a\""', Words("text", 'say "a"', phrase=True)),
        ('"AND"', Words("text", "AND", phrase=True)),
        ('-"a b"', Not(Words("text", "a b", phrase=True))),
        ("da*", Words("text", "da", prefix=True)),
        ('"da*"', Words("text", "da*", phrase=True)),
        ("state-owned", Words("text", "state-owned", phrase=True)),
        ("10:30", Words("text", "10:30", phrase=True)),
        ("https://news.example/a", Words("text", "https://news.example/a", phrase=True)),
        ("Breaking: a", And((Words("text", "Breaking"), A))),
        ("a - b & !", And((A, B))),
        ("text:a", A),
        ("speaker:rey", Words("speaker", "rey")),
        ("SPEAKER:rey", Words("speaker", "rey")),
        ("speaker: rey", Words("speaker", "rey")),
        ('speaker:"Ana Rey"', Words("speaker", "Ana Rey", phrase=True)),
        ('speaker:="Ana Rey"', Words("speaker", "Ana Rey", phrase=True, whole=True)),
        ("source:=Courier", Words("source", "Courier", whole=True)),
        ("said:da*", Words("said", "da", prefix=True)),
        ("-entity:rey", Not(Words("entity", "rey"))),
        ("speaker:(rey OR cruz)", Or((Words("speaker", "rey"), Words("speaker", "cruz")))),
        ("said:(a -b)", And((Words("said", "a"), Not(Words("said", "b"))))),
        ("lang:pt-BR", Words("lang", "pt-BR")),
        ('kind:"direct"', Words("kind", "direct", phrase=True)),
        ("kind:(direct OR mixed)", Or((Words("kind", "direct"), Words("kind", "mixed")))),
        ("(!!!) a", A),
    ],
)
def test_what_can_be_written(text: str, query: Query) -> None:
    assert read(text) == query


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-1-2", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-11-24T13:05:00Z", datetime(2026, 11, 24, 13, 5, tzinfo=UTC)),
        ("2026-11-24T13:05:00+02:00", datetime(2026, 11, 24, 11, 5, tzinfo=UTC)),
        ("2026-11-24T13:05", datetime(2026, 11, 24, 13, 5, tzinfo=UTC)),
        ('"2026-11-24 13:05"', datetime(2026, 11, 24, 13, 5, tzinfo=UTC)),
        ("today", datetime(2026, 11, 24, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 23, tzinfo=UTC)),
        ("now", NOW.replace(microsecond=0)),
        ("12h", datetime(2026, 11, 24, 1, 5, 30, tzinfo=UTC)),
        ("7d", datetime(2026, 11, 17, 13, 5, 30, tzinfo=UTC)),
        ("2w", datetime(2026, 11, 10, 13, 5, 30, tzinfo=UTC)),
        ("0001", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_dates(text: str, moment: datetime) -> None:
    assert read(f"after:{text}") == After(moment)
    assert read(f"before:{text}") == Before(moment)


def test_days_begin_in_utc_wherever_the_reader_is() -> None:
    late_evening = datetime(2026, 11, 23, 22, 30, tzinfo=timezone(timedelta(hours=-5)))
    for text, moment in (
        ("today", datetime(2026, 11, 24, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-24T08:00", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("2026-11-24T08:00-05:00", datetime(2026, 11, 24, 13, tzinfo=UTC)),
    ):
        assert parse(f"after:{text}", now=late_evening) == After(moment)


@pytest.mark.parametrize(
    ("text", "position", "message", "suggestion"),
    [
        ("speeker:rey", 0, 'no field "speeker"', "speaker:"),
        ("a sayd:b", 2, 'no field "sayd"', "said:"),
        ("title:b", 0, 'no field "title"', "Fields are "),
        ("qqq:b", 0, 'no field "qqq"', '"qqq:b"'),
        ('a "b c', 2, "never closed", 'Write: "b c"'),
        ("a (", 2, "nothing in these parentheses", "Remove them"),
        ("a (b OR c", 2, "never closed", "Write: (b OR c)"),
        ("a b) c", 3, "closes nothing", "Remove it"),
        (")", 0, "closes nothing", "Remove it"),
        ("a ()", 2, "nothing in these parentheses", "Remove"),
        ("a AND", 2, "nothing after AND", '"AND"'),
        ("a OR OR b", 2, "nothing after OR", '"OR"'),
        ("AND a", 0, "nothing before AND", '"AND"'),
        ("a (OR b)", 3, "nothing before OR", '"OR"'),
        ("a NOT", 2, "nothing after NOT", '"NOT"'),
        ("speaker:", 0, "needs a value", 'speaker:"Ana Rey"'),
        ("speaker:)", 0, "needs a value", 'speaker:"Ana Rey"'),
        ("said:...", 5, "letters or digits", "said:dam"),
        ("speaker:(said:a)", 9, "cannot stand within speaker", "Close"),
        ("said:=a", 0, "does not take =", "speaker:"),
        ("kind:dirct", 5, 'called "dirct"', "kind:direct"),
        ("kind:zzz", 5, 'called "zzz"', "kind:indirect"),
        ("lang:english", 5, "not the code of a language", "lang:en"),
        ("after:soon", 6, "not a date", "2026-11-24"),
        ("after:2026-13", 6, "not a date", "2026-11-24"),
        ("after:2026-02-30", 6, "not a date", "2026-11-24"),
        ("after:999999y", 6, "not a date", "7d"),
        ("a*", 0, "at least 2 letters", "more of the word"),
        ("state-own*", 0, "single word", "Leave the *"),
        ("!!!", 0, "no word", "Write a word"),
        (f"a {'(' * (MAX_DEPTH + 1)}", 2 + MAX_DEPTH + 1, "nested", "fewer"),
        ("NOT " * (MAX_DEPTH + 2) + "a", 4 * (MAX_DEPTH + 1), "nested", "fewer"),
        ("a " * (MAX_PARTS + 1), 2 * MAX_PARTS, f"more than {MAX_PARTS}", "Leave some out"),
    ],
)
def test_a_mistake_is_answered_with_its_place_and_a_way_out(text: str, position: int, message: str, suggestion: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(text)
    error = caught.value
    assert message in error.message
    assert error.position == position
    assert suggestion in (error.suggestion or "")
    assert error.caret.splitlines()[1].endswith("^")
    assert str(error) == f"{error.message}\n{error.caret}\n{error.suggestion}"
    assert isinstance(error, UsageError)


def test_a_query_that_is_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match=str(MAX_CHARS)):
        read("a" * (MAX_CHARS + 1))


def test_the_mark_stands_below_the_place_in_long_and_odd_queries() -> None:
    assert render_caret("a\tb\x00c", 3) == "a b c\n   ^"
    line, mark = render_caret("x" * 500 + "!" + "y" * 500, 500).splitlines()
    assert line[len(mark) - 1] == "!"
    assert len(line) < 80


FRAGMENTS = st.lists(
    st.sampled_from(
        ["a", "dam", " ", " ", "AND", "OR", "NOT", "-", "(", ")", '"', "“", "speaker:", "said:", "=", "*", "\\", "after:", "7d",
         "kind:", "direct", "lang:", "en", ":", "東京", "é", "xyz:", "before:2026", "\n"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=500)
@given(FRAGMENTS | st.text(max_size=60))
@example("said: =x")
@example('"\\')
@example("speaker:=")
@example("\\")
def test_no_text_raises_anything_else_and_the_canonical_text_means_the_same(text: str) -> None:
    try:
        query = read(text)
    except QueryError:
        return
    assert read(unparse(query)) == query
    assert unparse(read(unparse(query))) == unparse(query)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("a AND b", "a b"),
        ("a OR (b c)", "a OR (b c)"),
        ("speaker:(rey OR cruz) -x", "(speaker:rey OR speaker:cruz) NOT x"),
        ('“a b” speaker:="Ana Rey"', '"a b" speaker:="Ana Rey"'),
        ("da* after:2026-11", "da* after:2026-11-01T00:00:00Z"),
        (r'"a \"b\""', r'"a \"b\""'),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    assert unparse(read(text)) == canonical
