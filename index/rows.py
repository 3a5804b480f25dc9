"""What a hit looks like to other programs: the same rows in the API and in `newswire search|quotes --json`.

Other programs rely on these names, so they only grow.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict

from index.store import ArticleHit, QuoteHit


class ArticleRow(TypedDict):
    """One found article."""

    id: str
    url: str
    title: str
    source: str
    published_at: str | None
    language: str | None
    authors: list[str]
    summary: str | None
    entities: list[str]
    quotes: int
    revision: int
    score: float


class QuoteRow(TypedDict):
    """One found quote with what is needed to cite it."""

    id: str
    text: str
    kind: str
    speaker: str | None
    speaker_id: str | None
    speaker_type: str
    role: str | None
    url: str
    title: str
    source: str
    published_at: str | None
    language: str | None
    spans: list[list[int]]
    cue: str | None
    confidence: float
    rule: str
    via: str | None
    edited: bool
    parent_id: str | None
    context_before: str
    context_after: str
    article_id: str
    score: float


def moment(at: datetime | None) -> str | None:
    """A time as ISO 8601 in UTC, "2026-11-24T13:05:00Z"; None stays None."""
    if at is None:
        return None
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def article_row(hit: ArticleHit) -> ArticleRow:
    """A found article as plain JSON values; `entities` are names, most mentioned first, `quotes` is their number."""
    article, analysis = hit.enriched.article, hit.enriched.analysis
    named = sorted(analysis.entities, key=lambda entity: -len(entity.mentions))
    return ArticleRow(
        id=article.id,
        url=article.url,
        title=article.title,
        source=article.source,
        published_at=moment(article.published_at),
        language=analysis.language or article.language,
        authors=list(article.authors),
        summary=article.summary,
        entities=list(dict.fromkeys(entity.name for entity in named)),
        quotes=len(analysis.quotes),
        revision=article.revision,
        score=round(hit.score, 4),
    )


def quote_row(hit: QuoteHit) -> QuoteRow:
    """A found quote as plain JSON values; `spans` are code points of the article's text, half-open."""
    quote = hit.quote
    return QuoteRow(
        id=quote.id,
        text=quote.text,
        kind=quote.kind,
        speaker=quote.speaker.name,
        speaker_id=quote.speaker.entity_id,
        speaker_type=quote.speaker.type,
        role=quote.speaker.role,
        url=hit.url,
        title=hit.title,
        source=hit.source,
        published_at=moment(hit.published_at),
        language=hit.language,
        spans=[[start, end] for start, end in quote.spans],
        cue=quote.cue.text if quote.cue else None,
        confidence=quote.confidence,
        rule=quote.rule,
        via=quote.via,
        edited=quote.edited,
        parent_id=quote.parent_id,
        context_before=quote.context_before,
        context_after=quote.context_after,
        article_id=hit.article_id,
        score=round(hit.score, 4),
    )
