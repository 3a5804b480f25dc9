"""Whether a confidence means what it says: expected calibration error and its table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.quality_corpus import Statement

#: Equal steps of confidence from 0 to 1.
BINS = 10
Judged = tuple[Statement, bool]


@dataclass(frozen=True)
class Bin:
    """Statements of like confidence: how many, what they say on average, and the share that is right."""

    name: str
    count: int
    said: float
    right: float


def by_confidence(judged: Iterable[Judged]) -> list[Bin]:
    """Tenths of confidence, the empty ones left out."""
    groups: dict[int, list[Judged]] = defaultdict(list)
    for statement, right in judged:
        groups[min(int((statement.confidence or 0.0) * BINS), BINS - 1)].append((statement, right))
    return [_bin(f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}", groups[number]) for number in sorted(groups)]


def by_rule(judged: Iterable[Judged]) -> list[Bin]:
    """The rules (without the kind before the dot), the most frequent first."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for statement, right in judged:
        groups[statement.rule.partition(".")[2]].append((statement, right))
    return sorted((_bin(rule, group) for rule, group in groups.items()), key=lambda each: (-each.count, each.name))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean distance of what is said from what is right, over statements.

    Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015.
    """
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.said - each.right) for each in bins) / total if total else 0.0


def _bin(name: str, group: Sequence[Judged]) -> Bin:
    said = sum(statement.confidence or 0.0 for statement, _ in group) / len(group)
    return Bin(name, len(group), said, sum(right for _, right in group) / len(group))
