"""What the stage does with a batch: articles in, enriched articles out, one outcome each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from enrich.analyser import Document
from enrich.pool import Failure, Result
from wire.log import Outgoing
from wire.messages import Analysis, Article, EnrichedArticle, encode
from wire.metrics import ANALYSED_CHARS, ENRICHED, ENTITIES, QUOTES, Metrics
from wire.outcomes import Done, Outcome, Reject
from wire.topics import ENRICHED as ENRICHED_TOPIC


class Analyse(Protocol):
    """Where analyses come from: the pool, or in a test a function."""

    def __call__(self, documents: Sequence[Document]) -> list[Result]:
        """One result per document, in order. May raise Unreachable or UsageError, which are about all of them."""
        ...


def utc_now() -> datetime:
    """The clock of production."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Enricher:
    """The handler of the stage `enrich`. `max_chars`: longer texts are rejected unread (code points)."""

    analyse: Analyse
    metrics: Metrics
    max_chars: int
    clock: Callable[[], datetime] = utc_now

    def handle(self, articles: Sequence[Article]) -> list[Outcome]:
        """One outcome per article, in order. Raises what `analyse` raises."""
        fitting = [article for article in articles if len(article.text) <= self.max_chars]
        results = iter(self.analyse([document(article) for article in fitting]) if fitting else [])
        return [
            self._outcome(article, next(results)) if len(article.text) <= self.max_chars else self._too_long(article)
            for article in articles
        ]

    def _outcome(self, article: Article, result: Result) -> Outcome:
        if isinstance(result, Failure):
            return Reject(result.cause, result.detail)
        self._count(article, result)
        enriched = EnrichedArticle(article=article, analysis=result, enriched_at=self.clock())
        return Done((Outgoing(topic=ENRICHED_TOPIC, key=article.id.encode(), value=encode(enriched)),))

    def _too_long(self, article: Article) -> Reject:
        return Reject(
            "too-large",
            f"the text has {len(article.text)} characters, more than max_text_chars ({self.max_chars}): "
            "raise the setting, then replay with `newswire dead replay`",
        )

    def _count(self, article: Article, analysis: Analysis) -> None:
        analysed = "no" if analysis.engine.note else "yes"
        self.metrics.count(ENRICHED, language=analysis.language or "unknown", analysed=analysed)
        self.metrics.count(ANALYSED_CHARS, len(article.text))
        for entity in analysis.entities:
            self.metrics.count(ENTITIES, label=entity.label)
        for quote in analysis.quotes:
            self.metrics.count(QUOTES, kind=quote.kind, attributed="yes" if quote.speaker.name else "no")


def document(article: Article) -> Document:
    """What the analyser needs of an article."""
    return Document(id=article.id, text=article.text, language=article.language, title=article.title)
