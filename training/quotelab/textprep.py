"""Text preparation shared by training and inference: paragraphs, quotation marks, wordpiece features.

Everything here keeps offsets: characters are only ever replaced one for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

IntArray = NDArray[np.int64]

_BREAK = re.compile(r"[ \t\u00a0]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+")
_OPEN = "“„«「『〝"
_CLOSE = "”»」』〞"
_SINGLE = "'‘’‚‹›"
_STRAIGHT = '"＂'
_MARK = re.compile(f"[{_OPEN}{_CLOSE}{_SINGLE}{_STRAIGHT}]")
_ENDS = ".!?:;”\"')]’…»"
N_CASE, N_QUOTE, N_START = 5, 4, 3


@dataclass(frozen=True)
class Paragraph:
    """A stretch of text handled as a unit: character start and end."""

    start: int
    end: int


@dataclass(frozen=True)
class Encoded:
    """Wordpieces of one paragraph chunk with their features and character offsets."""

    ids: IntArray
    start: IntArray
    end: IntArray
    case: IntArray
    quote: IntArray
    begin: IntArray
    word: IntArray
    colon: bool = False

    def __len__(self) -> int:
        return len(self.ids)


def paragraphs(text: str) -> list[Paragraph]:
    """Split a text at line breaks, keeping hard-wrapped lines together."""
    out: list[Paragraph] = []
    start = 0
    for m in _BREAK.finditer(text):
        if _wrapped(text, start, m):
            continue
        _append(out, text, start, m.start())
        start = m.end()
    _append(out, text, start, len(text))
    return out


def _wrapped(text: str, start: int, m: re.Match[str]) -> bool:
    """Whether a single line break only wraps a long line in mid-sentence."""
    if m.group().count("\n") != 1 or m.end() >= len(text):
        return False
    line = max(text.rfind("\n", start, m.start()) + 1, start)
    return m.start() - line >= 50 and text[m.start() - 1] not in _ENDS and text[m.end()].isalnum()


def _append(out: list[Paragraph], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        out.append(Paragraph(start, end))


def normalise_quotes(par: str) -> tuple[str, IntArray]:
    """Replace every double quotation mark by “ or ” by its role; give the depth of each character.

    Depth is 0 outside, 1 inside double marks, 2 on a mark, 3 inside marks that are never closed.
    """
    depth = np.zeros(len(par), dtype=np.int64)
    marks = [m.start() for m in _MARK.finditer(par)]
    if not marks:
        return par, depth
    singles = _single_pairs(par, marks)
    chars = list(par)
    opened = -1
    for i in marks:
        role = _role(par, i, par[i], opened >= 0, singles)
        if not role:
            continue
        chars[i] = role
        if role == "“" and opened < 0:
            opened = i
        elif role == "”" and opened >= 0:
            depth[opened + 1 : i][depth[opened + 1 : i] == 0] = 1
            opened = -1
        depth[i] = 2
    if opened >= 0:
        depth[opened + 1 :][depth[opened + 1 :] == 0] = 3
    return "".join(chars), depth


def _role(par: str, i: int, ch: str, inside: bool, singles: dict[int, str]) -> str:
    if ch in _STRAIGHT:
        return _straight_role(par, i, inside)
    if ch in _OPEN:
        if ch == "“" and inside and _closes_german(par, i):
            return "”"
        return "“"
    if ch in _CLOSE:
        return "”"
    if not inside or singles.get(i) == "”":
        return singles.get(i, "")
    return ""


def _closes_german(par: str, i: int) -> bool:
    """Whether “ at i ends a „…“ quotation (German and Slavic style)."""
    before = par.rfind("„", max(0, i - 2000), i)
    after = par[i + 1] if i + 1 < len(par) else " "
    return before >= 0 and par.find("“", before, i) < 0 and not after.isalnum()


def _straight_role(par: str, i: int, inside: bool) -> str:
    before = par[i - 1] if i else " "
    after = par[i + 1] if i + 1 < len(par) else " "
    if before.isspace() and not after.isspace():
        return "“"
    if after.isspace() and not before.isspace():
        return "”"
    if before in "([{—–-/‘'" and after.isalnum() and not inside:
        return "“"
    if before.isalnum() and before.isdigit() and not inside and not after.isalpha():
        return ""
    return "”" if inside else "“"


def _single_pairs(par: str, marks: list[int]) -> dict[int, str]:
    """Single marks that pair up around at least two words, in a paragraph without double marks."""
    pairs: dict[int, str] = {}
    if any(par[i] not in _SINGLE for i in marks):
        return pairs
    opened = -1
    for i in marks:
        before = par[i - 1] if i else " "
        after = par[i + 1] if i + 1 < len(par) else " "
        if opened < 0 and par[i] != "’" and (before.isspace() or before in "(—–") and after.isalnum():
            opened = i
        elif opened >= 0 and not before.isspace() and not after.isalnum() and not _possessive(par, i):
            if " " in par[opened : min(i, opened + 100)]:
                pairs[opened], pairs[i] = "“", "”"
            opened = -1
    return pairs


def _possessive(par: str, i: int) -> bool:
    """Whether a mark after s is more likely a plural possessive than a closing mark."""
    return par[i - 1] == "s" and i + 2 < len(par) and par[i + 1] == " " and par[i + 2].islower() and "’" in par[i + 1 : i + 300]


def encode(tokenizer: Tokenizer, text: str, par: Paragraph, limit: int) -> list[Encoded]:
    """Wordpieces of a paragraph, in chunks of at most limit pieces cut at sentence ends."""
    clean, depth = normalise_quotes(text[par.start : par.end])
    enc = tokenizer.encode(clean, add_special_tokens=False)
    n = len(enc.ids)
    if not n:
        return []
    ids = np.asarray(enc.ids, dtype=np.int64)
    off = np.asarray(enc.offsets, dtype=np.int64)
    words = np.asarray(enc.word_ids, dtype=np.int64)
    case = np.asarray([_case(clean[s:e]) for s, e in enc.offsets], dtype=np.int64)
    quote = depth[np.minimum(off[:, 0], len(depth) - 1)]
    begin = np.zeros(n, dtype=np.int64)
    begin[0] = 1
    starts = {m.end() for m in _SENTENCE_END.finditer(clean)}
    begin[np.isin(off[:, 0], list(starts)) & (begin == 0)] = 2
    cuts = _cuts(begin, words, limit)
    colon = clean.endswith(":")
    off = off + par.start
    return [
        Encoded(ids[a:b], off[a:b, 0], off[a:b, 1], case[a:b], quote[a:b], begin[a:b], words[a:b], b == n and colon)
        for a, b in zip(cuts, cuts[1:])
    ]


def _cuts(begin: IntArray, words: IntArray, limit: int) -> list[int]:
    n = len(begin)
    cuts = [0]
    while n - cuts[-1] > limit:
        low, high = cuts[-1] + 1, cuts[-1] + limit
        ends = np.flatnonzero(begin[low : high + 1] == 2)
        if len(ends):
            cuts.append(low + int(ends[-1]))
            continue
        cut = high
        while cut > low and words[cut] == words[cut - 1]:
            cut -= 1
        cuts.append(cut if cut > low else high)
    cuts.append(n)
    return cuts


def _case(piece: str) -> int:
    if piece.islower():
        return 0
    if piece.isupper():
        return 2 if len(piece) > 1 else 1
    if piece[:1].isupper():
        return 1
    return 3 if any(c.isdigit() for c in piece) else 4


def pack(lengths: list[int], limit: int, first: int | None = None) -> list[tuple[int, int]]:
    """Fill windows of whole chunks greedily from the start: ranges of chunk numbers.

    A window of chunks takes one piece for [CLS] and one [SEP] after each chunk.
    """
    out: list[tuple[int, int]] = []
    start, used, room = 0, 1, first or limit
    for i, n in enumerate(lengths):
        if i > start and used + n + 1 > room:
            out.append((start, i))
            start, used, room = i, 1, limit
        used += n + 1
    if start < len(lengths):
        out.append((start, len(lengths)))
    return out
