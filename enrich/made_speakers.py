"""Speakers as messages have them, made of what was found. Pure."""

from __future__ import annotations

from enrich.cast import Person
from enrich.page import Page
from enrich.roles import without_article
from enrich.steps import Source
from wire.messages import Mention, ResolvedBy, Speaker


def phrase_of(page: Page, source: Source, token: int) -> str:
    """The source up to its head and what is tied to it, without an article: "US officials"."""
    first, _ = page.token_range(source.span)
    begin = min(first, token)
    while begin < token and page.tokens.tags[begin] in ("DT", "PDT"):
        begin += 1
    return page.text[slice(*page.chars(begin, token + 1))]


def as_person(person: Person, how: ResolvedBy, mention: Mention) -> Speaker:
    """A person of the document as a speaker, with his role."""
    name, identity = person.entity.name, person.entity.id
    return Speaker(name=name, type="person", role=person.role, entity_id=identity, resolved_by=how, mention=mention)


def signed(speaker: Speaker) -> Speaker:
    """Whom a label or signature names that is no known name: as printed, unless it is a mere Q or A."""
    name = speaker.mention.text if speaker.mention else ""
    if len(name) < 2 or name.lower() in ("question", "answer", "interviewer"):
        return speaker
    return Speaker(name=name, type="unknown", resolved_by="named", mention=speaker.mention)


def again(page: Page, speaker: Speaker, mention: Mention) -> Speaker:
    """The speaker of a pronoun; for one without a name his description stands as his role."""
    if speaker.name is not None or speaker.mention is None:
        return replaced(speaker, "pronoun", mention)
    role = speaker.role or without_article(speaker.mention.text, page.language)
    return Speaker(name=None, type=speaker.type, role=role, resolved_by="pronoun", mention=mention)


def replaced(speaker: Speaker, how: ResolvedBy, mention: Mention | None = None) -> Speaker:
    """The same speaker, found in another way, and by another mention where one is given."""
    return Speaker(
        name=speaker.name, type=speaker.type, role=speaker.role, entity_id=speaker.entity_id,
        resolved_by=how, mention=mention or speaker.mention,
    )  # fmt: skip


def unknown(mention: Mention | None) -> Speaker:
    """Nobody knows who."""
    return Speaker(name=None, type="unknown", resolved_by="none", mention=mention)
