"""Figures with confidence intervals: sums of counts over articles, drawn again and again (bootstrap). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Times that the articles are drawn with replacement, and the seed of the draw.
DRAWS, SEED = 2000, 20261124
#: Share of the draws that lies within an interval.
LEVEL = 0.95

Array = NDArray[np.float64]
#: From sums of counts, by name, to a figure: one per draw.
Formula = Callable[["Sums"], Array]


@dataclass(frozen=True)
class Sums:
    """Sums of counts over articles: one number per draw."""

    names: dict[str, int]
    values: Array

    def __getitem__(self, name: str) -> Array:
        number = self.names.get(name)
        return self.values[:, number] if number is not None else np.zeros(len(self.values))


@dataclass(frozen=True)
class Figure:
    """A figure over all articles, and the interval that it lies in when other articles of the kind are drawn."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{_short(self.value)} [{_short(self.low)}, {_short(self.high)}]"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def figures(counts: Sequence[Counter[str]], formulas: Sequence[Formula]) -> list[Figure]:
    """Each formula over all articles, with its interval over articles drawn with replacement (Efron's percentiles)."""
    names = {name: number for number, name in enumerate(sorted(set().union(*counts)))}
    table = np.array([[article[name] for name in names] for article in counts], np.float64)
    draws = np.random.default_rng(SEED).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), DRAWS)
    whole, drawn = Sums(names, table.sum(0, keepdims=True)), Sums(names, draws @ table)
    edges = [50 * (1 - LEVEL), 50 * (1 + LEVEL)]
    return [Figure(float(formula(whole)[0]), *map(float, np.percentile(formula(drawn), edges))) for formula in formulas]


def ratio(part: str, whole: str) -> Formula:
    """One count over another; 0 where there is nothing."""
    return lambda sums: _over(sums[part], sums[whole])


def f1(right: str, found: str, gold: str, right_found: str | None = None) -> Formula:
    """The harmonic mean of precision and recall. `right_found`: what is right among the found, where it is counted apart."""

    def formula(sums: Sums) -> Array:
        precision, recall = _over(sums[right_found or right], sums[found]), _over(sums[right], sums[gold])
        return _over(2 * precision * recall, precision + recall)

    return formula


def of_class(name: str) -> Formula:
    """Attribution F1 of one class: recall over the gold statements that are of it, precision over the found ones that are."""
    return f1(f"rel_tp/{name}", f"rel_p/{name}", f"rel_g/{name}", f"rel_ptp/{name}")


def _over(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


#: The figures of the first table, in order.
OVERALL: dict[str, Formula] = {
    "attribution": f1("rel_tp", "rel_p", "rel_g"),
    "precision": ratio("rel_tp", "rel_p"),
    "recall": ratio("rel_tp", "rel_g"),
    "exact": f1("exact_tp", "rel_p", "rel_g"),
    "content tokens": f1("tok_tp", "tok_p", "tok_g"),
    "direct found": ratio("dq_found", "dq_g"),
    "direct attributed": ratio("dq_attr", "dq_g"),
}
