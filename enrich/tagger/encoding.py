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

#: How many values the features `case` and `begin` have.
CASES, PLACES = 5, 3
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+")


@dataclass(frozen=True)
class Encoded:
    """Wordpieces of one paragraph, or of a part of it, with their features and offsets in the text, one row per piece."""

    ids: IntArray
    start: IntArray
    end: IntArray
    case: IntArray  #: see _case
    quote: IntArray  #: see enrich/tagger/quote_state.py
    begin: IntArray  #: 1 where the paragraph begins, 2 where a sentence does
    word: IntArray  #: number of the word
    colon: bool = False  #: whether the paragraph ends here, with a colon

    def __len__(self) -> int:
        return len(self.ids)


def encode(tokenizer: Tokenizer, text: str, paragraph: Span, limit: int) -> list[Encoded]:
    """Wordpieces of a paragraph (no lone surrogates in it), in chunks of at most `limit` pieces."""
    start, end = paragraph
    clean, depth = normalise_quotes(text[start:end])
    encoding = tokenizer.encode(clean, add_special_tokens=False)
    if not encoding.ids:
        return []
    off = np.asarray(encoding.offsets, dtype=np.int64)
    words = np.asarray(encoding.word_ids, dtype=np.int64)
    ids = np.asarray(encoding.ids, dtype=np.int64)
    case = np.asarray([_case(clean[s:e]) for s, e in encoding.offsets], dtype=np.int64)
    quote = depth[np.minimum(off[:, 0], len(depth) - 1)]
    begin = _begins(clean, off[:, 0])
    colon = clean.endswith(":")
    off = off + start
    return [
        Encoded(ids[a:b], off[a:b, 0], off[a:b, 1], case[a:b], quote[a:b], begin[a:b], words[a:b], b == len(ids) and colon)
        for a, b in pairwise(_cuts(begin, words, limit))
    ]


def _begins(clean: str, starts: IntArray) -> IntArray:
    """For each wordpiece: 1 where the paragraph begins, 2 where a sentence does, else 0."""
    begin = np.zeros(len(starts), dtype=np.int64)
    sentences = [match.end() for match in _SENTENCE_END.finditer(clean)]
    begin[np.isin(starts, sentences)] = 2
    begin[0] = 1
    return begin


def _cuts(begin: IntArray, words: IntArray, limit: int) -> list[int]:
    """Where the chunks begin and the last one ends: at sentences, else between words, else anywhere."""
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
    """0 lower, 1 capitalised, 2 capitals, 3 with a digit, 4 anything else."""
    if piece.islower():
        return 0
    if piece.isupper():
        return 2 if len(piece) > 1 else 1
    if piece[:1].isupper():
        return 1
    return 3 if any(c.isdigit() for c in piece) else 4


def pack(lengths: Sequence[int], limit: int, first: int | None = None) -> list[tuple[int, int]]:
    """Fill windows of whole chunks greedily from the start: half-open ranges of chunk numbers.

    A window takes one piece for [CLS], and each chunk one more for its [SEP]. Being greedy, what is appended to a text
    changes no earlier window but the last, where a paragraph sees only what stands before it. `first` limits the first window
    to fewer pieces, so that training meets other windows each time.
    """
    windows: list[tuple[int, int]] = []
    start, used, room = 0, 1, first or limit
    for number, length in enumerate(lengths):
        if number > start and used + length + 1 > room:
            windows.append((start, number))
            start, used, room = number, 1, limit
        used += length + 1
    if start < len(lengths):
        windows.append((start, len(lengths)))
    return windows
