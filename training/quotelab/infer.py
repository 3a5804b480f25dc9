"""Find who said what in a text, with onnxruntime, tokenizers and numpy only."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from .decode import FEATURES, Link, Range, Settings, cue_runs, link, piece_scores, word_ranges
from .rules import Draft, Limits, Page, select
from .textprep import Encoded, encode, pack, paragraphs

CLS, SEP, FAR = 101, 102, 64
Span = tuple[int, int]
Float = NDArray[np.float32]


@dataclass(frozen=True)
class Quote:
    """One statement: character spans in the text, the probability that it is right, and the step that found it."""

    cue: list[Span]
    content: list[Span]
    source: list[Span]
    confidence: float
    step: str


class QuoteTagger:
    """The trained network with its decoder.

    Windows of a text are independent of each other, so with threads > 1 they run side by side; the result is the same.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.encoder = _session(path / "encoder.int8.onnx", options)
        self.linker = _session(path / "linker.int8.onnx", options)
        self.pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self.tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
        known = {f.name for f in fields(Settings)}
        self.settings = Settings(**{k: v for k, v in meta.get("decoder", {}).items() if k in known})
        self.window: int = meta.get("window", 256)
        self.longest: int = meta.get("longest", 256)
        self.weights = np.asarray(meta.get("confidence", [0.0] * len(FEATURES)), np.float32)
        self.limits = Limits(**meta.get("limits", {}))

    def tag(self, text: str, threshold: float | None = None) -> list[Quote]:
        """The statements of a text, in order of their cues; with a threshold, none of less confidence."""
        chunks, links = self.read(text)
        page = Page(chunks, [[(f, self.confidence(f)) for f in own] for own in links])
        limits = self.limits if threshold is None else replace(self.limits, keep=threshold)
        return [_quote(d) for d in select(page, limits) if threshold is None or d.confidence >= threshold]

    def confidence(self, found: Link) -> float:
        """The probability that a candidate is a right attribution."""
        return float(1 / (1 + np.exp(-np.dot(self.weights, np.asarray(found.features, np.float32)))))

    def read(self, text: str) -> tuple[list[Encoded], list[list[Link]]]:
        """The chunks of a text, and every possible statement of each."""
        chunks = [e for p in paragraphs(text) for e in encode(self.tokenizer, text, p, self.longest - 2)]
        groups = [chunks[a:b] for a, b in pack([len(c) for c in chunks], self.window)]
        run = self.pool.map if self.pool and len(groups) > 1 else map
        return chunks, [own for part in run(self._window, groups) for own in part]

    def _window(self, chunks: list[Encoded]) -> list[list[Link]]:
        p, token, anchor = self.encoder.run(["cue", "token", "anchor"], _inputs(chunks))
        jobs: list[tuple[int, int, Range]] = []
        at = 1
        for k, c in enumerate(chunks):
            jobs += [(k, at, r) for r in cue_runs(p[0, at : at + len(c)], c.word, self.settings)]
            at += len(c) + 1
        out: list[list[Link]] = [[] for _ in chunks]
        height = p[0, :, 1] + p[0, :, 2]
        words = {k: word_ranges(chunks[k]) for k in {j[0] for j in jobs}}
        sizes = [len(chunks[j[0]]) for j in jobs]
        for group in _groups(sorted(range(len(jobs)), key=lambda i: sizes[i]), sizes):
            scores, valid = self._link([(chunks[jobs[i][0]], *jobs[i][1:]) for i in group], token[0], anchor[0])
            for row, i in enumerate(group):
                k, at, run = jobs[i]
                n = sizes[i]
                found = link(
                    chunks[k], words[k], run, height[at : at + n], scores[row, :n], float(valid[row, 0]), self.settings
                )
                out[k].append(found)
        for own in out:
            own.sort(key=lambda f: f.cue)
        return out

    def _link(self, jobs: list[tuple[Encoded, int, Range]], token: Float, anchor: Float) -> tuple[Float, Float]:
        n = max(len(c) for c, _, _ in jobs)
        tokens = np.zeros((len(jobs), n, token.shape[1]), np.float32)
        cue = np.empty((len(jobs), 1, token.shape[1]), np.float32)
        distance = np.full((len(jobs), n), 2 * FAR + 1, np.int64)
        pool = np.zeros((len(jobs), n, 1), np.float32)
        for k, (c, at, (a, b)) in enumerate(jobs):
            tokens[k, : len(c)] = token[at : at + len(c)]
            cue[k, 0] = anchor[at + a : at + b].mean(0)
            distance[k, : len(c)] = _distance(len(c), a, b)
            pool[k, a:b] = 1.0 / (b - a)
        labels, valid = self.linker.run(["labels", "valid"], {"token": tokens, "cue": cue, "distance": distance, "pool": pool})
        return piece_scores(labels), valid


def _session(path: Path, options: ort.SessionOptions) -> ort.InferenceSession:
    """A session without the fusion of addition and normalisation, whose kernel is slow on CPUs."""
    return ort.InferenceSession(str(path), options, ["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])


def _quote(d: Draft) -> Quote:
    return Quote([d.cue], sorted(d.content), [d.source] if d.source else [], d.confidence, d.step)


def _inputs(chunks: list[Encoded]) -> dict[str, NDArray[np.int64]]:
    n = 1 + sum(len(c) + 1 for c in chunks)
    ids = np.full((1, n), SEP, np.int64)
    par, feats = np.zeros((1, n), np.int64), np.zeros((1, n, 3), np.int64)
    ids[0, 0] = CLS
    at = 1
    for k, c in enumerate(chunks):
        end = at + len(c)
        ids[0, at:end] = c.ids
        feats[0, at:end, 0], feats[0, at:end, 1], feats[0, at:end, 2] = c.case, c.quote, c.begin
        par[0, at : end + 1] = k
        at = end + 1
    return {"ids": ids, "feats": feats, "par": par}


def _distance(n: int, start: int, end: int) -> NDArray[np.int64]:
    at = np.arange(n)
    before = np.maximum(FAR - (start - at), 0)
    after = np.minimum(FAR + (at - end + 1), 2 * FAR)
    return np.where(at < start, before, np.where(at < end, FAR, after))


def _groups(order: list[int], sizes: list[int]) -> list[list[int]]:
    """Jobs of like length, so that little is padded."""
    out: list[list[int]] = []
    for i in order:
        if out and len(out[-1]) < 16 and sizes[i] <= 1.3 * sizes[out[-1][0]] + 8:
            out[-1].append(i)
        else:
            out.append([i])
    return out
