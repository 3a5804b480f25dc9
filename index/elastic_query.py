"""Query plans as queries of Elasticsearch. Built from terms, never parsed from a string, so nothing can be injected."""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from index.query_plan import AnyTerm, Every, Everything, Except, Nothing, Phrase, Plan, Preferring, Prefix, Published, Some

#: Elasticsearch refuses JSON of more than 30 levels of queries; a wrapped query counts anew. A level of ours is up to two.
_WRAP_EVERY = 10

#: A query as JSON.
Dsl = dict[str, Any]


def elastic_query(plan: Plan, depth: int = 1) -> Dsl:
    """The plan as a query; `depth` counts the plans it stands within."""
    if depth % _WRAP_EVERY == 0:
        inner = msgspec.json.encode(elastic_query(plan, depth + 1))
        return {"wrapper": {"query": base64.b64encode(inner).decode()}}
    match plan:
        case Preferring() | Every() | Some() | Except():
            return _combined(plan, depth + 1)
        case _:
            return _single(plan)


def _single(plan: Everything | Nothing | AnyTerm | Phrase | Prefix | Published) -> Dsl:
    match plan:
        case Everything():
            return {"match_all": {}}
        case Nothing():
            return {"match_none": {}}
        case AnyTerm(field, terms, scored):
            return any_of([{"term": {field: term}} for term in terms]) if scored else unscored({"terms": {field: list(terms)}})
        case Phrase(field, terms):
            return {"match_phrase": {field: {"query": " ".join(terms), "analyzer": "whitespace"}}}
        case Prefix(field, term):
            return unscored({"prefix": {field: term}})
        case Published(since, until):
            bounds = {name: bound for name, bound in (("gte", since), ("lt", until)) if bound is not None}
            return unscored({"range": {"published_at": {**bounds, "format": "epoch_second"}}})


def _combined(plan: Preferring | Every | Some | Except, depth: int) -> Dsl:
    match plan:
        case Preferring(required, bonus):
            return {"bool": {"must": [elastic_query(required, depth)], "should": [elastic_query(bonus, depth)]}}
        case Every(plans):
            return {"bool": {"must": [elastic_query(inner, depth) for inner in plans]}}
        case Some(plans):
            return any_of([elastic_query(inner, depth) for inner in plans])
        case Except(inner):
            return {"bool": {"must_not": [elastic_query(inner, depth)]}}


def any_of(queries: list[Dsl]) -> Dsl:
    """What matches at least one of the queries, the more the better."""
    return {"bool": {"should": queries, "minimum_should_match": 1}} if queries else {"match_none": {}}


def unscored(query: Dsl) -> Dsl:
    """What matches the query, which then counts nothing for the order."""
    return {"bool": {"filter": [query]}}
