"""Cursors: where the next page goes on, as an opaque string."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

import msgspec

from wire.errors import UsageError

#: What a store can compare: signed 64-bit numbers.
_Key = Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
_Natural = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended, and in what.

    By date it is the last document's order key and id. By relevance it is the number of hits passed, among the documents
    that were there when the first page was made (`until`, the store's own mark of time).
    """

    sort: str
    key: _Key = 0
    id: str = ""
    passed: _Natural = 0
    until: _Natural = 0


def encode_cursor(cursor: Cursor) -> str:
    """The cursor as a string fit for a URL."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def seq_of(text: str | None) -> int:
    """The `until` of a cursor by relevance; 0 for any other, and for what is no cursor."""
    try:
        return _read(text).until if text else 0
    except UsageError:
        return 0


def decode_cursor(text: str, sort: str) -> Cursor:
    """Raises UsageError where `text` is no cursor, or one of another sort order."""
    cursor = _read(text)
    if cursor.sort != sort:
        raise UsageError(f"This cursor belongs to a search sorted by {cursor.sort}: start again without it.")
    return cursor


def _read(text: str) -> Cursor:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Cursor)
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise UsageError("This is not a cursor of ours: take `next_cursor` of the page before, or leave it out.") from error
