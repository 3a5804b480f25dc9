"""Where a query's words stand in a text: found by the same analysis that found the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self

from index.analysis import may_hold, places, stem, stem_tag, stemmer, terms
from index.documents import language_of
from index.query import And, Or, Query, Words
from index.store import Kind
from wire.messages import EnrichedArticle, Span

#: Most fragments of an article's text.
_FRAGMENTS = 3

#: Text kept on either side of a match (characters), then up to the next space.
_AROUND = 80


@dataclass(frozen=True)
class _Pattern:
    """The terms of one clause of the query."""

    terms: tuple[str, ...]
    exact: bool
    prefix: bool

    def length_at(self, found: Sequence[str], at: int, tag: str) -> int:
        """How many terms from `at` on match; 0 for none."""
        if self.exact:
            return len(self.terms) if self.terms == tuple(found[at : at + len(self.terms)]) else 0
        if self.prefix:
            return int(found[at].startswith(self.terms[0]))
        return int(stem(found[at], tag) == stem(self.terms[0], tag))


class Matcher:
    """Finds the words that a query asks for in texts and quotes; what it excludes or filters by is not marked."""

    def __init__(self, kind: Kind, query: Query) -> None:
        self._kind = kind
        self._patterns = [_pattern(words) for words in _wanted(query) if terms(words.text)]
        self._only_exact = all(pattern.exact for pattern in self._patterns)
        self._begins: dict[str, _Begins] = {}

    def spans(self, text: str, language: str | None) -> tuple[Span, ...]:
        """Matches as spans of code points, in order, without overlaps."""
        return tuple(self._spans(text, stem_tag(language))) if self._patterns else ()

    def fragments(self, enriched: EnrichedArticle) -> tuple[tuple[str, tuple[Span, ...]], ...]:
        """The title, if it has matches, and the first fragments of the text that have, each with its matches."""
        if not self._patterns:
            return ()
        tag = stem_tag(language_of(enriched))
        title = enriched.article.title
        marked = [(title, spans)] if (spans := tuple(self._spans(title, tag))) else []
        lines = (line for line in enriched.article.text.split("\n"))
        found = ((line, tuple(self._spans(line, tag))) for line in lines)
        fragments = (fragment for line, spans in found if spans for fragment in _cut(line, spans))
        return (*marked, *islice(fragments, _FRAGMENTS))

    def _spans(self, text: str, tag: str) -> Iterator[Span]:
        if self._only_exact and not any(may_hold(text, pattern.terms) for pattern in self._patterns):
            return
        found = terms(text)  # the places cost more, and most lines have no match
        if matches := list(self._matches(found, tag)):
            placed = places(text)
            for first, end in matches:
                yield placed[first][0], placed[end - 1][1]

    def _matches(self, found: Sequence[str], tag: str) -> Iterator[tuple[int, int]]:
        end = 0
        for at in self._candidates(found, tag):
            length = max(pattern.length_at(found, at, tag) for pattern in self._patterns)
            if length and at >= end:
                end = at + length
                yield at, end

    def _candidates(self, found: Sequence[str], tag: str) -> list[int]:
        """Where a pattern may begin: what `length_at` would find, narrowed down in few steps per term."""
        if tag not in self._begins:
            self._begins[tag] = _Begins.of(self._patterns, tag)
        return self._begins[tag].positions(found, tag)


@dataclass(frozen=True, kw_only=True)
class _Begins:
    """What the patterns begin with, in texts of one language."""

    stems: frozenset[str]
    exact: frozenset[str]
    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, patterns: Sequence[_Pattern], tag: str) -> Self:
        stem = stemmer(tag)
        return cls(
            stems=frozenset(stem(pattern.terms[0]) for pattern in patterns if not pattern.exact and not pattern.prefix),
            exact=frozenset(pattern.terms[0] for pattern in patterns if pattern.exact),
            prefixes=tuple(pattern.terms[0] for pattern in patterns if pattern.prefix),
        )

    def positions(self, found: Sequence[str], tag: str) -> list[int]:
        """Where one of them stands."""
        places = {at for at, stem in enumerate(map(stemmer(tag), found)) if stem in self.stems} if self.stems else set[int]()
        if self.exact:
            places.update(at for at, term in enumerate(found) if term in self.exact)
        if self.prefixes:
            places.update(at for at, term in enumerate(found) if term.startswith(self.prefixes))
        return sorted(places)


def _wanted(query: Query) -> Iterator[Words]:
    match query:
        case And(queries) | Or(queries):
            for inner in queries:
                yield from _wanted(inner)
        case Words(field="text" | "said"):
            yield query
        case _:
            return


def _pattern(words: Words) -> _Pattern:
    found = tuple(terms(words.text))
    return _Pattern(found, exact=words.phrase or len(found) > 1, prefix=words.prefix)


def _cut(line: str, spans: Sequence[Span]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Fragments of a line around its matches; matches near each other share one."""
    group: list[Span] = []
    for span in spans:
        if group and span[0] - group[-1][1] > 2 * _AROUND:
            yield _fragment(line, group)
            group = []
        group.append(span)
    if group:
        yield _fragment(line, group)


def _fragment(line: str, group: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    start = max(line.rfind(" ", 0, max(group[0][0] - _AROUND, 0)) + 1, 0) if group[0][0] > _AROUND else 0
    end = line.find(" ", group[-1][1] + _AROUND)
    return line[start : end if end >= 0 else len(line)], tuple((a - start, b - start) for a, b in group)
