"""What the search page shows, gathered with as few questions to the store as possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from index.chart import Chart, chart
from index.desk import Desk
from index.found import Found, find_articles, find_quotes
from index.query import Query
from index.store import FACETS, ArticleHit, FacetCount, QuoteHit, Status
from index.web.refine import Asked, Refinement
from index.web.words import language

#: Results on one page.
PAGE_SIZE = 20

#: Values shown per facet.
FACET_VALUES = 7

#: What each facet is called, in the order shown.
FACET_TITLES: Mapping[str, str] = {
    "speaker": "Who says it",
    "source": "Printed in",
    "person": "People named",
    "organisation": "Organisations",
    "place": "Places",
    "kind": "Kind of quote",
    "language": "Language",
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a facet; following `url` adds it, or takes it away where it is `chosen`."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class FacetBox:
    """One facet with its values."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class SearchView:
    """Everything on the search page. One of `quotes` and `articles` is there, as asked."""

    asked: Asked
    status: Status
    quotes: Found[QuoteHit] | None
    articles: Found[ArticleHit] | None
    others: int
    facets: tuple[FacetBox, ...]
    chart: Chart | None

    @property
    def total(self) -> int:
        """How many of the kind asked for there are."""
        found = self.quotes or self.articles
        return found.total if found else 0

    @property
    def next_url(self) -> str | None:
        """The address of the next page; None at the end."""
        found = self.quotes or self.articles
        return self.asked.after_page(found.next_cursor).url() if found and found.next_cursor else None

    @property
    def api_url(self) -> str:
        """The same search in the API."""
        return f"/api/v1/{self.asked.kind}?{urlencode({'q': self.asked.text(), 'sort': self.asked.sort})}"

    @property
    def command(self) -> str:
        """The same search in the terminal."""
        verb = "quotes" if self.asked.kind == "quotes" else "search"
        quoted = self.asked.text().replace("'", "'\\''")
        return f"newswire {verb} '{quoted}'"


def search_view(desk: Desk, asked: Asked) -> SearchView:
    """Ask the store for one page, its facets and its histogram, all at once, which takes half as long as in turn.

    Facets are asked for in two halves, which cost about the same. Raises UsageError for a mistake in the query or cursor.
    """
    query = asked.query()
    halves = FACETS[::2], FACETS[1::2]
    facets = [desk.aside.submit(desk.store.facets, asked.kind, query, half, limit=FACET_VALUES) for half in halves]
    drawn = desk.aside.submit(chart, desk.store, asked.kind, query, now=desk.clock())
    quotes = articles = None
    if asked.kind == "quotes":
        quotes = find_quotes(desk.store, query, sort=asked.sort, limit=PAGE_SIZE, cursor=asked.cursor)
    else:
        articles = find_articles(desk.store, query, sort=asked.sort, limit=PAGE_SIZE, cursor=asked.cursor)
    return SearchView(
        asked=asked,
        status=desk.held.get(),
        quotes=quotes,
        articles=articles,
        others=_others(desk, asked, query),
        facets=facet_boxes(asked, {name: rows for half in facets for name, rows in half.result().items()}),
        chart=drawn.result(),
    )


def _others(desk: Desk, asked: Asked, query: Query) -> int:
    """How many of the kind not asked for there are, for the other tab."""
    if asked.kind == "quotes":
        return find_articles(desk.store, query, sort="newest", limit=1).total
    return find_quotes(desk.store, query, sort="newest", limit=1).total


def facet_boxes(asked: Asked, counted: Mapping[str, list[FacetCount]]) -> tuple[FacetBox, ...]:
    """The facets that hold something, with the address each value leads to."""
    return tuple(
        FacetBox(title=title, choices=tuple(_choice(asked, facet, row) for row in counted[facet]))
        for facet, title in FACET_TITLES.items()
        if counted.get(facet)
    )


def _choice(asked: Asked, facet: str, row: FacetCount) -> Choice:
    refinement = Refinement(facet=facet, value=row.value)
    chosen = refinement in asked.refinements
    target = asked.lacking(refinement) if chosen else asked.having(facet, row.value)
    label = language(row.value) if facet == "language" else row.value
    return Choice(label=label, count=row.count, url=target.url(), chosen=chosen)
