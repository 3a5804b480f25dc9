"""From scores of wordpieces to cues, contents and sources: plain numpy, shared by tuning and inference."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .textprep import Encoded

Array = NDArray[np.float32]
Range = tuple[int, int]
Words = tuple[NDArray[np.int64], NDArray[np.int64]]
FEATURES = (
    "bias",
    "cue",
    "cue_mean",
    "valid",
    "content",
    "content_min",
    "start",
    "end",
    "source",
    "source_end",
    "no_source",
    "length",
    "empty",
    "quoted",
    "gap",
    "verb_in_quote",
)


@dataclass(frozen=True)
class Settings:
    """Numbers of the decoder that were chosen on dev."""

    cue_low: float = 0.10
    split: float = 0.5
    keep: float = 0.4
    edge: float = 1.4
    open_cost: float = 1.0
    source_edge: float = 0.5
    source_cost: float = 0.0


@dataclass
class Link:
    """A candidate attribution: piece ranges in its chunk, and what speaks for it."""

    cue: Range
    content: list[Range] = field(default_factory=list)
    source: Range | None = None
    strength: float = 0.0
    features: list[float] = field(default_factory=list)


def cue_runs(p: Array, words: NDArray[np.int64], s: Settings) -> list[Range]:
    """Runs of pieces that may be a cue: p is [n, 3] for none, begin, inside.

    A run is a peak of the cue probability and its neighbours that keep a share of the peak's height.
    """
    out: list[Range] = []
    height = p[:, 1] + p[:, 2]
    stack = _hot(height > s.cue_low)
    while stack:
        low, high = stack.pop()
        peak = low + int(np.argmax(height[low:high]))
        least = s.keep * float(height[peak])
        a, b = peak, peak + 1
        while a > low and height[a - 1] >= least and not _splits(p, words, a, s):
            a -= 1
        while b < high and height[b] >= least and not _splits(p, words, b, s):
            b += 1
        out.append((a, b))
        stack += [r for r in ((low, a), (b, high)) if _separate(p, r, s)]
    return sorted(out)


def _hot(hot: NDArray[np.bool_]) -> list[Range]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], hot, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _splits(p: Array, words: NDArray[np.int64], at: int, s: Settings) -> bool:
    """Whether a new cue begins at a piece."""
    return bool(p[at, 1] > s.split and words[at] != words[at - 1])


def _separate(p: Array, r: Range, s: Settings) -> bool:
    """Whether what is left of a run may be a cue of its own."""
    return r[0] < r[1] and float((p[r[0] : r[1], 1]).max()) > s.cue_low * 2


def word_ranges(chunk: Encoded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First piece of each word, and the piece after its last."""
    first = np.flatnonzero(np.diff(chunk.word, prepend=-2))
    return first, np.append(first[1:], len(chunk.word))


def word_scores(first: NDArray[np.int64], last: NDArray[np.int64], label: Array) -> Array:
    """Scores of words [w, 6] from scores of pieces [n, 6]: content, source, then start and end of each."""
    out = np.empty((len(first), 6), np.float32)
    out[:, :2] = np.add.reduceat(label[:, :2], first) / (last - first)[:, None]
    out[:, 2], out[:, 4] = label[first, 2], label[first, 4]
    out[:, 3], out[:, 5] = label[last - 1, 3], label[last - 1, 5]
    return np.clip(out, -12, 12)


def piece_scores(labels: Array) -> Array:
    """Network output [..., 7] as log odds [..., 6]: content, source, then start and end of each."""
    top = labels[..., :3]
    e = np.exp(top - top.max(-1, keepdims=True))
    rest = np.maximum(e.sum(-1, keepdims=True) - e[..., 1:], 1e-12)
    odds = np.log(np.maximum(e[..., 1:], 1e-12) / rest)
    return np.concatenate([odds, labels[..., 3:]], -1)


def segments(inside: Array, start: Array, end: Array, edge: float, cost: float) -> list[Range]:
    """The best set of word ranges: sum of inside plus weighted edges less a cost for each range."""
    hot = np.flatnonzero(inside > -3.0)
    if not len(hot):
        return []
    low, high = max(0, int(hot[0]) - 1), min(len(inside), int(hot[-1]) + 2)
    u = inside[low:high].tolist()
    a = (edge * start[low:high] - cost).tolist()
    b = (edge * end[low:high]).tolist()
    out_score, in_score = 0.0, -1e9
    began: list[bool] = []
    closed: list[bool] = []
    for x, s, e in zip(u, a, b):
        new = out_score + s
        began.append(new > in_score)
        in_score = max(new, in_score) + x
        closed.append(in_score + e > out_score)
        out_score = max(out_score, in_score + e)
    return _trace(began, closed, low)


def _trace(began: list[bool], closed: list[bool], low: int) -> list[Range]:
    found: list[Range] = []
    t = len(began) - 1
    while t >= 0:
        if not closed[t]:
            t -= 1
            continue
        stop = t
        while not began[t]:
            t -= 1
        found.append((low + t, low + stop + 1))
        t -= 1
    return found[::-1]


def best_segment(inside: Array, start: Array, end: Array, edge: float, cost: float) -> tuple[Range | None, float]:
    """The best single range and its score, or None where nothing scores above 0."""
    parts = segments(inside, start, end, edge, cost)
    if not parts:
        return None, 0.0
    scores = [float(inside[i:j].sum() + edge * (start[i] + end[j - 1]) - cost) for i, j in parts]
    k = int(np.argmax(scores))
    return parts[k], scores[k]


def link(chunk: Encoded, words: Words, cue: Range, height: Array, scores: Array, valid: float, s: Settings) -> Link:
    """The content and source of one cue, with the features of its confidence.

    Height is the cue probability of each piece of the chunk, scores are those of piece_scores.
    """
    first, last = words
    w = word_scores(first, last, scores)
    parts = segments(w[:, 0], w[:, 2], w[:, 3], s.edge, s.open_cost)
    src, _ = best_segment(w[:, 1], w[:, 4], w[:, 5], s.source_edge, s.source_cost)
    out = Link(cue, [(int(first[i]), int(last[j - 1])) for i, j in parts])
    if src:
        out.source = (int(first[src[0]]), int(last[src[1] - 1]))
    run = height[cue[0] : cue[1]]
    out.strength = float(run.max())
    out.features = _features(chunk, out, float(run.mean()), valid, w, parts, src)
    return out


def _features(
    chunk: Encoded, out: Link, mean: float, valid: float, w: Array, parts: list[Range], src: Range | None
) -> list[float]:
    f = [1.0, _odds(out.strength), _odds(mean), min(max(valid, -8.0), 8.0)]
    if parts:
        inside = w[parts[0][0] : parts[0][1], 0] if len(parts) == 1 else np.concatenate([w[i:j, 0] for i, j in parts])
        prob = 1 / (1 + np.exp(-inside))
        f += [float(prob.mean()), float(prob.min()), float(w[parts[0][0], 2]), float(w[parts[-1][1] - 1, 3])]
    else:
        f += [0.5, 0.5, 0.0, 0.0]
    if src:
        f += [float(w[src[0] : src[1], 1].mean()), float(w[src[0], 4] + w[src[1] - 1, 5]), 0.0]
    else:
        f += [0.0, 0.0, 1 + float(w[:, 1].max()) / 12]
    size = sum(j - i for i, j in parts)
    quoted = sum(int(np.count_nonzero(chunk.quote[a:b])) for a, b in out.content) / max(1, sum(b - a for a, b in out.content))
    gap = min((max(a - out.cue[1], out.cue[0] - b, 0) for a, b in out.content), default=0)
    return [*f, math.log1p(size), float(not parts), quoted, math.log1p(gap), float(chunk.quote[out.cue[0]] in (1, 3))]


def _odds(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))
