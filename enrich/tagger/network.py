"""The network in onnxruntime: paragraphs in, candidates out.

An encoder reads windows of whole paragraphs, each seeing itself and those before it in its window, and scores cues; a
linker reads the paragraph of each cue again with that cue marked. All products are of 8 bits with fixed scales, so
results do not depend on what else is read. Shapes: windows one at a time, [1, pieces]; links by like length, [cues, pieces].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from enrich.tagger.decoding import Array, Link, Range, Settings, cue_runs, link, piece_scores, word_ranges
from enrich.tagger.encoding import Encoded
from enrich.tagger.quote_state import IntArray

if TYPE_CHECKING:
    import onnxruntime

#: Numbers of the wordpieces that open a window and close a chunk.
CLS, SEP = 101, 102
#: Distance from the cue (pieces) beyond which the linker no longer tells distances apart.
FAR = 64
#: Most cues that are linked at once.
_AT_ONCE = 16
#: A cue in a window: number of its chunk, first piece of the chunk in the window, its pieces in the chunk.
_Job = tuple[int, int, Range]


class Network:
    """Both parts, loaded from `encoder.int8.onnx` and `linker.int8.onnx`. One thread."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._encoder, self._linker = (_session(folder / f"{part}.int8.onnx") for part in ("encoder", "linker"))
        self._settings = settings

    def candidates(self, chunks: Sequence[Encoded]) -> list[list[Link]]:
        """Every possible statement of each chunk of one window, in order of their cues."""
        cues, token, anchor = self._encoder.run(["cue", "token", "anchor"], window_inputs(chunks))
        jobs = self._jobs(chunks, cues[0])
        height = cues[0, :, 1] + cues[0, :, 2]
        words = {k: word_ranges(chunks[k]) for k, _, _ in jobs}
        found: list[list[Link]] = [[] for _ in chunks]
        for group in _groups(jobs, [len(chunks[k]) for k, _, _ in jobs]):
            scores, valid = self._link([(chunks[k], at, run) for k, at, run in group], token[0], anchor[0])
            for row, (k, at, run) in enumerate(group):
                n = len(chunks[k])
                own = height[at : at + n], scores[row, :n], float(valid[row, 0])
                found[k].append(link(chunks[k], words[k], run, *own, self._settings))
        return [sorted(own, key=lambda candidate: candidate.cue) for own in found]

    def _jobs(self, chunks: Sequence[Encoded], cues: Array) -> list[_Job]:
        jobs: list[_Job] = []
        at = 1
        for k, chunk in enumerate(chunks):
            jobs += [(k, at, run) for run in cue_runs(cues[at : at + len(chunk)], chunk.word, self._settings)]
            at += len(chunk) + 1
        return jobs

    def _link(self, jobs: Sequence[tuple[Encoded, int, Range]], token: Array, anchor: Array) -> tuple[Array, Array]:
        labels, valid = self._linker.run(["labels", "valid"], link_inputs(jobs, token, anchor))
        return piece_scores(labels), valid


def window_inputs(chunks: Sequence[Encoded]) -> dict[str, IntArray]:
    """What the encoder reads: [CLS], then each chunk and a [SEP]."""
    n = 1 + sum(len(chunk) + 1 for chunk in chunks)
    ids = np.full((1, n), SEP, np.int64)
    par, feats = np.zeros((1, n), np.int64), np.zeros((1, n, 3), np.int64)
    ids[0, 0] = CLS
    at = 1
    for k, chunk in enumerate(chunks):
        end = at + len(chunk)
        ids[0, at:end] = chunk.ids
        feats[0, at:end, 0], feats[0, at:end, 1], feats[0, at:end, 2] = chunk.case, chunk.quote, chunk.begin
        par[0, at : end + 1] = k
        at = end + 1
    return {"ids": ids, "feats": feats, "par": par}


def link_inputs(jobs: Sequence[tuple[Encoded, int, Range]], token: Array, anchor: Array) -> dict[str, Any]:
    """What the linker reads of each cue's chunk: token states, the cue's mean state, distances from it, where it is."""
    n, width = max(len(chunk) for chunk, _, _ in jobs), token.shape[1]
    tokens = np.zeros((len(jobs), n, width), np.float32)
    cue = np.empty((len(jobs), 1, width), np.float32)
    distance = np.full((len(jobs), n), 2 * FAR + 1, np.int64)
    pool = np.zeros((len(jobs), n, 1), np.float32)
    for row, (chunk, at, (a, b)) in enumerate(jobs):
        tokens[row, : len(chunk)] = token[at : at + len(chunk)]
        cue[row, 0] = anchor[at + a : at + b].mean(0)
        distance[row, : len(chunk)] = distances(len(chunk), a, b)
        pool[row, a:b] = 1.0 / (b - a)
    return {"token": tokens, "cue": cue, "distance": distance, "pool": pool}


def distances(n: int, start: int, end: int) -> IntArray:
    """For each of n pieces its distance from the cue at start to end: 0 far before, FAR at it, 2 * FAR far behind."""
    at = np.arange(n)
    before = np.maximum(FAR - (start - at), 0)
    after = np.minimum(FAR + (at - end + 1), 2 * FAR)
    return np.where(at < start, before, np.where(at < end, FAR, after))


def _groups(jobs: Iterable[_Job], sizes: Sequence[int]) -> list[list[_Job]]:
    """Jobs of like length together, so that little is padded."""
    groups: list[list[_Job]] = []
    shortest = 0
    for job, size in sorted(zip(jobs, sizes, strict=True), key=lambda pair: pair[1]):
        if groups and len(groups[-1]) < _AT_ONCE and size <= 1.3 * shortest + 8:
            groups[-1].append(job)
        else:
            groups.append([job])
            shortest = size
    return groups


def _session(path: Path) -> onnxruntime.InferenceSession:
    """A session of one thread, without the fusion of addition and normalisation, whose kernel is slow on CPUs.

    Raises OSError where the file is not there.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        path.read_bytes(), options, ["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
