"""What the article page shows: the text with its marks, the quotes with their reasons, the names by label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.web.marks import Paragraph, marks_of, paragraphs
from index.web.why import reasons
from wire.messages import EnrichedArticle, Entity, EntityLabel, Quote

#: What names of each label are called together, in the order shown.
LABELS: Mapping[EntityLabel, str] = {
    "person": "People",
    "organisation": "Organisations",
    "place": "Places",
    "group": "Groups",
    "facility": "Facilities",
    "event": "Events",
    "law": "Laws",
    "work": "Works",
    "product": "Products",
    "other": "Other names",
}


@dataclass(frozen=True, kw_only=True)
class Note:
    """One quote and why it is attributed so, for the margin."""

    number: int
    quote: Quote
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Somebody quoted in the article: how often, and where first."""

    name: str
    role: str | None
    entity_id: str | None
    notes: tuple[Note, ...]


@dataclass(frozen=True, kw_only=True)
class ArticleView:
    """Everything on the article page."""

    enriched: EnrichedArticle
    paragraphs: tuple[Paragraph, ...]
    notes: Mapping[int, Note]
    voices: tuple[Voice, ...]
    names: tuple[tuple[str, tuple[Entity, ...]], ...]


def article_view(enriched: EnrichedArticle) -> ArticleView:
    """Arrange an article for reading."""
    numbers = {quote.id: number for number, quote in enumerate(enriched.analysis.quotes, start=1)}
    notes = [
        Note(number=number, quote=quote, reasons=tuple(reasons(quote, within=numbers.get(quote.parent_id or ""))))
        for number, quote in enumerate(enriched.analysis.quotes, start=1)
    ]
    return ArticleView(
        enriched=enriched,
        paragraphs=tuple(paragraphs(enriched.article.text, marks_of(enriched))),
        notes={note.number: note for note in notes},
        voices=voices(notes),
        names=names(enriched.analysis.entities),
    )


def voices(notes: Sequence[Note]) -> tuple[Voice, ...]:
    """Everybody who is quoted by name, in the order of the text."""
    by_name: dict[str, list[Note]] = {}
    for note in notes:
        if note.quote.speaker.name:
            by_name.setdefault(note.quote.speaker.name, []).append(note)
    return tuple(_voice(name, said) for name, said in by_name.items())


def _voice(name: str, notes: Sequence[Note]) -> Voice:
    speakers = [note.quote.speaker for note in notes]
    return Voice(
        name=name,
        role=next((speaker.role for speaker in speakers if speaker.role), None),
        entity_id=next((speaker.entity_id for speaker in speakers if speaker.entity_id), None),
        notes=tuple(notes),
    )


def names(entities: Sequence[Entity]) -> tuple[tuple[str, tuple[Entity, ...]], ...]:
    """Names by label, the most mentioned first."""
    ordered = sorted(entities, key=lambda entity: (-len(entity.mentions), entity.name))
    grouped = ((title, tuple(entity for entity in ordered if entity.label == label)) for label, title in LABELS.items())
    return tuple((title, group) for title, group in grouped if group)
