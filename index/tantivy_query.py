"""Query plans as tantivy queries. Built from terms, never from a query string, so nothing can be injected."""

from __future__ import annotations

import re

from tantivy import FieldType, Occur, Query, Schema

from index.query_plan import AnyTerm, Every, Everything, Except, Nothing, Phrase, Plan, Preferring, Prefix, Published, Some


def tantivy_query(plan: Plan, schema: Schema) -> Query:  # noqa: PLR0911 - one per node
    """The plan as a tantivy query."""
    match plan:
        case Everything():
            return Query.all_query()
        case Nothing():
            return Query.empty_query()
        case AnyTerm(field, terms, scored):
            found = _any([Query.term_query(schema, field, term, index_option="freq") for term in terms])
            return found if scored else _unscored(found)
        case Phrase(field, terms):
            return Query.phrase_query(schema, field, list(terms))
        case Prefix(field, term):
            return _unscored(Query.regex_query(schema, field, f"{re.escape(term)}.*"))
        case Published(since, until):
            return _unscored(published_between(schema, since, until))
        case _:
            return _combined(plan, schema)


def _combined(plan: Preferring | Every | Some | Except, schema: Schema) -> Query:
    match plan:
        case Preferring(required, bonus):
            return Query.boolean_query(
                [(Occur.Must, tantivy_query(required, schema)), (Occur.Should, tantivy_query(bonus, schema))]
            )
        case Every(plans):
            return Query.boolean_query([(Occur.Must, tantivy_query(inner, schema)) for inner in plans])
        case Some(plans):
            return _any([tantivy_query(inner, schema) for inner in plans])
        case Except(inner):
            return excluding(Query.all_query(), tantivy_query(inner, schema))


def excluding(query: Query, excluded: Query) -> Query:
    """What matches `query` and not `excluded`."""
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, excluded)])


def restricted(query: Query, restriction: Query) -> Query:
    """What matches both, scored by `query` alone."""
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, _unscored(restriction))])


def published_between(schema: Schema, since: int | None, until: int | None) -> Query:
    """Documents published at `since` or later and before `until` (s)."""
    return between(schema, "published", since, None if until is None else until - 1)


def between(schema: Schema, field: str, lowest: int | None, highest: int | None) -> Query:
    """Documents whose number lies in the closed range."""
    return Query.range_query(schema, field, FieldType.Integer, lowest, highest)


def _any(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
