"""A mistake in a query, told with its place and a way out."""

from __future__ import annotations

from wire.errors import UsageError

#: Most characters of a query shown around a mistake.
_SHOWN = 72


class QueryError(UsageError):
    """A query cannot be read.

    `message` says what is wrong, `position` is the code point where, `caret` two lines that show it (the query, or the part
    of it around the place, and a mark below), `suggestion` what to write instead, where we can tell. `str()` gives all.
    """

    def __init__(self, message: str, *, query: str, position: int, suggestion: str | None = None) -> None:
        self.message = message
        self.position = position
        self.caret = render_caret(query, position)
        self.suggestion = suggestion
        super().__init__("\n".join(part for part in (message, self.caret, suggestion) if part))


def render_caret(query: str, position: int) -> str:
    """The query on one line, and a mark below the position; of a long query only what is around it."""
    start = max(0, min(position - _SHOWN // 2, len(query) - _SHOWN))
    line = "".join(sign if sign.isprintable() else " " for sign in query[start : start + _SHOWN])
    return f"{line}\n{' ' * (position - start)}^"
