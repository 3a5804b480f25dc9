"""The tables of docs/quality.md, in Markdown. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quality_calibration import Bin, by_confidence, by_rule, calibration_error
from benchmarks.quality_classes import KINDS, SPEAKERS
from benchmarks.quality_corpus import Statement
from benchmarks.quality_figures import DRAWS, OVERALL, SEED, figures, of_class

#: Figures that others have measured and that this command does not measure again; columns as in OVERALL.
KNOWN: Mapping[str, Sequence[str]] = {
    "GenderGapTracker *": (".423", ".600", ".327", "", "", "", ".602"),
    "two annotators with each other *": (".75", "", "", ".67", ".91", ".985", ".97"),
}
#: A rule with fewer statements goes into no table.
_FEW = 5


@dataclass(frozen=True)
class Result:
    """What was counted of one reader: counts by article, and its statements with whether each is right."""

    name: str
    counts: Sequence[Counter[str]]
    judged: Sequence[tuple[Statement, bool]] = ()


def report(results: Sequence[Result], *, articles: int, split: str, when: str) -> str:
    """All tables. The first result is ours as it runs; its confidences are judged."""
    gold: Counter[str] = sum((Counter(article) for article in results[0].counts), Counter())
    intro = (
        f"PolNeAR {split}, {articles} articles, {gold['rel_g']} statements, run on {when}. In brackets the 95 % interval over\n"
        f"articles ({DRAWS} draws with replacement, seed {SEED})."
    )
    by_kind = _by_class("kind", KINDS, results, gold)
    by_speaker = _by_class("speaker", SPEAKERS, results, gold)
    return "\n\n".join([intro, _overall(results), by_kind, by_speaker, _confidence(results[0])])


def _overall(results: Sequence[Result]) -> str:
    rows = [[each.name, *map(str, figures(each.counts, list(OVERALL.values())))] for each in results]
    return table(["method", *OVERALL], [*rows, *([name, *values] for name, values in KNOWN.items())])


def _by_class(title: str, classes: Sequence[str], results: Sequence[Result], gold: Counter[str]) -> str:
    rows = [[each.name, *map(str, figures(each.counts, [of_class(name) for name in classes]))] for each in results]
    return table([f"attribution F1 by {title}", *(f"{name} ({gold[f'rel_g/{name}']})" for name in classes)], rows)


def _confidence(ours: Result) -> str:
    bins = by_confidence(ours.judged)
    error = (
        f"Confidence of {ours.name}: expected calibration error {calibration_error(bins):.3f} over {len(ours.judged)} quotes."
    )
    rules = [each for each in by_rule(ours.judged) if each.count >= _FEW]
    return "\n\n".join([error, _bins("confidence", bins), _bins("rule", rules)])


def _bins(title: str, bins: Sequence[Bin]) -> str:
    return table(
        [title, "quotes", "mean confidence", "right"], [[b.name, str(b.count), f"{b.said:.2f}", f"{b.right:.2f}"] for b in bins]
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def put_between(document: str, marker: str, text: str) -> str:
    """The document with the text between `<!-- MARKER -->` and `<!-- end MARKER -->`. Raises ValueError without the two."""
    first, last = f"<!-- {marker} -->", f"<!-- end {marker} -->"
    before, found, rest = document.partition(first)
    _, ended, after = rest.partition(last)
    if not (found and ended):
        raise ValueError(f"the document has no lines {first} and {last} to write between")
    return f"{before}{first}\n{text}\n{last}{after}"
