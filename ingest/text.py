"""Text from outside, made fit for messages: it can be encoded, and shows as what it is."""

from __future__ import annotations

import re
from typing import Final

#: C0 and C1 control characters but tab and newline, lone surrogates, non-characters, the byte-order mark, interlinear marks.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
#: Every way to end a line; the vertical tab and form feed count as one, as in str.splitlines.
_LINE_END: Final = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
#: Overrides, embeddings and isolates of direction; marks (U+200E, U+200F) stay, they belong to right-to-left prose.
_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES: Final = re.compile(r"\s+")


def clean(text: str) -> str:
    """`text` without NULs, control characters and lone surrogates, line ends as newlines; can be encoded in UTF-8."""
    return _UNFIT.sub("", _LINE_END.sub("\n", text))


def clean_line(text: str) -> str:
    """One line of `clean` text: white space collapsed, overrides of direction removed (titles, names)."""
    return _SPACES.sub(" ", _BIDI.sub("", clean(text))).strip()


def paragraphs(text: str) -> str:
    """One paragraph per line: each line as by `clean_line`, not empty, separated by one newline."""
    lines = (clean_line(line) for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)
