"""What a reader asked for: words, refinements by facet, dates, order. Read from an address, written into addresses.

A refinement is a facet's value kept beside the words (`?q=dam&speaker=Ana+Rey`), so that a link adds or removes it without
touching what was typed. `text` gives the whole as one line of the query language, for the terminal and the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import urlencode

from index.query import After, All, And, Before, FieldName, Or, Query, Words
from index.query_dates import in_utc
from index.query_parse import MAX_CHARS, parse
from index.query_text import unparse
from index.store import FACETS, Kind, Sort
from wire.errors import UsageError

#: The field of the query language that each facet's value is searched in.
FIELD_OF: Mapping[str, FieldName] = {
    "speaker": "speaker",
    "person": "entity",
    "organisation": "entity",
    "place": "entity",
    "source": "source",
    "language": "lang",
    "kind": "kind",
}

Order = Literal["", "relevance", "newest", "oldest"]


@dataclass(frozen=True, kw_only=True)
class Refinement:
    """One value of one facet that results must have."""

    facet: str
    value: str

    @property
    def query(self) -> Words:
        """As a part of the query."""
        field = FIELD_OF[self.facet]
        return Words(field, self.value, phrase=True, whole=field in ("speaker", "entity", "source"))

    @property
    def text(self) -> str:
        """As typed: `speaker:="Ana Rey"`."""
        return unparse(self.query)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request of the search page. `since` is included, `until` is not; both as in the address."""

    kind: Kind = "quotes"
    q: str = ""
    refinements: tuple[Refinement, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    order: Order = ""
    cursor: str | None = None

    @property
    def sort(self) -> Sort:
        """The order of the results: as chosen, else by relevance where words were typed, else the newest first."""
        return self.order or ("relevance" if self.q.strip() else "newest")

    @property
    def empty(self) -> bool:
        """Whether everything is asked for."""
        return not (self.q.strip() or self.refinements or self.since or self.until)

    @property
    def since_typed(self) -> str:
        """`since` as the query language and the address write it."""
        return _typed(self.since)

    @property
    def until_typed(self) -> str:
        """`until` as the query language and the address write it."""
        return _typed(self.until)

    def query(self) -> Query:
        """Everything asked as one query. Raises UsageError for a mistake in `q`."""
        parts: list[Query] = [parse(self.q)] if self.q.strip() else []
        parts += [refinement.query for refinement in self.refinements]
        parts += [After(self.since)] if self.since else []
        parts += [Before(self.until)] if self.until else []
        if len(parts) > 1:
            return And(tuple(parts))
        return parts[0] if parts else All()

    def text(self) -> str:
        """Everything asked as one line of the query language. Raises UsageError for a mistake in `q`."""
        others = [refinement.text for refinement in self.refinements]
        others += [f"after:{_typed(self.since)}"] if self.since else []
        others += [f"before:{_typed(self.until)}"] if self.until else []
        words = self.q.strip()
        grouped = f"({words})" if others and isinstance(parse(words), Or) else words
        return " ".join([grouped, *others]).strip()

    def url(self) -> str:
        """The address of this search, on this site."""
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        pairs += [(refinement.facet, refinement.value) for refinement in self.refinements]
        pairs += [("since", _typed(self.since))] if self.since else []
        pairs += [("until", _typed(self.until))] if self.until else []
        pairs += [("sort", self.order)] if self.order else []
        pairs += [("show", self.kind)] if self.kind != "quotes" else []
        pairs += [("cursor", self.cursor)] if self.cursor else []
        return f"/?{urlencode(pairs)}" if pairs else "/"

    def having(self, facet: str, value: str) -> Asked:
        """This search with one more refinement, from its first page."""
        added = Refinement(facet=facet, value=value)
        return self if added in self.refinements else replace(self, refinements=(*self.refinements, added), cursor=None)

    def lacking(self, refinement: Refinement) -> Asked:
        """This search without a refinement, from its first page."""
        return replace(self, refinements=tuple(each for each in self.refinements if each != refinement), cursor=None)

    def within(self, since: datetime | None, until: datetime | None) -> Asked:
        """This search within other bounds, from its first page."""
        return replace(self, since=since, until=until, cursor=None)

    def showing(self, kind: Kind) -> Asked:
        """This search for quotes or articles, from its first page."""
        return replace(self, kind=kind, cursor=None)

    def sorted_by(self, order: Order) -> Asked:
        """This search in another order, from its first page."""
        return replace(self, order=order, cursor=None)

    def after_page(self, cursor: str) -> Asked:
        """The next page of this search."""
        return replace(self, cursor=cursor)


def asked(parameters: list[tuple[str, str]]) -> Asked:
    """Read the address of the search page; unknown parameters and values are passed over.

    Raises UsageError for a date that is none.
    """
    first = dict(reversed(parameters))
    found = [Refinement(facet=name, value=value[:MAX_CHARS]) for name, value in parameters if name in FACETS and value.strip()]
    return Asked(
        kind="articles" if first.get("show") == "articles" else "quotes",
        q=first.get("q", ""),
        refinements=tuple(dict.fromkeys(found))[:20],
        since=_read(first.get("since", ""), "since"),
        until=_read(first.get("until", ""), "until"),
        order=_order(first.get("sort", "")),
        cursor=first.get("cursor") or None,
    )


def _order(value: str) -> Order:
    """A sort as given in the address; nothing for one that does not exist."""
    return next((order for order in get_args(Order) if order == value), "")


def _read(value: str, name: str) -> datetime | None:
    if not value.strip():
        return None
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise UsageError(f"{name}: “{value[:40]}” is no date: write it as 2026-11-24") from error
    return in_utc(read, name=name)


def _typed(at: datetime | None) -> str:
    """A moment as the query language and the address write it, without a time where that is midnight."""
    if at is None:
        return ""
    if at.hour == at.minute == at.second == 0:
        return at.date().isoformat()
    return at.replace(tzinfo=None).isoformat(timespec="seconds" if at.second else "minutes")
