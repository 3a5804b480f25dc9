"""One person, or anybody else who is quoted: what they said, about what, over time, printed where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from index.chart import Chart, chart
from index.found import find_articles, find_quotes
from index.query import And, Or, Query, Words
from index.store import FacetCount, QuoteHit, Store
from wire.messages import Entity

#: Facets that say what somebody speaks about.
TOPIC_FACETS = ("person", "organisation", "place")

#: Articles looked through for the name that belongs to an id.
LOOKED_THROUGH = 50

#: Most topics given.
TOPICS = 16


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Somebody or something named, in so many documents."""

    name: str
    facet: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """A summary of one entity. `quotes` is a page of what they said, the newest first; the counts are of all of it."""

    entity: Entity
    roles: tuple[FacetCount, ...]
    quotes: tuple[QuoteHit, ...]
    total: int
    next_cursor: str | None
    articles: int
    topics: tuple[Topic, ...]  #: named in what they said
    beside: tuple[Topic, ...]  #: named in the same articles
    sources: tuple[FacetCount, ...]
    kinds: tuple[FacetCount, ...]
    timeline: Chart | None


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Somebody quoted in what a query finds: how often, and what they said last."""

    name: str
    quotes: int
    latest: QuoteHit


def voices(store: Store, query: Query, *, limit: int) -> list[Voice]:
    """Who is quoted most in the quotes that match, with the newest quote of each."""
    counted = store.facets("quotes", query, ("speaker",), limit=limit)["speaker"]
    latest = [(row, find_quotes(store, And((query, spoken_by(row.value))), sort="newest", limit=1).hits) for row in counted]
    return [Voice(name=row.value, quotes=row.count, latest=hits[0]) for row, hits in latest if hits]


def spoken_by(name: str) -> Query:
    """What somebody said."""
    return Words("speaker", name, phrase=True, whole=True)


def naming(name: str) -> Query:
    """Where somebody is named."""
    return Words("entity", name, phrase=True, whole=True)


def person(store: Store, entity_id: str, *, now: datetime, limit: int = 20, cursor: str | None = None) -> Person | None:
    """The summary of an entity, None where no stored article names it. Raises UsageError for a cursor that is none."""
    entity = find_entity(store, entity_id)
    if entity is None:
        return None
    said, named = spoken_by(entity.name), naming(entity.name)
    quotes = find_quotes(store, said, sort="newest", limit=limit, cursor=cursor)
    facets = store.facets("quotes", said, ("source", "kind", *TOPIC_FACETS), limit=TOPICS)
    beside = store.facets("articles", named, TOPIC_FACETS, limit=TOPICS)
    return Person(
        entity=entity,
        roles=roles(quotes.hits),
        quotes=quotes.hits,
        total=quotes.total,
        next_cursor=quotes.next_cursor,
        articles=find_articles(store, named, limit=1).total,
        topics=topics(facets, without=entity.name),
        beside=topics(beside, without=entity.name),
        sources=tuple(facets["source"]),
        kinds=tuple(facets["kind"]),
        timeline=chart(store, "quotes", said, now=now),
    )


def find_entity(store: Store, entity_id: str) -> Entity | None:
    """The entity of an id, with the name the stored articles give it; None where none of them has it.

    An id is its label and a name in small, plain letters ("person:mark-rutte"). Which letters were left out of it cannot be
    seen, so the name is searched for as a whole, then by all of its words, then by any of them.
    """
    words = entity_id.partition(":")[2].replace("-", " ").split()
    parts = tuple(Words("entity", word) for word in words if any(map(str.isalnum, word)))
    if not parts:
        return None
    tries = (naming(" ".join(words)), And(parts), Or(parts))
    return next((entity for query in tries if (entity := _among(store, query, entity_id))), None)


def _among(store: Store, query: Query, entity_id: str) -> Entity | None:
    found = find_articles(store, query, limit=LOOKED_THROUGH)
    entities = (entity for hit in found.hits for entity in hit.enriched.analysis.entities)
    return next((entity for entity in entities if entity.id == entity_id), None)


def roles(hits: Iterable[QuoteHit]) -> tuple[FacetCount, ...]:
    """What somebody was called beside these quotes, the most frequent first."""
    counts = Counter(hit.quote.speaker.role for hit in hits if hit.quote.speaker.role)
    return tuple(FacetCount(value=role, count=count) for role, count in counts.most_common(5))


def topics(facets: dict[str, list[FacetCount]], *, without: str) -> tuple[Topic, ...]:
    """The most frequent names of all facets together, without somebody's own."""
    found = [Topic(name=row.value, facet=facet, count=row.count) for facet in TOPIC_FACETS for row in facets[facet]]
    others = [topic for topic in found if topic.name != without]
    return tuple(sorted(others, key=lambda topic: (-topic.count, topic.name))[:TOPICS])
