"""Counts of what a reader finds, article by article, by the rules that PolNeAR's scorer here goes by.

A statement is found when at least half of the words of both contents together are common to both, and attributed when a
word of its source is too (or neither has a source); exact, when all words of the content are the same. Pairs are made
greedily, the most alike first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.quality_corpus import Annotated, Spans, Statement

_TOKEN = re.compile(r"\w+|[^\w\s]")
_QUOTED = re.compile(r'“([^”]{10,}?)”|"([^"\n]{10,}?)"')
#: Least share of common words of two contents that are the same statement.
ALIKE = 0.5
#: Fewest words of a quotation that counts among the direct ones.
_LEAST_WORDS = 4

Words = frozenset[int]


@dataclass(frozen=True)
class Match:
    """Which gold statement a found one is, by their numbers, and how right it is."""

    gold: int
    found: int
    attributed: bool
    exact: bool


@dataclass
class Scored:
    """Counts of one article, and the found statements with whether each is right."""

    counts: Counter[str] = field(default_factory=Counter)
    judged: list[tuple[Statement, bool]] = field(default_factory=list)


@dataclass(frozen=True)
class _Side:
    statement: Statement
    content: Words
    source: Words


def words_in(text: str, spans: Spans) -> Words:
    """Where the words of the spans begin. Punctuation is no word."""
    return frozenset(
        match.start()
        for start, end in spans
        for match in _TOKEN.finditer(text, start, end)
        if match.group().isalnum() or "_" in match.group()
    )


#: Names the class of a statement: its kind, or the type of its speaker.
Classify = Callable[[Annotated, Statement], str]


def score(article: Annotated, found: Sequence[Statement], classify: Sequence[Classify] = ()) -> Scored:
    """Everything counted of one article; beside the whole also per class, as `rel_g/direct`."""
    gold, ours = _sides(article.text, article.statements), _sides(article.text, found)
    scored = Scored()
    scored.counts.update(_tokens(gold, ours))
    scored.counts.update(_quotations(article.text, gold, ours))
    matches = pair(gold, ours)
    right = {match.found for match in matches if match.attributed}
    scored.judged = [(side.statement, number in right) for number, side in enumerate(ours)]
    for name in (lambda *_: "", *classify):
        scored.counts.update(_relations(article, gold, ours, matches, name))
    return scored


def _sides(text: str, statements: Sequence[Statement]) -> list[_Side]:
    sides = [_Side(s, words_in(text, s.content), words_in(text, s.source)) for s in statements]
    return [side for side in sides if side.content]


def pair(gold: Sequence[_Side], ours: Sequence[_Side]) -> list[Match]:
    """Gold and found statements that are the same, each at most once, the most alike first."""
    alike = sorted(
        (
            (len(g.content & f.content) / len(g.content | f.content), i, j)
            for i, g in enumerate(gold)
            for j, f in enumerate(ours)
            if g.content & f.content
        ),
        reverse=True,
    )
    matches: list[Match] = []
    for share, i, j in alike:
        if share < ALIKE:
            break
        if all(match.gold != i and match.found != j for match in matches):
            attributed = _same_source(gold[i].source, ours[j].source)
            matches.append(Match(i, j, attributed, attributed and share == 1.0))
    return matches


def _same_source(gold: Words, found: Words) -> bool:
    return bool(gold & found) or not (gold or found)


def _tokens(gold: Sequence[_Side], ours: Sequence[_Side]) -> Counter[str]:
    g, p = (frozenset().union(*(side.content for side in sides)) for sides in (gold, ours))
    return Counter(tok_tp=len(g & p), tok_p=len(p), tok_g=len(g))


def _relations(
    article: Annotated, gold: Sequence[_Side], ours: Sequence[_Side], matches: Sequence[Match], classify: Classify
) -> Counter[str]:
    """Found and right statements, by the class that the gold (`_tp`) and the found one (`_ptp`) belong to."""
    counts: Counter[str] = Counter()
    gold_class = [classify(article, side.statement) for side in gold]
    our_class = [classify(article, side.statement) for side in ours]
    counts.update(_key("rel_g", name) for name in gold_class)
    counts.update(_key("rel_p", name) for name in our_class)
    for match in matches:
        counts[_key("cont_tp", gold_class[match.gold])] += 1
        if match.attributed:
            counts[_key("rel_tp", gold_class[match.gold])] += 1
            counts[_key("rel_ptp", our_class[match.found])] += 1
        if match.exact:
            counts[_key("exact_tp", gold_class[match.gold])] += 1
    return counts


def _key(count: str, name: str) -> str:
    return f"{count}/{name}" if name else count


def _quotations(text: str, gold: Sequence[_Side], ours: Sequence[_Side]) -> Counter[str]:
    """Of what stands in double quotation marks: how much is a statement, found, and attributed."""
    counts: Counter[str] = Counter()
    for match in _QUOTED.finditer(text):
        quoted = words_in(text, (match.span(),))
        if len(quoted) >= _LEAST_WORDS:
            counts.update(_quotation(quoted, gold, ours))
    return counts


def _quotation(quoted: Words, gold: Sequence[_Side], ours: Sequence[_Side]) -> Counter[str]:
    g, p = ([side for side in sides if 2 * len(side.content & quoted) >= len(quoted)] for sides in (gold, ours))
    g_source, p_source = (frozenset().union(*(side.source for side in sides)) for sides in (g, p))
    both = bool(g and p)
    return Counter(
        dq_p=int(bool(p)),
        dq_ptrue=int(both),
        dq_g=int(bool(g)),
        dq_found=int(both),
        dq_attr=int(both and _same_source(g_source, p_source)),
    )
