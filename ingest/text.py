"""Text from outside, made fit for messages."""

from __future__ import annotations


def clean(text: str) -> str:
    """`text` without NULs, control characters and lone surrogates, in NFC, newlines kept; encodable in UTF-8."""
    raise NotImplementedError


def clean_line(text: str) -> str:
    """One line of `clean` text: white space collapsed, bidi overrides and isolates removed (titles, names)."""
    raise NotImplementedError


def paragraphs(text: str) -> str:
    """One paragraph per line: each line `clean`, stripped and not empty, separated by one newline."""
    raise NotImplementedError
