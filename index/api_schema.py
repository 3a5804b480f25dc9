"""The shapes of the API's answers, and how they get into its OpenAPI description.

Answers are msgspec structs, so that an article in an answer is, byte for byte, the message of the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi

from index.feed_health import FeedHealth
from index.pipeline import DeadLetters, StageLag
from index.rows import ArticleRow, QuoteRow
from wire.messages import EnrichedArticle, Entity

#: Where the description keeps its shapes.
REF = "#/components/schemas/{name}"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong (RFC 9457), sent as application/problem+json. A mistake in a query names its place."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    position: int | None = None
    caret: str | None = None
    suggestion: str | None = None


class Articles(msgspec.Struct, frozen=True, kw_only=True):
    """One page of found articles."""

    total: int
    next_cursor: str | None
    hits: list[ArticleRow]


class Quotes(msgspec.Struct, frozen=True, kw_only=True):
    """One page of found quotes."""

    total: int
    next_cursor: str | None
    hits: list[QuoteRow]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A value and how many of the found documents have it."""

    value: str
    count: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """The most frequent values per facet."""

    facets: dict[str, list[Count]]


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """Documents published in one interval, which begins at `start` (UTC)."""

    start: datetime
    count: int


class Histogram(msgspec.Struct, frozen=True, kw_only=True):
    """Documents over time, empty intervals in between included."""

    interval: str
    buckets: list[Slot]


class TopicRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or something named; `facet` says which it is."""

    name: str
    facet: str
    count: int


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody quoted: how often in what was found, and their newest quote there. `id` leads to their summary."""

    id: str | None
    name: str
    type: str
    role: str | None
    quotes: int
    latest: QuoteRow


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Who is quoted most."""

    people: list[PersonRow]


class PersonSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody quoted: what they said (newest first), about what, over time, printed where.

    `topics` are named in what they said, `beside` in the same articles.
    """

    entity: Entity
    roles: list[Count]
    articles: int
    topics: list[TopicRow]
    beside: list[TopicRow]
    sources: list[Count]
    kinds: list[Count]
    timeline: list[Slot]
    quotes: Quotes


class Feeds(msgspec.Struct, frozen=True, kw_only=True):
    """The registry, with the health of each feed, at one moment."""

    at: datetime
    counts: dict[str, int]
    feeds: list[FeedHealth]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What the store holds and how far each stage is behind, at one moment."""

    at: datetime
    articles: int
    quotes: int
    newest: datetime | None
    feeds: dict[str, int]
    stages: list[StageLag]
    dead_letters: DeadLetters
    backlog: int  #: messages that wait for enrich and index
    backlog_limit: int  #: above it no feed is polled until half of them are done; 0 for none


#: Every shape that stands in an answer.
SHAPES = (Problem, Articles, Quotes, EnrichedArticle, Facets, Histogram, People, PersonSummary, Feeds, State)


def json_response(body: object, status: int = 200, media_type: str = "application/json") -> Response:
    """A struct as an answer."""
    return Response(msgspec.json.encode(body), status_code=status, media_type=media_type)


def answers(shape: type, *problems: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: the shape of a success, and a Problem for each status given."""
    content = {"application/json": {"schema": {"$ref": REF.format(name=shape.__name__)}}}
    told: dict[int | str, dict[str, Any]] = {200: {"description": shape.__doc__ or "", "content": content}}
    return told | {status: _problem(status) for status in (400, *problems)}


def _problem(status: int) -> dict[str, Any]:
    meanings = {400: "A parameter or the query is wrong.", 404: "There is no such thing.", 503: "The store or log is away."}
    return {
        "description": meanings[status],
        "content": {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}},
    }


def describe(app: FastAPI) -> Mapping[str, Any]:
    """The OpenAPI description with our shapes in it."""
    described = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    _, components = msgspec.json.schema_components(SHAPES, ref_template=REF)
    described["components"] = {"schemas": dict(components)}
    for path in described["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)  # a wrong parameter is answered with 400, as a problem
    return described
