"""The query language: `"climate deal" AND (speaker:"Ana Rey" OR said:dam) NOT source:Courier after:2026-11-01`.

Parsed to a small tree which each store turns into its own query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FieldName = Literal["text", "speaker", "said", "entity", "source", "lang", "kind", "before", "after"]


@dataclass(frozen=True)
class All:
    """Matches everything: the empty query."""


@dataclass(frozen=True)
class Words:
    """A word or, with several, a phrase; `prefix` for `word*`. `field` "text" searches title, summary and text.

    A bare word also finds its other forms; in quotation marks (`phrase`) it is taken exactly. `whole`, written
    `speaker:="Ana Rey"`, asks for the whole name: what a facet counts under that value.
    """

    field: FieldName
    text: str
    phrase: bool = False
    prefix: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Before:
    """published_at < moment."""

    moment: datetime


@dataclass(frozen=True)
class After:
    """published_at >= moment."""

    moment: datetime


@dataclass(frozen=True)
class Not:
    """Documents that do not match."""

    query: Query


@dataclass(frozen=True)
class And:
    """Documents that match all."""

    queries: tuple[Query, ...]


@dataclass(frozen=True)
class Or:
    """Documents that match any."""

    queries: tuple[Query, ...]


Query = All | Words | Before | After | Not | And | Or
