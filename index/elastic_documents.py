"""Articles and quotes as the JSON documents that Elasticsearch keeps, and back.

Searched are the fields of index/documents.py, made by our own analysis; the others serve people who look in with Kibana.
An article's `message` and a quote's `card` are kept as they are, for us to read back, and are not indexed.
A quote's document has its place in the article as id, `ARTICLE.0`, so that a new revision overwrites the quotes of the one
before; the places it no longer needs are left to tombstones. `slots` of an article is how many places were ever used.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from index.documents import IndexDocument, article_document, language_of, quote_documents
from wire.errors import UnknownSchema
from wire.messages import SCHEMA, EnrichedArticle, Quote, encode

#: Marks a document that was erased, or a quote that the present revision lacks; the aliases filter them out.
TOMBSTONE = msgspec.json.encode({"erased": True})

#: The version (external) of what was erased: higher than any article's.
ERASED_VERSION = 1 << 62


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """All that a `QuoteHit` shows."""

    id: str
    quote: Quote
    article_id: str
    url: str
    title: str
    source: str
    language: str | None
    published_at: datetime | None


def article_json(enriched: EnrichedArticle, *, slots: int, indexed_at: int) -> bytes:
    """The document of an article. `indexed_at` is in microseconds since 1970. Raises BadMessage for half a surrogate pair."""
    message = msgspec.Raw(encode(enriched))
    article, analysis = enriched.article, enriched.analysis
    engine = analysis.engine
    people = {
        "slots": slots,
        "message": message,
        "title": article.title,
        "summary": article.summary,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "authors": article.authors,
        "entities": list(dict.fromkeys(entity.name for entity in analysis.entities)),
        "quotes": len(analysis.quotes),
        "revision": article.revision,
        "fetched_at": int(article.fetched_at.timestamp()),
        "text_source": article.text_source,
        "engine": " ".join(part for part in (engine.name, engine.version, engine.model, engine.model_version) if part),
    }
    return _document(article_document(enriched), people, indexed_at)


def quote_jsons(enriched: EnrichedArticle, *, indexed_at: int) -> list[bytes]:
    """The documents of an article's quotes, in order."""
    made = zip(quote_documents(enriched), enriched.analysis.quotes, strict=True)
    return [_quote_json(enriched, document, quote, indexed_at) for document, quote in made]


def _quote_json(enriched: EnrichedArticle, document: IndexDocument, quote: Quote, indexed_at: int) -> bytes:
    article = enriched.article
    card = Card(
        id=document.id,
        quote=quote,
        article_id=article.id,
        url=article.url,
        title=article.title,
        source=article.source,
        language=language_of(enriched),
        published_at=article.published_at,
    )
    people = {
        "article_id": article.id,
        "position": document.position,
        "card": card,
        "quote": quote.text,
        "title": article.title,
        "url": article.url,
        "role": quote.speaker.role,
        "speaker_type": quote.speaker.type,
        "confidence": quote.confidence,
        "rule": quote.rule,
    }
    return _document(document, people, indexed_at)


def _document(document: IndexDocument, people: dict[str, Any], indexed_at: int) -> bytes:
    fields = {
        "id": document.id,
        "indexed_at": indexed_at,
        "published_at": document.published,
        "newest": document.newest,
        "oldest": document.oldest,
        **document.terms,
        **document.stems,
        **document.keywords,
        **people,
    }
    return msgspec.json.encode(fields)


def erased_article(article_id: str, *, slots: int, at: int) -> bytes:
    """What is left of an article erased `at` (microseconds since 1970): its id, so that no replay brings it back."""
    return msgspec.json.encode({"id": article_id, "erased": True, "slots": slots, "indexed_at": at})


def slot_id(article_id: str, position: int) -> str:
    """The `_id` of the quote at a place of an article."""
    return f"{article_id}.{position}"


def message_of(source: dict[str, Any]) -> EnrichedArticle:
    """The message of an article's document. Raises UnknownSchema where a newer newswire wrote it."""
    message = source["message"]
    if message.get("schema") != SCHEMA:
        raise UnknownSchema(f"the store holds an article of schema {message.get('schema')}; upgrade newswire to read it")
    return msgspec.convert(message, EnrichedArticle)


def card_of(source: dict[str, Any]) -> Card:
    """The card of a quote's document."""
    return msgspec.convert(source["card"], Card)
