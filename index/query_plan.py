"""The query tree worked out to terms, once for both stores: each store only turns these few nodes into its own query.

What the fields mean to a reader is told in docs/search.md; this is where it is decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from index.analysis import SEPARATOR, primary_subtag, stems, terms
from index.query import After, All, And, Before, Not, Or, Query, Words
from index.store import Kind


@dataclass(frozen=True)
class Everything:
    """Matches every document."""


@dataclass(frozen=True)
class Nothing:
    """Matches no document."""


@dataclass(frozen=True)
class AnyTerm:
    """The field holds one of the terms (or, of a keyword field, one of the values)."""

    field: str
    terms: tuple[str, ...]
    scored: bool = True


@dataclass(frozen=True)
class Phrase:
    """The field holds these terms one after the other; two at least."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Prefix:
    """The field holds a term that begins so. Not scored."""

    field: str
    term: str


@dataclass(frozen=True)
class Published:
    """Published at `since` or later and before `until`, in seconds since 1970. Not scored."""

    since: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Preferring:
    """Matches `required`; what also matches `bonus` scores more."""

    required: Plan
    bonus: Plan


@dataclass(frozen=True)
class Every:
    """Matches all of the plans."""

    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class Some:
    """Matches at least one of the plans."""

    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class Except:
    """Matches what the plan does not."""

    plan: Plan


Plan = Everything | Nothing | AnyTerm | Phrase | Prefix | Published | Preferring | Every | Some | Except


def plan(kind: Kind, query: Query) -> Plan:  # noqa: PLR0911 - one per node
    """The query for articles or quotes, in terms."""
    match query:
        case All():
            return Everything()
        case Before(moment):
            return Published(until=_second(moment.timestamp()))
        case After(moment):
            return Published(since=_second(moment.timestamp()))
        case Not(inner):
            return Except(plan(kind, inner))
        case And(queries):
            return Every(tuple(plan(kind, inner) for inner in queries))
        case Or(queries):
            return Some(tuple(plan(kind, inner) for inner in queries))
        case Words():
            return _words(kind, query)


def is_scored(query: Query) -> bool:
    """Whether the query has words whose frequency tells a better hit from a worse one; filters alone have none."""
    match query:
        case And(queries) | Or(queries):
            return any(is_scored(inner) for inner in queries)
        case Words(field=field, prefix=prefix):
            return field in ("text", "said") and not prefix
        case _:
            return False


def has_phrase(query: Plan) -> bool:
    """Whether a phrase has to be looked for."""
    match query:
        case Every(plans) | Some(plans):
            return any(has_phrase(inner) for inner in plans)
        case Preferring(required, _):
            return has_phrase(required)
        case Except(inner):
            return has_phrase(inner)
        case _:
            return isinstance(query, Phrase)


def _words(kind: Kind, words: Words) -> Plan:
    match words.field:
        case "lang":
            return _language(words.text)
        case "kind":
            return AnyTerm("kind", (words.text.strip().lower(),), scored=False)
        case "speaker" | "entity" | "source":
            return _name(f"{words.field}_terms", words)
        case "said":
            return _said(words)
        case _:
            return _text_of_article(words) if kind == "articles" else Some((_said(words), _name("speaker_terms", words)))


def _language(text: str) -> Plan:
    tag = text.strip().replace("_", "-").lower()
    return AnyTerm("lang", (tag,), scored=False) if primary_subtag(tag) else Nothing()


def _said(words: Words) -> Plan:
    return _in_field(words, "said", partial(_stemmed, "said_stems"))


def _text_of_article(words: Words) -> Plan:
    found = _in_field(words, "text", partial(_stemmed, "text_stems"))
    bonus = Some(tuple(_stemmed("title_stems", term) for term in terms(words.text)))
    return Preferring(found, bonus) if bonus.plans and not words.prefix else found


def _name(field: str, words: Words) -> Plan:
    found = terms(words.text)
    if words.whole and found:
        return Phrase(field, (SEPARATOR, *found, SEPARATOR))
    return _in_field(words, field, lambda term: AnyTerm(field, (term,), scored=False))


def _in_field(words: Words, field: str, single: Callable[[str], Plan]) -> Plan:
    found = terms(words.text)
    if not found:
        return Nothing()
    if len(found) > 1:
        return Phrase(field, tuple(found))
    if words.prefix:
        return Prefix(field, found[0])
    return AnyTerm(field, (found[0],)) if words.phrase else single(found[0])


def _stemmed(field: str, term: str) -> Plan:
    return AnyTerm(field, tuple(stems(term)))


def _second(timestamp: float) -> int:
    return int(timestamp // 1)
