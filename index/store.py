"""The store: where enriched articles become searchable. Implemented by store_embedded.py and store_elastic.py.

One contract, tests/contracts/store_contract.py, runs on both: the same query gives the same documents and the same facet
counts (scores may differ). All methods may block. All raise `Unreachable`, `AccessDenied` or `StorageFull`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from index.query import Query
from wire.messages import EnrichedArticle, Quote

Kind = Literal["articles", "quotes"]
Sort = Literal["relevance", "newest", "oldest"]

#: Facet names: what a result can be counted by.
FACETS = ("speaker", "person", "organisation", "place", "source", "language", "kind")


@dataclass(frozen=True, kw_only=True)
class Written:
    """What became of one item of a write.

    `written`: it is there now. `kept`: the store already had this version or a newer one. `retry`: not now, try again.
    `reject`: never; `why` says what to do.
    """

    outcome: Literal["written", "kept", "retry", "reject"]
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class ArticleHit:
    """One found article. `highlights` are fragments of title and text, as (text, [(start, end) of the matches])."""

    id: str
    score: float
    enriched: EnrichedArticle
    highlights: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuoteHit:
    """One found quote, with what a card needs of its article."""

    id: str
    score: float
    quote: Quote
    article_id: str
    url: str
    title: str
    source: str
    language: str | None
    published_at: datetime | None
    highlights: tuple[tuple[int, int], ...] = ()  #: matches, as spans into quote.text


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of results. `next_cursor` continues after it, stable while documents are added; None at the end."""

    hits: tuple[ArticleHit, ...] | tuple[QuoteHit, ...]
    total: int
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class FacetCount:
    """How many of the found documents have a value."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Found documents per interval; `start` in UTC. Documents without a date are in no bucket."""

    start: datetime
    count: int


@dataclass(frozen=True, kw_only=True)
class Status:
    """What the store holds."""

    articles: int
    quotes: int
    newest: datetime | None = None  #: latest published_at
    details: Mapping[str, str] = field(default_factory=dict)


class Store(Protocol):
    """Articles with their names and quotes, searchable within a second or two of a write."""

    def write(self, batch: Sequence[EnrichedArticle]) -> list[Written]:
        """Make the batch durable, outcome per item, in order. The higher `version` wins; a replay writes nothing.

        Origins are united with those already stored. A new revision replaces the article's quotes as a whole.
        """
        ...

    def refresh(self) -> None:
        """Make everything written so far visible to searches (tests, `run --once`)."""
        ...

    def get(self, article_id: str) -> EnrichedArticle | None:
        """The stored article."""
        ...

    def find_url(self, url: str) -> EnrichedArticle | None:
        """The stored article of a URL, as printed or canonical."""
        ...

    def search(self, kind: Kind, query: Query, *, sort: Sort = "relevance", limit: int = 20, cursor: str | None = None) -> Page:
        """Matching articles or quotes. Raises UsageError for a cursor that is none."""
        ...

    def facets(self, kind: Kind, query: Query, names: Sequence[str], *, limit: int = 10) -> dict[str, list[FacetCount]]:
        """The most frequent values per facet, by count and then by value. `kind` and `speaker` count quotes' fields;
        on articles they count the articles that have such a quote."""
        ...

    def histogram(self, kind: Kind, query: Query, interval: Literal["hour", "day", "week", "month"]) -> list[Bucket]:
        """Matching documents over time by published_at, in UTC, empty buckets in between included."""
        ...

    def delete(self, article_id: str) -> bool:
        """Erase an article and its quotes for good; False if it is not there. A replay does not bring it back."""
        ...

    def all(self) -> Iterator[EnrichedArticle]:
        """Every stored article, by id (export, migration, comparison)."""
        ...

    def erased(self) -> Iterator[str]:
        """The id of every article that was erased, in order (migration). `refresh` before, to have the last ones too."""
        ...

    def keep_out(self, article_ids: Sequence[str]) -> int:
        """Erase these articles, and let those not there be as if they had been; how many were not erased before."""
        ...

    def rebuild(self) -> int:
        """Build the search index anew from the record, while reads go on; returns the number of articles."""
        ...

    def status(self) -> Status:
        """Counts for the pages and `doctor`."""
        ...

    def close(self) -> None:
        """Release everything. Idempotent."""
        ...
