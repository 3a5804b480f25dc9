"""From a query's tree back to its text: parse(unparse(query)) is the query again."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from index.query import After, All, And, Before, Not, Or, Query, Words
from index.query_lexer import QUOTES

_TO_ESCAPE = re.compile(rf"[{QUOTES}\\]")


def unparse(query: Query) -> str:  # noqa: PLR0911 - one per node
    """The query in its canonical form."""
    match query:
        case All():
            return ""
        case Words():
            return _words(query)
        case Before(moment):
            return f"before:{_moment(moment)}"
        case After(moment):
            return f"after:{_moment(moment)}"
        case Not(inner):
            return f"NOT {_part(inner)}"
        case And(queries):
            return " ".join(_part(inner) for inner in queries)
        case Or(queries):
            return " OR ".join(_part(inner) for inner in queries)


def _part(query: Query) -> str:
    text = unparse(query) or "*"
    return f"({text})" if isinstance(query, And | Or) else text


def _words(words: Words) -> str:
    field = "" if words.field == "text" else f"{words.field}:{'=' if words.whole else ''}"
    if words.phrase:
        escaped = _TO_ESCAPE.sub(lambda found: f"\\{found[0]}", words.text)
        return f'{field}"{escaped}"'
    return f"{field}{words.text}{'*' if words.prefix else ''}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
