"""What a search must find, by the plainest means: every document is looked at, one after the other.

It shares with the stores only the analysis of words (index/analysis.py, tested by itself), none of the documents, fields or
queries made from them. The rules are those of docs/search.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from index.analysis import stem, stem_tag, terms
from index.query import After, All, And, Before, Not, Or, Query, Words
from index.store import FACETS, Kind
from wire.messages import EnrichedArticle, Entity, Quote


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An article or quote as a reader of docs/search.md would see it."""

    id: str
    text: Sequence[str]  #: passages that a bare word searches
    said: Sequence[str]
    speakers: Sequence[str]
    roles: Sequence[str]
    entities: Sequence[Entity]
    source: str
    language: str | None
    kinds: Sequence[str]
    published: datetime | None
    is_quote: bool = False
    speaker_names: Sequence[str] = field(default=())


@cache
def everything(articles: tuple[EnrichedArticle, ...], kind: Kind) -> list[Seen]:
    """All articles, or all quotes, of a corpus."""
    if kind == "articles":
        return [_article(enriched) for enriched in articles]
    return [_quote(enriched, quote) for enriched in articles for quote in enriched.analysis.quotes]


def found(articles: tuple[EnrichedArticle, ...], kind: Kind, query: Query) -> list[Seen]:
    """Those that match, in no particular order."""
    return [seen for seen in everything(articles, kind) if matches(seen, query)]


def newest_first(seen: Sequence[Seen]) -> list[tuple[int, datetime | None]]:
    """Dates in the order of `newest`, to the second, those without a date last; with how many share each."""
    counts = Counter(_second(one.published) for one in seen)
    dated = sorted((moment for moment in counts if moment is not None), reverse=True)
    return [(counts[moment], moment) for moment in [*dated, *([None] if None in counts else [])]]


def facet_counts(seen: Iterable[Seen], name: str) -> list[tuple[str, int]]:
    """All values of a facet with their counts, by count and then by value."""
    assert name in FACETS
    counts = Counter(value for one in seen for value in set(_facet_values(one, name)))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def day_counts(seen: Iterable[Seen]) -> dict[datetime, int]:
    """How many were published on each day (UTC) that has any."""
    days = Counter(
        one.published.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) for one in seen if one.published
    )
    return dict(days)


def matches(seen: Seen, query: Query) -> bool:
    """Whether a document matches."""
    match query:
        case All():
            return True
        case Not(inner):
            return not matches(seen, inner)
        case And(queries):
            return all(matches(seen, inner) for inner in queries)
        case Or(queries):
            return any(matches(seen, inner) for inner in queries)
        case Before(moment):
            return seen.published is not None and _second(seen.published) < moment  # type: ignore[operator]
        case After(moment):
            return seen.published is not None and _second(seen.published) >= moment  # type: ignore[operator]
        case Words():
            return _words(seen, query)


def _words(seen: Seen, words: Words) -> bool:
    if words.field == "kind":
        return words.text.lower() in seen.kinds
    if words.field == "lang":
        language, wanted = (seen.language or "").lower(), words.text.lower()
        return bool(wanted) and (language == wanted or language.split("-")[0] == wanted)
    if words.field == "text":
        names = [*seen.speakers, *seen.roles] if seen.is_quote else []
        return _in_prose(seen, seen.text, words) or _in_names(names, words)
    if words.field == "said":
        return _in_prose(seen, seen.said, words)
    return _in_names(_names(seen, words.field), words)


def _names(seen: Seen, name: str) -> list[str]:
    if name == "speaker":
        return [*seen.speakers, *seen.roles]
    return [seen.source] if name == "source" else [entity.name for entity in seen.entities]


def _in_prose(seen: Seen, passages: Sequence[str], words: Words) -> bool:
    wanted = terms(words.text)
    if words.phrase or words.prefix or len(wanted) != 1:
        return any(_holds(terms(passage), wanted, words.prefix) for passage in passages)
    tag = stem_tag(seen.language)
    return any(stem(term, tag) == stem(wanted[0], tag) for passage in passages for term in terms(passage))


def _in_names(names: Sequence[str], words: Words) -> bool:
    wanted = terms(words.text)
    if words.whole:
        return any(terms(name) == wanted for name in names)
    return any(_holds(terms(name), wanted, words.prefix) for name in names)


def _holds(have: list[str], wanted: list[str], prefix: bool) -> bool:
    if prefix:
        return any(term.startswith(wanted[0]) for term in have)
    return bool(wanted) and any(have[at : at + len(wanted)] == wanted for at in range(len(have)))


def _article(enriched: EnrichedArticle) -> Seen:
    article, quotes = enriched.article, enriched.analysis.quotes
    return Seen(
        id=article.id,
        text=[article.title, article.summary or "", *article.text.split("\n")],
        said=[quote.text for quote in quotes],
        speakers=[name for quote in quotes if (name := _speaker(quote))],
        roles=[quote.speaker.role for quote in quotes if quote.speaker.role],
        speaker_names=[quote.speaker.name for quote in quotes if quote.speaker.name],
        entities=enriched.analysis.entities,
        source=article.source,
        language=enriched.analysis.language,
        kinds=[quote.kind for quote in quotes],
        published=article.published_at,
    )


def _quote(enriched: EnrichedArticle, quote: Quote) -> Seen:
    (span,) = quote.spans
    speaker = _speaker(quote)
    return Seen(
        id=f"{enriched.article.id}.{quote.id}",
        text=[quote.text],
        said=[quote.text],
        speakers=[speaker] if speaker else [],
        roles=[quote.speaker.role] if quote.speaker.role else [],
        speaker_names=[quote.speaker.name] if quote.speaker.name else [],
        entities=[one for one in enriched.analysis.entities if any(a < span[1] and span[0] < b for a, b in one.mentions)],
        source=enriched.article.source,
        language=enriched.analysis.language,
        kinds=[quote.kind],
        published=enriched.article.published_at,
        is_quote=True,
    )


def _speaker(quote: Quote) -> str | None:
    return quote.speaker.name or (quote.speaker.mention.text if quote.speaker.mention else None)


def _facet_values(seen: Seen, name: str) -> list[str]:
    labels = {"person": ("person",), "organisation": ("organisation",), "place": ("place", "facility")}
    if name in labels:
        return [entity.name for entity in seen.entities if entity.label in labels[name]]
    if name == "language":
        return [seen.language.split("-")[0]] if seen.language else []
    values = {"speaker": seen.speaker_names, "kind": seen.kinds, "source": [seen.source]}
    return list(values[name])


def _second(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(microsecond=0) if moment else None
