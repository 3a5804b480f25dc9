"""Fit the confidence and the threshold on dev, and print the figures of score.py.

Use: python -m quotelab.calibrate --corpus DIR --model DIR [--split dev] [--write]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from enrich.paragraphs import paragraphs
from enrich.tagger.choice import Candidate, Draft, Limits, choose, draft_of
from enrich.tagger.decoding import FEATURES, Link
from enrich.tagger.encoding import Encoded
from enrich.tagger.tagger import load

Array = NDArray[np.float64]
Reader = Callable[[str, str], tuple[list[Encoded], list[list[Link]]]]
Docs = dict[str, tuple[str, list[dict[str, list[tuple[int, int]]]]]]


def scorer(corpus: Path) -> ModuleType:
    """The corpus' own score.py."""
    spec = importlib.util.spec_from_file_location("score", corpus / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_quote(d: Draft) -> dict[str, Any]:
    """A draft as score.py reads it."""
    return {"content": list(d.content), "source": [d.source] if d.source else [], "cue": [d.cue]}


def judge(score: ModuleType, text: str, gold: list[Any], quotes: list[dict[str, Any]]) -> list[bool]:
    """Which quotes are right, matched one to one with the gold attributions as score.py does."""
    g = [(score.toks(text, r["content"]), score.toks(text, r["source"])) for r in gold]
    p = [(score.toks(text, q["content"]), score.toks(text, q["source"])) for q in quotes]
    pairs = sorted(
        ((len(a[0] & b[0]) / len(a[0] | b[0]), i, j) for i, a in enumerate(g) for j, b in enumerate(p) if a[0] & b[0]),
        reverse=True,
    )
    right = [False] * len(quotes)
    used: set[int] = set()
    seen: set[int] = set()
    for v, i, j in pairs:
        if v < 0.5 or i in used or j in seen:
            continue
        used.add(i)
        seen.add(j)
        right[j] = bool(g[i][1] & p[j][1]) or (not g[i][1] and not p[j][1])
    return right


def fit_logistic(x: Array, y: Array, ridge: float = 3.0) -> Array:
    """Weights of a ridge logistic regression by Newton's method; inputs are standardised inside."""
    mean, sd = x.mean(0), x.std(0) + 1e-6
    mean[0], sd[0] = 0.0, 1.0
    z = (x - mean) / sd
    w = np.zeros(z.shape[1])
    penalty = np.full(len(w), ridge)
    penalty[0] = 1e-3
    for _ in range(30):
        p = 1 / (1 + np.exp(-z @ w))
        step = np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + np.diag(penalty), z.T @ (y - p) - penalty * w)
        w += step
    out: Array = w / sd
    out[0] = w[0] - (w[1:] * mean[1:] / sd[1:]).sum()
    return out


def cross_fit(x: Array, y: Array, doc: NDArray[np.int64], folds: int = 7) -> Array:
    """Out-of-fold probabilities, folds by article."""
    p = np.zeros(len(y))
    for f in range(folds):
        test = doc % folds == f
        w = fit_logistic(x[~test], y[~test])
        p[test] = 1 / (1 + np.exp(-x[test] @ w))
    return p


def calibration_error(p: Array, y: Array, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    which = np.minimum((p * bins).astype(int), bins - 1)
    return float(
        sum(abs(p[which == b].mean() - y[which == b].mean()) * (which == b).mean() for b in range(bins) if (which == b).any())
    )


def f1(p: Array, y: Array, gold: int, threshold: float) -> float:
    """F1 of attributions kept at a threshold."""
    keep = p >= threshold
    return float(2 * y[keep].sum() / (keep.sum() + gold))


@dataclass
class Page:
    """The paragraphs of an article as the network reads them, with the candidates of each."""

    chunks: list[Encoded]
    links: list[list[Candidate]]


@dataclass
class Sample:
    """Candidates of a split: pages, and for those with content features, truth and article number."""

    pages: list[Page]
    x: Array
    y: Array
    doc: NDArray[np.int64]
    gold: int


def collect(score: ModuleType, docs: Docs, read: Reader) -> Sample:
    """Run the network over a split and judge every candidate with content."""
    pages, rows, truth, number = [], [], [], []
    for n, (stem, (text, rels)) in enumerate(docs.items()):
        chunks, links = read(stem, text)
        pages.append(Page(chunks, [[(f, 0.0) for f in own] for own in links]))
        found = [(k, f) for k, own in enumerate(links) for f in own if f.content]
        right = judge(score, text, rels, [as_quote(draft_of(chunks[k], (f, 0.0), "model")) for k, f in found])
        rows += [f.features for _, f in found]
        truth += right
        number += [n] * len(found)
    gold = sum(1 for _, rels in docs.values() for r in rels if r["content"])
    return Sample(pages, np.array(rows), np.array(truth, dtype=np.float64), np.array(number), gold)


def with_confidence(sample: Sample, p: Array) -> list[Page]:
    """The pages with the confidence of each candidate set; candidates without content get 0."""
    values = iter(p.tolist())
    return [
        Page(page.chunks, [[(f, next(values) if f.content else 0.0) for f, _ in own] for own in page.links])
        for page in sample.pages
    ]


def figures(
    score: ModuleType, docs: Docs, pages: list[Page], limits: Limits
) -> tuple[dict[str, Any], list[tuple[str, float, bool]]]:
    """What score.py says of the selected statements, and step, confidence and truth of each."""
    chosen = {s: choose(page.chunks, page.links, limits) for s, page in zip(docs, pages)}
    _, out = score.score(docs, {s: [as_quote(d) for d in ds] for s, ds in chosen.items()})
    judged = [
        (d.step, d.confidence, r)
        for s, ds in chosen.items()
        for d, r in zip(ds, judge(score, docs[s][0], docs[s][1], [as_quote(d) for d in ds]))
    ]
    return out, judged


def best_threshold(score: ModuleType, docs: Docs, pages: list[Page], limits: Limits) -> Limits:
    """The keeping threshold with the best attribution F1."""
    grid = [replace(limits, keep=float(t)) for t in np.arange(0.28, 0.54, 0.02).round(2)]
    return max(grid, key=lambda g: float(figures(score, docs, pages, g)[0]["attribution_iou50"][2]))


def show(out: dict[str, Any], judged: list[tuple[str, float, bool]]) -> None:
    """Print the figures, the calibration error, and precision per step."""
    for k, v in out.items():
        print(f"{k:28s}", " ".join(f"{n:.4f}" for n in v) if isinstance(v, tuple) else f"{v:.4f}")
    p = np.array([c for _, c, _ in judged])
    y = np.array([float(r) for _, _, r in judged])
    print(f"ECE of kept {calibration_error(p, y):.4f}")
    for step in sorted({s for s, _, _ in judged}):
        own = [(c, r) for s, c, r in judged if s == step]
        print(
            f"  step {step:6s} {len(own):5d} right {np.mean([r for _, r in own]):.3f} confidence {np.mean([c for c, _ in own]):.3f}"
        )


def main() -> None:
    """Read the arguments, fit, and print."""
    a = argparse.ArgumentParser()
    a.add_argument("--corpus", type=Path, required=True)
    a.add_argument("--model", type=Path, required=True)
    a.add_argument("--split", default="dev")
    a.add_argument("--write", action="store_true")
    args = a.parse_args()
    score = scorer(args.corpus)
    docs: Docs = score.read_gold(str(args.corpus / "polnear"), args.split)
    tagger = load(args.model)
    assert tagger
    read = tagger.read
    sample = collect(score, docs, lambda _, text: read(text, paragraphs(text)))
    if not sample.y.any():
        raise SystemExit("the network finds no statement in dev yet: train on more articles, or for longer")
    p = cross_fit(sample.x, sample.y, sample.doc)
    print(
        f"candidates {len(p)} right {sample.y.sum():.0f} of {sample.gold}; ECE of all, cross-fitted {calibration_error(p, sample.y):.4f}"
    )
    pages = with_confidence(sample, p)
    limits = best_threshold(score, docs, pages, tagger.limits)
    print("limits", limits, "(confidence cross-fitted by article)")
    show(*figures(score, docs, pages, limits))
    weights = fit_logistic(sample.x, sample.y)
    print("weights", {n: round(float(v), 2) for n, v in zip(FEATURES, weights)})
    if args.write:
        write(args.model / "meta.json", weights, limits)


def write(path: Path, weights: Array, limits: Limits) -> None:
    """Keep the confidence and the limits in the meta file."""
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta |= {"features": list(FEATURES), "confidence": [round(float(v), 5) for v in weights], "limits": asdict(limits)}
    path.write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
