"""Paragraphs as the network reads them: wordpieces with their case, quotation state and place, and exact offsets.

Shared by training and inference. A paragraph too long for the network is cut at the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from enrich.tagger.quote_state import IntArray, normalise_quotes
from wire.messages import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+")


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
