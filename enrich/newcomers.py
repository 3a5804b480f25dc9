"""Who is called by a role in one sentence and by a bare name in another, nothing joining the two. Pure.

    The chief executive of Ansel Terminals said ... | Kirsten Aaldijk told the Courier: a name that nobody introduces is his
    Bohdan Terzic stood on a trailer. | "...," said the water minister: the only one named so far; a special office

A name that is introduced (", a teacher,") or was known before is another person's.
"""

from __future__ import annotations

from enrich.cast import Cast, Person
from enrich.page import Page
from enrich.roles import Role
from enrich.wordlists import role_classes, spoken
from wire.messages import Entity, Span

_SUBJECTS = ("nsubj", "nsubjpass")
#: General words for such offices, in every language.
_OFFICES = frozenset({"politician", "leader", "executive", "responsable", "dirigeant", "parlementaire"})
_RELATIVES = frozenset({"who", "whose", "qui", "dont"})


def bearer(page: Page, cast: Cast, role: Role, token: int) -> Person | None:
    """The person whose role stands at `token`, though no other place tells that he has it; None rather than a doubtful one."""
    return _named_next(page, cast, token) or _named_alone(page, cast, role, token)


def _offices(language: str) -> frozenset[str]:
    """What one person of a place or body is at a time: no judge or lawyer, who may be anybody's."""
    return frozenset().union(*(spoken(language, "roles", f"classes.{name}") for name in _OFFICES & role_classes(language)))


def _named_next(page: Page, cast: Cast, token: int) -> Person | None:
    """The first person named in the rest of the paragraph, if he is new and not introduced."""
    number = page.paragraph_of(page.tokens.starts[token])
    sentence_end = page.sentence(token)[1]
    if sentence_end >= len(page.tokens):
        return None
    rest = (page.tokens.starts[sentence_end], page.paragraphs[number][1])
    for span, entity in cast.mentioned_in(rest) if rest[0] < rest[1] else ():
        person = cast.person(entity)
        if person is not None and page.quoted_tokens[page.token_at(span[0])] < 0:
            new = entity.mentions[0] == span and _full(entity)
            return person if new and _is_bare(page, person, span) else None
    return None


def _named_alone(page: Page, cast: Cast, role: Role, token: int) -> Person | None:
    """The only person named before, who was the subject of a sentence in this paragraph or the one before."""
    if not role.others or not role.heads & _offices(page.language):
        return None
    offset = page.tokens.starts[token]
    named = [(span, entity) for span, entity in cast.mentioned_in((0, offset)) if entity.label == "person" and _full(entity)]
    persons = {entity.id: entity for _, entity in named}
    if len(persons) != 1 or not named or page.paragraph_of(offset) - page.paragraph_of(named[-1][0][0]) > 1:
        return None
    span, entity = named[-1]
    person = cast.person(entity)
    return person if person is not None and _is_bare(page, person, span) else None


def _full(entity: Entity) -> bool:
    return " " in entity.name


def _is_bare(page: Page, person: Person, span: Span) -> bool:
    """Whether a name is the subject of a sentence outside quotations, and says nothing of who that is."""
    tokens = page.tokens
    first, last = page.token_range(span)
    subject = any(tokens.deps[at] in _SUBJECTS and page.quoted_tokens[at] < 0 for at in range(first, last))
    introduced = last + 1 < len(tokens) and tokens.words[last] == "," and tokens.lower[last + 1] not in _RELATIVES
    return subject and not introduced and not person.roles
