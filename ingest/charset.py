"""Bytes to text, whatever the server says of their encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from charset_normalizer import from_bytes
from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

#: A declaration stands this near the start of a document (bytes; the HTML standard says 1024, many sites are later).
_DECLARED_WITHIN: Final = 4096
#: Detection reads no more (bytes).
_SAMPLE: Final = 64 << 10
_DECLARATION: Final = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*|<\?xml[^>]{0,200}?encoding\s*=\s*)["']?\s*([\w.:-]{2,40})""", re.I
)
#: What detection may find: the encodings of the Encoding standard (WHATWG), none of the old desktops.
_ON_THE_WEB: Final = [
    *(f"cp{number}" for number in (1252, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258, 866, 874)),
    *(f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    *("koi8_r", "koi8_u", "gb18030", "big5", "euc_jp", "shift_jis", "iso2022_jp", "euc_kr"),
]
#: So little of it undecodable is noise in an otherwise right encoding (share of characters).
_NOISE: Final = 0.001


def decode(body: bytes, content_type: str = "") -> str:
    """The text of an HTML, XML or plain body: byte-order mark, then header, then declaration inside, then detection.

    An encoding that the bytes contradict is passed over; UTF-8 that is valid is believed before any other name.
    Never raises; undecodable bytes become U+FFFD.
    """
    marked, mark = read_bom(body)
    if marked and mark:
        return body[len(mark) :].decode(marked, "replace")
    for name in _candidates(body, content_type):
        text = _decoded(body, name)
        if text is not None:
            return text
    return body.decode("utf-8", "replace")


def _candidates(body: bytes, content_type: str) -> Iterator[str]:
    said = http_content_type_encoding(content_type)
    found = _DECLARATION.search(body[:_DECLARED_WITHIN])
    declared = resolve_encoding(found[1].decode("ascii")) if found else None
    if not (said or "").startswith(("utf-16", "utf-32")):
        yield "utf-8"
    yield from (name for name in (said, declared) if name)
    yield from _detected(body[:_SAMPLE])


def _detected(sample: bytes) -> list[str]:
    """The likeliest encoding, if any; among equally likely ones that of Western Europe."""
    matches = from_bytes(sample, cp_isolation=_ON_THE_WEB)
    ranked = sorted(matches, key=lambda match: (round(match.chaos, 2), -match.coherence, match.encoding != "cp1252"))
    return [match.encoding for match in ranked[:1]]


def _decoded(body: bytes, name: str) -> str | None:
    """The text, or None where `name` is unknown or the bytes contradict it."""
    try:
        codecs.lookup(name)
        text = body.decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= len(text) * _NOISE else None
