"""A query as typed, cut into its smallest parts: words, phrases, fields, operators, parentheses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from index.query import FieldName
from index.query_error import QueryError

LexemeKind = Literal["word", "phrase", "field", "and", "or", "not", "open", "close", "end"]

#: Fields as written in a query; "text" is what a word without a field searches, and may be written too.
FIELDS: tuple[str, ...] = get_args(FieldName)

#: Any of these opens and closes a phrase: people paste from text processors.
QUOTES = '"“”„'

#: Only in capitals: "and" is a word.
OPERATORS: dict[str, LexemeKind] = {"AND": "and", "OR": "or", "NOT": "not"}

_SPACE = re.compile(r"\s+")
_PHRASE = re.compile(rf"[{QUOTES}]((?:[^{QUOTES}\\]|\\.|\\$)*)([{QUOTES}]?)", re.DOTALL)
_FIELD = re.compile(r"([^\W\d_]+):(?!//)(=?)(?=([^\s)]?))")
_WORD = re.compile(rf"[^\s(){QUOTES}]+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Lexeme:
    """One part of a query. `text` is a word, the content of a phrase or the name of a field; `whole` is a field's `=`."""

    kind: LexemeKind
    text: str
    position: int
    whole: bool = False


def lex(query: str) -> Iterator[Lexeme]:
    """The parts in order, an "end" last. Raises QueryError for an unclosed quotation mark and an unknown field."""
    at, after_field = 0, False
    while at < len(query):
        if space := _SPACE.match(query, at):
            at = space.end()
            continue
        lexeme, at = _next(query, at, after_field)
        after_field = lexeme.kind == "field"
        yield lexeme
    yield Lexeme(kind="end", text="", position=len(query))


def _next(query: str, at: int, after_field: bool) -> tuple[Lexeme, int]:
    sign = query[at]
    if sign in "()":
        return Lexeme(kind="open" if sign == "(" else "close", text=sign, position=at), at + 1
    if sign in QUOTES:
        return _phrase(query, at)
    if not after_field:
        if sign == "-" and at + 1 < len(query) and not query[at + 1].isspace():
            return Lexeme(kind="not", text="-", position=at), at + 1
        if field := _field(query, at):
            return field
    return _word(query, at)


def _phrase(query: str, at: int) -> tuple[Lexeme, int]:
    found = _PHRASE.match(query, at)
    assert found is not None
    if not found[2]:
        raise QueryError(
            "This quotation mark is never closed.", query=query, position=at, suggestion=f'Write: {query[at:].rstrip()}"'
        )
    return Lexeme(kind="phrase", text=_ESCAPED.sub(r"\1", found[1]), position=at), found.end()


def _field(query: str, at: int) -> tuple[Lexeme, int] | None:
    found = _FIELD.match(query, at)
    if found is None:
        return None
    name = found[1].lower()
    if name in FIELDS:
        return Lexeme(kind="field", text=name, position=at, whole=bool(found[2])), found.end()
    if not found[3]:  # "Breaking: dam": a word with a colon
        return None
    suggestion = _nearest_field(name, query[at:].split(maxsplit=1)[0])
    raise QueryError(f'There is no field "{found[1]}".', query=query, position=at, suggestion=suggestion)


def _nearest_field(name: str, written: str) -> str:
    near = difflib.get_close_matches(name, FIELDS, n=1)
    if near:
        return f"Did you mean {near[0]}: ?"
    return f'Fields are {": ".join(FIELDS)}: . To search for the words, put them in quotation marks: "{written}"'


def _word(query: str, at: int) -> tuple[Lexeme, int]:
    found = _WORD.match(query, at)
    assert found is not None
    return Lexeme(kind=OPERATORS.get(found[0], "word"), text=found[0], position=at), found.end()
