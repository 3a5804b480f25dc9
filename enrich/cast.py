"""The persons of an article: their names, roles and, as far as words tell, whether they are he or she."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from enrich.page import Page
from enrich.roles import Role, roles_at
from enrich.wordlists import spoken
from wire.messages import Entity, Span


@dataclass
class Person:
    """Somebody named. `gender`: "he", "she" or None where nothing tells."""

    entity: Entity
    roles: list[Role] = field(default_factory=list)
    gender: str | None = None

    @property
    def role(self) -> str | None:
        """The fullest role phrase."""
        return max((role.text for role in self.roles), key=len, default=None)


@dataclass
class Cast:
    """All named of an article, by where they are mentioned."""

    persons: list[Person]
    entities: Sequence[Entity]
    _mentions: list[tuple[Span, Entity]]
    _starts: list[int]
    _by_id: dict[str, Person]

    def named_at(self, offset: int) -> Entity | None:
        """Who or what is named at a character."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return None
        (_, end), entity = self._mentions[at]
        return entity if offset < end else None

    def mentioned_in(self, span: Span) -> list[tuple[Span, Entity]]:
        """The mentions that begin in a stretch of text, in order."""
        return self._mentions[bisect_right(self._starts, span[0] - 1) : bisect_right(self._starts, span[1] - 1)]

    def person(self, entity: Entity) -> Person | None:
        """The person that an entity is."""
        return self._by_id.get(entity.id)

    def by_id(self, identity: str | None) -> Person | None:
        """The person with this entity id."""
        return self._by_id.get(identity) if identity else None


def make_cast(page: Page, entities: Sequence[Entity]) -> Cast:
    """Everybody and everything named, with what is said of persons wherever they are mentioned."""
    persons = [_person(page, entity) for entity in entities if entity.label == "person"]
    mentions = sorted(((span, entity) for entity in entities for span in entity.mentions), key=lambda pair: pair[0])
    starts = [span[0] for span, _ in mentions]
    return Cast(persons, entities, mentions, starts, {person.entity.id: person for person in persons})


def _person(page: Page, entity: Entity) -> Person:
    roles = list(dict.fromkeys(role for mention in entity.mentions for role in roles_at(page, mention)))
    return Person(entity, roles, _gender(page, entity, roles))


def _gender(page: Page, entity: Entity, roles: Sequence[Role]) -> str | None:
    """By title, by gendered noun, by first name, in this order."""
    before = {
        page.text[max(0, start - 20) : start].rstrip().rpartition(" ")[2].lower().rstrip(".") for start, _ in entity.mentions
    }
    heads = before | {head for role in roles for head in role.heads}
    first = entity.name.split()[0].lower()
    for kinds in (heads, {first} if " " in entity.name else set()):
        she, he = (kinds & _telling(page.language, gender) for gender in ("female", "male"))
        if she:
            return None if kinds & spoken(page.language, "people", "male_titles") else "she"
        if he:
            return "he"
    return None


@cache
def _telling(language: str, gender: str) -> frozenset[str]:
    """Titles and first names that tell the gender; those of English texts are known in every language."""
    own = spoken(language, "people", f"{gender}_titles") | spoken(language, "people", gender)
    return own | spoken("en", "people", gender)
