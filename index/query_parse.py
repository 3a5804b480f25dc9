"""From a query as typed to its tree. The language is described in docs/search.md.

query   = either
either  = every { OR every }
every   = without { [AND] without }
without = (NOT | "-") without | part
part    = "(" either ")" | field value | word | phrase
value   = word | phrase | "(" either ")"          the field holds for everything in the parentheses
"""

from __future__ import annotations

import difflib
import re
from datetime import UTC, datetime
from typing import cast, get_args

from index.analysis import Token, tokens
from index.query import After, All, And, Before, FieldName, Not, Or, Query, Words
from index.query_dates import DATE_FORMS, parse_date
from index.query_error import QueryError
from index.query_lexer import OPERATORS, Lexeme, lex
from wire.messages import QuoteKind

__all__ = ["QueryError", "parse"]

#: Longest query (characters).
MAX_CHARS = 2000

#: Deepest nesting of parentheses and negations.
MAX_DEPTH = 30

#: Most words, phrases and dates.
MAX_PARTS = 64

#: Fewest characters before a `*`: a single letter would be half the dictionary.
MIN_PREFIX = 2

_NAMES = ("speaker", "entity", "source")
_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][a-z0-9]+)*", re.IGNORECASE)


def parse(text: str, *, now: datetime | None = None) -> Query:
    """The query's tree; an empty query matches everything. Days begin in UTC, ages count back from `now`.

    Raises QueryError, and nothing else, whatever the text is.
    """
    if len(text) > MAX_CHARS:
        raise QueryError(f"This query is longer than {MAX_CHARS} characters.", query=text, position=MAX_CHARS)
    return _Parser(text, now=now or datetime.now(UTC)).query()


class _Parser:
    """One pass over the parts of one query. None stands for a part without letters or digits, which is left out."""

    def __init__(self, text: str, *, now: datetime) -> None:
        self._text = text
        self._now = now
        self._lexemes = list(lex(text))
        self._at = 0
        self._depth = 0
        self._parts = 0

    def query(self) -> Query:
        if self._next.kind == "end":
            return All()
        found = self._either(None)
        if self._next.kind == "close":
            raise self._error("This parenthesis closes nothing.", self._next, "Remove it, or open one before it.")
        if found is None:
            raise self._error(
                "There is no word in this query.", self._lexemes[0], "Write a word, or nothing to see everything."
            )
        return found

    def _either(self, field: Lexeme | None) -> Query | None:
        found = [self._every(field)]
        while self._next.kind == "or":
            self._take_operator()
            found.append(self._every(field))
        return _joined(Or, [query for query in found if query is not None])

    def _every(self, field: Lexeme | None) -> Query | None:
        found = [self._without(field)]
        while self._next.kind not in ("or", "close", "end"):
            if self._next.kind == "and":
                self._take_operator()
            found.append(self._without(field))
        return _joined(And, [query for query in found if query is not None])

    def _without(self, field: Lexeme | None) -> Query | None:
        if self._next.kind != "not":
            return self._part(field)
        self._take_operator()
        self._deeper()
        found = self._without(field)
        self._depth -= 1
        return None if found is None else found.query if isinstance(found, Not) else Not(found)

    def _part(self, field: Lexeme | None) -> Query | None:
        lexeme = self._take()
        if lexeme.kind == "open":
            return self._group(lexeme, field)
        if lexeme.kind == "field":
            return self._field(lexeme, field)
        if lexeme.kind in ("word", "phrase"):
            return self._leaf(lexeme, field)
        raise self._missing(lexeme)

    def _group(self, opened: Lexeme, field: Lexeme | None) -> Query | None:
        self._deeper()
        if self._next.kind in ("close", "end"):
            raise self._error("There is nothing in these parentheses.", opened, "Remove them, or write something inside.")
        found = self._either(field)
        if self._take().kind != "close":
            raise self._error("This parenthesis is never closed.", opened, f"Write: {self._text[opened.position :].rstrip()})")
        self._depth -= 1
        return found

    def _field(self, field: Lexeme, outer: Lexeme | None) -> Query | None:
        if outer is not None:
            raise self._error(f"{field.text}: cannot stand within {outer.text}:( ).", field, "Close the parenthesis first.")
        if field.whole and field.text not in _NAMES:
            raise self._error(
                f"{field.text}: does not take =.",
                field,
                f"Only {', '.join(f'{name}:' for name in _NAMES)} can ask for a whole name.",
            )
        if self._next.kind not in ("word", "phrase", "open"):
            raise self._error(f"{field.text}: needs a value.", field, f"Write {field.text}:{_EXAMPLES[field.text]}")
        value = self._take()
        return self._group(value, field) if value.kind == "open" else self._leaf(value, field)

    def _leaf(self, lexeme: Lexeme, field: Lexeme | None) -> Query | None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise self._error(f"This query has more than {MAX_PARTS} words.", lexeme, "Leave some out.")
        name = field.text if field else "text"
        if name in ("before", "after"):
            return self._date(lexeme, name)
        if field is None and lexeme == Lexeme(kind="word", text="*", position=lexeme.position):
            return All()
        if name in ("kind", "lang"):
            return self._code(lexeme, cast(FieldName, name))
        return self._words(lexeme, field, cast(FieldName, name))

    def _code(self, lexeme: Lexeme, name: FieldName) -> Query:
        code = lexeme.text.strip()
        if name == "kind":
            self._check_kind(lexeme, code.lower())
        elif not _LANGUAGE.fullmatch(code):
            raise self._error(f'"{code}" is not the code of a language.', lexeme, "Write a code such as lang:en or lang:pt-BR.")
        return Words(name, code, phrase=lexeme.kind == "phrase")

    def _words(self, lexeme: Lexeme, field: Lexeme | None, name: FieldName) -> Query | None:
        found = list(tokens(lexeme.text))
        whole = bool(field and field.whole)
        if not found:
            if field is not None:
                suggestion = f"Write {field.text}:{_EXAMPLES[name]}"
                raise self._error(f"{field.text}: needs a value with letters or digits.", lexeme, suggestion)
            return None
        prefix = lexeme.kind == "word" and lexeme.text.endswith("*")
        if prefix:
            self._check_prefix(lexeme, found)
        if lexeme.kind == "phrase" or len(found) > 1:  # "state-owned" is a phrase, quotation marks or not
            return Words(name, lexeme.text, phrase=True, whole=whole)
        word = lexeme.text[found[0].start : found[0].end]
        return Words(name, word.lower() if word in OPERATORS else word, prefix=prefix, whole=whole)

    def _check_prefix(self, lexeme: Lexeme, found: list[Token]) -> None:
        if len(found) > 1:
            raise self._error(
                "Only a single word can end in *.", lexeme, "Leave the * out, or search for the parts one by one."
            )
        if len(found[0].term) < MIN_PREFIX:
            raise self._error(f"A word that ends in * needs at least {MIN_PREFIX} letters.", lexeme, "Write more of the word.")

    def _check_kind(self, lexeme: Lexeme, kind: str) -> None:
        kinds: tuple[str, ...] = get_args(QuoteKind)
        if kind not in kinds:
            near = difflib.get_close_matches(kind, kinds, n=1)
            suggestion = f"Did you mean kind:{near[0]} ?" if near else f"Write kind:{', kind:'.join(kinds)}."
            raise self._error(f'There is no kind of quote called "{lexeme.text}".', lexeme, suggestion)

    def _date(self, lexeme: Lexeme, name: str) -> Query:
        try:
            moment = parse_date(lexeme.text, now=self._now)
        except ValueError as error:
            raise self._error(f'"{lexeme.text}" is not a date that can be read.', lexeme, f"Write {DATE_FORMS}.") from error
        return Before(moment) if name == "before" else After(moment)

    def _take_operator(self) -> None:
        operator = self._take()
        if self._next.kind in ("end", "close", "and", "or"):
            raise self._error(
                f"There is nothing after {operator.text}.",
                operator,
                f'Write a word after it; to search for the word, write "{operator.text}".',
            )

    def _missing(self, lexeme: Lexeme) -> QueryError:
        if lexeme.kind in ("and", "or"):
            return self._error(
                f"There is nothing before {lexeme.text}.",
                lexeme,
                f'Write a word before it; to search for the word, write "{lexeme.text}".',
            )
        return self._error("This parenthesis closes nothing.", lexeme, "Remove it, or open one before it.")

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(
                f"This query is nested more than {MAX_DEPTH} deep.", self._next, "Write it with fewer parentheses."
            )

    @property
    def _next(self) -> Lexeme:
        return self._lexemes[self._at]

    def _take(self) -> Lexeme:
        lexeme = self._next
        self._at = min(self._at + 1, len(self._lexemes) - 1)
        return lexeme

    def _error(self, message: str, lexeme: Lexeme, suggestion: str) -> QueryError:
        return QueryError(message, query=self._text, position=lexeme.position, suggestion=suggestion)


#: What may follow each field; shown where a value is missing.
_EXAMPLES: dict[str, str] = {
    "text": "dam",
    "speaker": '"Ana Rey"',
    "said": "dam",
    "entity": '"World Bank"',
    "source": "Courier",
    "lang": "en",
    "kind": "direct",
    "before": "2026-11-24",
    "after": "7d",
}


def _joined(join: type[And | Or], queries: list[Query]) -> Query | None:
    """One query of several; what is joined the same way within is drawn up."""
    flat = tuple(inner for query in queries for inner in (query.queries if isinstance(query, join) else (query,)))
    return None if not flat else flat[0] if len(flat) == 1 else join(flat)
