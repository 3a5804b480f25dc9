"""Articles as training windows: wordpieces, features, cue tags, and the targets of each cue."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from enrich.paragraphs import paragraphs
from enrich.tagger.encoding import Encoded, encode, pack
from enrich.tagger.network import CLS, SEP
from enrich.tagger.quote_state import IntArray

from .corpus import Article, Attribution, Span


@dataclass(frozen=True)
class Cue:
    """A cue of a window: wordpiece ranges of the cue and of its chunk, and the chunk's targets [n, 5]."""

    start: int
    end: int
    low: int
    high: int
    target: IntArray


@dataclass(frozen=True)
class Window:
    """Arrays over the wordpieces of a window, [CLS] and [SEP] included."""

    ids: IntArray
    feats: IntArray
    par: IntArray
    tags: IntArray
    cues: list[Cue]


@dataclass(frozen=True)
class Prepared:
    """An article as encoded chunks and, for each annotator, cue tags and cues of each chunk."""

    stem: str
    chunks: list[Encoded]
    versions: list[list[tuple[IntArray, list[Cue]]]]


def prepare(article: Article, tokenizer: Tokenizer, limit: int) -> Prepared:
    """Encode an article and lay its annotations over the wordpieces."""
    chunks = [e for p in paragraphs(article.text) for e in encode(tokenizer, article.text, p, limit - 2)]
    versions = [[_labels(c, atts) for c in chunks] for atts in article.versions]
    return Prepared(article.stem, chunks, versions)


def _labels(chunk: Encoded, atts: list[Attribution]) -> tuple[IntArray, list[Cue]]:
    tags = np.zeros(len(chunk), dtype=np.int64)
    cues: list[Cue] = []
    lo, hi = int(chunk.start[0]), int(chunk.end[-1])
    for att in sorted(atts, key=lambda a: a.cue):
        if not att.cue or not att.content or not lo <= att.cue[0][0] < hi:
            continue
        at = _pieces(chunk, att.cue[0])
        if not len(at):
            continue
        free = at[tags[at] == 0]
        tags[free] = 2
        if tags[at[0]] == 2:
            tags[at[0]] = 1
        cues.append(Cue(int(at[0]), int(at[-1]) + 1, 0, len(chunk), _target(chunk, att)))
    return tags, cues


def _target(chunk: Encoded, att: Attribution) -> IntArray:
    out = np.zeros((len(chunk), 5), dtype=np.int64)
    for spans, label, first, last in ((att.source, 2, 3, 4), (att.content, 1, 1, 2)):
        for span in spans:
            at = _pieces(chunk, span)
            if len(at):
                out[at, 0] = label
                out[at[0], first] = 1
                out[at[-1], last] = 1
    return out


def _pieces(chunk: Encoded, span: Span) -> IntArray:
    return np.flatnonzero((chunk.start < span[1]) & (chunk.end > span[0]))


def windows(doc: Prepared, limit: int, rng: random.Random | None = None) -> list[Window]:
    """The windows of an article; with rng, the packing and the annotator vary."""
    version = rng.choice(doc.versions) if rng else doc.versions[0]
    first = rng.randint(limit // 3, limit) if rng else None
    return [_window(doc, version, a, b) for a, b in pack([len(c) for c in doc.chunks], limit, first)]


def _window(doc: Prepared, version: list[tuple[IntArray, list[Cue]]], a: int, b: int) -> Window:
    chunks = doc.chunks[a:b]
    n = 1 + sum(len(c) + 1 for c in chunks)
    ids, par, tags = np.full(n, SEP), np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    feats = np.zeros((n, 3), dtype=np.int64)
    ids[0] = CLS
    cues: list[Cue] = []
    at = 1
    for k, (chunk, (tag, own)) in enumerate(zip(chunks, version[a:b])):
        end = at + len(chunk)
        ids[at:end] = chunk.ids
        feats[at:end] = np.stack([chunk.case, chunk.quote, chunk.begin], 1)
        par[at : end + 1] = k
        tags[at:end] = tag
        cues += [Cue(at + c.start, at + c.end, at, end, c.target) for c in own]
        at = end + 1
    return Window(ids, feats, par, tags, cues)
