"""Who holds a role that an article speaks of: by its nouns, by the words that tell which, by who spoke last. Pure."""

from __future__ import annotations

from enrich.cast import Cast, Person
from enrich.pronouns import Trail
from enrich.roles import Role
from enrich.wordlists import role_classes, spoken, words


def person_in_role(role: Role, cast: Cast, trail: Trail, offset: int, language: str = "en") -> Person | None:
    """The person meant by a definite role; None where nobody has it, or several and nothing tells which.

    "The secretary general" is who is called so. "The official" is the last one to speak, or to be named before
    `offset`, whose role makes an official of him.
    """
    holders = [person for person in cast.persons if any(_same(role, other) for other in person.roles)]
    if len(holders) > 1 and role.others:
        holders = [p for p in holders if any(role.others & other.others for other in p.roles)] or holders
    if len(holders) == 1:
        return None if _may_be_newcomer(role, holders[0], trail) else holders[0]
    candidates = holders or _of_class(role, cast, language)
    return _last_speaker(candidates, trail) or _last_named(candidates, offset)


def _may_be_newcomer(role: Role, holder: Person, trail: Trail) -> bool:
    """Whether what tells which ("the Breton coach") is new, and the last to speak is another of whom no role is known."""
    last = trail.latest("person")[:1]
    told = frozenset().union(*(other.others for other in holder.roles))
    another = bool(last) and last[0].entity_id != holder.entity.id and last[0].role is None
    return another and bool(role.others) and not role.others & told


def holds_none(role: Role, cast: Cast) -> bool:
    """Whether nobody is known to hold a role, so that it may be that of somebody who is not introduced."""
    return not any(_same(role, other) for person in cast.persons for other in person.roles)


def _same(role: Role, other: Role) -> bool:
    """Whether the nouns of office agree, and no country or body speaks against it."""
    if not (role.heads <= other.heads or other.heads <= role.heads) or not role.heads & other.heads:
        return False
    return not (role.others and other.others) or bool(role.others & other.others) or not _contradicts(role, other)


def _contradicts(role: Role, other: Role) -> bool:
    countries = {item.split(": ")[0] for item in words("places", "demonyms")}
    mine, theirs = role.others & countries, other.others & countries
    return bool(mine and theirs and not mine & theirs)


def _of_class(role: Role, cast: Cast, language: str) -> list[Person]:
    """Those whose office makes them what a general word says: an official, a politician, a diplomat."""
    general = role.heads & role_classes(language)
    if not general or role.others:
        return []
    members = frozenset().union(*(spoken(language, "roles", f"classes.{name}") for name in general))
    return [person for person in cast.persons if any(other.heads & members for other in person.roles)]


def _last_speaker(candidates: list[Person], trail: Trail) -> Person | None:
    by_id = {person.entity.id: person for person in candidates}
    return next((by_id[s.entity_id] for s in trail.latest("person") if s.entity_id in by_id), None)


def _last_named(candidates: list[Person], offset: int) -> Person | None:
    """The one named last before a place in the text; None where two stand in for it equally."""
    before = {p.entity.id: max((m[0] for m in p.entity.mentions if m[0] < offset), default=-1) for p in candidates}
    known = [person for person in candidates if before[person.entity.id] >= 0]
    return max(known, key=lambda person: before[person.entity.id]) if known else None
