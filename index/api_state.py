"""The API's other answers: people, feeds, the state of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, HTTPException, Response

from index.api_params import Cursor, EntityId, Limit, PeopleLimit, QueryText, StatusFilter
from index.api_schema import (
    Count,
    Feeds,
    People,
    PersonRow,
    PersonSummary,
    Quotes,
    Slot,
    State,
    TopicRow,
    answers,
    json_response,
)
from index.desk import Desk
from index.people import Person, Topic, Voice, person, voices
from index.query_parse import parse
from index.rows import quote_row


def people_routes(desk: Desk) -> APIRouter:
    """Who said what."""
    router = APIRouter(tags=["people"])

    @router.get("/people", responses=answers(People, 503), response_class=Response)
    def people(q: QueryText = "", limit: PeopleLimit = 20) -> Response:
        """Who is quoted most in what a query finds."""
        return json_response(People(people=[person_row(voice) for voice in voices(desk.store, parse(q), limit=limit)]))

    @router.get("/people/{entity_id}", responses=answers(PersonSummary, 404, 503), response_class=Response)
    def one_person(entity_id: EntityId, limit: Limit = 20, cursor: Cursor = None) -> Response:
        """Somebody quoted: what they said, about what, over time, printed where. Works for organisations too."""
        found = person(desk.store, entity_id, now=desk.clock(), limit=limit, cursor=cursor)
        if found is None:
            raise HTTPException(404, "no stored article names this entity: ids stand in the `entities` of an article")
        return json_response(summary(found))

    return router


def state_routes(desk: Desk) -> APIRouter:
    """How the pipeline fares."""
    router = APIRouter(tags=["pipeline"])

    @router.get("/feeds", responses=answers(Feeds, 503), response_class=Response)
    def feeds(status: StatusFilter = None) -> Response:
        """Every feed with its health: last and next poll, the error in words, articles so far."""
        snapshot = desk.pipeline.snapshot()
        rows = [feed for feed in snapshot.feeds if status in (None, feed.status)]
        return json_response(Feeds(at=snapshot.at, counts=snapshot.feeds_by_status(), feeds=rows))

    @router.get("/state", responses=answers(State, 503), response_class=Response)
    def state() -> Response:
        """What the store holds, how far each stage is behind, and the dead letters."""
        snapshot, held = desk.pipeline.snapshot(), desk.held.get()
        return json_response(
            State(
                at=snapshot.at,
                articles=held.articles,
                quotes=held.quotes,
                newest=held.newest,
                feeds=snapshot.feeds_by_status(),
                stages=list(snapshot.stages),
                dead_letters=snapshot.dead,
                backlog=snapshot.backlog,
                backlog_limit=snapshot.backlog_limit,
            )
        )

    return router


def summary(found: Person) -> PersonSummary:
    """A person as an answer."""
    bars = found.timeline.bars if found.timeline else ()
    return PersonSummary(
        entity=found.entity,
        roles=[Count(value=row.value, count=row.count) for row in found.roles],
        articles=found.articles,
        topics=topic_rows(found.topics),
        beside=topic_rows(found.beside),
        sources=[Count(value=row.value, count=row.count) for row in found.sources],
        kinds=[Count(value=row.value, count=row.count) for row in found.kinds],
        timeline=[Slot(start=bar.start, count=bar.count) for bar in bars],
        quotes=Quotes(total=found.total, next_cursor=found.next_cursor, hits=[quote_row(hit) for hit in found.quotes]),
    )


def person_row(voice: Voice) -> PersonRow:
    """Somebody quoted as an answer."""
    speaker = voice.latest.quote.speaker
    return PersonRow(
        id=speaker.entity_id,
        name=voice.name,
        type=speaker.type,
        role=speaker.role,
        quotes=voice.quotes,
        latest=quote_row(voice.latest),
    )


def topic_rows(topics: Iterable[Topic]) -> list[TopicRow]:
    """Topics as an answer."""
    return [TopicRow(name=topic.name, facet=topic.facet, count=topic.count) for topic in topics]
