"""Enriched articles to the documents of a store: one per article and one per quote, with every field a search needs.

Both stores index exactly these documents; which field means what to a reader is told in docs/search.md. Fields are:
term lists (`TERMS`: folded terms in order, parts apart by SEPARATOR, for phrases, prefixes and names), stem lists
(`STEMS`: for single words), keywords (whole values, for facets and exact filters) and three numbers for dates and order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from index.analysis import SEPARATOR, primary_subtag, stem_tag, stemmer, terms
from wire.messages import EnrichedArticle, Entity, Quote, Span, Speaker

#: Fields of folded terms, whose order counts.
TERMS = ("text", "said", "speaker_terms", "entity_terms", "source_terms")

#: Fields of stems, whose order does not count.
STEMS = ("text_stems", "title_stems", "said_stems")

#: Fields of whole values: the facets of the same names, and `lang`, which holds a language with and without its region.
KEYWORDS = ("speaker", "person", "organisation", "place", "source", "language", "kind", "lang")

#: The labels of entities that are facets; a facility is somewhere one can be, so it counts as a place.
LABEL_FACETS = {"person": "person", "organisation": "organisation", "place": "place", "facility": "place"}

#: Longer whole values are cut (code points): no name is that long, and stores refuse values of tens of thousands.
MAX_KEYWORD = 256

#: Bits of the order keys that keep documents of the same second apart.
_TIE_BITS = 23


@dataclass(frozen=True, kw_only=True)
class IndexDocument:
    """What a store indexes for an article or a quote. `position` is the quote's place in its article; 0 for an article.

    `newest` and `oldest` are order keys, the second of publication and a hash of the id; documents without a date have
    the key that sorts last. `published` is in seconds since 1970.
    """

    id: str
    article_id: str
    position: int
    terms: Mapping[str, str]
    stems: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    published: int | None
    newest: int
    oldest: int


def quote_id(article_id: str, quote: Quote) -> str:
    """The id of a quote's document, unique in the store."""
    return f"{article_id}.{quote.id}"


def language_of(enriched: EnrichedArticle) -> str | None:
    """The language found by the analysis, or else the declared one."""
    return enriched.analysis.language or enriched.article.language


def article_document(enriched: EnrichedArticle) -> IndexDocument:
    """The document of an article. `speaker`, `kind` and `said` hold those of all its quotes."""
    article, analysis = enriched.article, enriched.analysis
    tag = stem_tag(language_of(enriched))
    title, parts = terms(article.title), [terms(part) for part in (article.summary or "", *article.text.split("\n"))]
    said = [terms(quote.text) for quote in analysis.quotes]
    return _document(
        enriched,
        id=article.id,
        position=0,
        terms={"text": _parts([title, *parts]), "said": _parts(said)},
        stems={
            "text_stems": _stems([title, *parts], tag),
            "title_stems": _stems([title], tag),
            "said_stems": _stems(said, tag),
        },
        speakers=[quote.speaker for quote in analysis.quotes],
        kinds=(quote.kind for quote in analysis.quotes),
        entities=analysis.entities,
    )


def quote_documents(enriched: EnrichedArticle) -> list[IndexDocument]:
    """The documents of an article's quotes, in order. Their entities are those named within the quote."""
    return [_quote_document(enriched, quote, position) for position, quote in enumerate(enriched.analysis.quotes)]


def _quote_document(enriched: EnrichedArticle, quote: Quote, position: int) -> IndexDocument:
    said = terms(quote.text)
    return _document(
        enriched,
        id=quote_id(enriched.article.id, quote),
        position=position,
        terms={"said": " ".join(said)},
        stems={"said_stems": _stems([said], stem_tag(language_of(enriched)))},
        speakers=[quote.speaker],
        kinds=(quote.kind,),
        entities=[entity for entity in enriched.analysis.entities if named_within(entity, quote)],
    )


def _document(
    enriched: EnrichedArticle,
    *,
    id: str,  # noqa: A002
    position: int,
    terms: dict[str, str],
    stems: dict[str, str],
    speakers: list[Speaker],
    kinds: Iterable[str],
    entities: Iterable[Entity],
) -> IndexDocument:
    entities = list(entities)
    published = _seconds(enriched.article.published_at)
    newest, oldest = order_keys(published, id)
    speaker_names = [name for speaker in speakers for name in speaker_parts(speaker)]
    names = {
        "speaker_terms": whole_values(speaker_names),
        "entity_terms": whole_values(entity.name for entity in entities),
        "source_terms": whole_values([enriched.article.source]),
    }
    return IndexDocument(
        id=id,
        article_id=enriched.article.id,
        position=position,
        terms={**terms, **names},
        stems=stems,
        keywords=_keywords(enriched, speakers, kinds, entities),
        published=published,
        newest=newest,
        oldest=oldest,
    )


def _keywords(
    enriched: EnrichedArticle, speakers: Iterable[Speaker], kinds: Iterable[str], entities: Iterable[Entity]
) -> dict[str, tuple[str, ...]]:
    language = language_of(enriched)
    primary = primary_subtag(language)
    found: dict[str, list[str | None]] = {
        "speaker": [speaker.name for speaker in speakers],
        "kind": list(kinds),
        "source": [enriched.article.source],
        "language": [primary],
        "lang": [primary, language.replace("_", "-").lower() if language else None],
    }
    for entity in entities:
        if entity.label in LABEL_FACETS:
            found.setdefault(LABEL_FACETS[entity.label], []).append(entity.name)
    return {field: tuple(dict.fromkeys(value[:MAX_KEYWORD] for value in values if value)) for field, values in found.items()}


def speaker_parts(speaker: Speaker) -> list[str]:
    """What `speaker:` looks in: name and role; the words used in the text only where there is no name."""
    used = speaker.mention.text if speaker.mention and not speaker.name and speaker.resolved_by != "pronoun" else None
    return [part for part in (speaker.name, speaker.role, used) if part]


def named_within(entity: Entity, quote: Quote) -> bool:
    """Whether a mention of the entity touches the quote."""
    return any(_overlap(mention, span) for mention in entity.mentions for span in quote.spans)


def order_keys(published: int | None, document_id: str) -> tuple[int, int]:
    """The keys (newest, oldest) of a document: signed 64-bit numbers, the same in every store."""
    tie = int.from_bytes(hashlib.blake2b(document_id.encode(), digest_size=4).digest(), "big") >> (32 - _TIE_BITS)
    if published is None:
        return -(1 << 62) + tie, (1 << 62) + tie
    key = (published << _TIE_BITS) + tie
    return key, key


def whole_values(values: Iterable[str]) -> str:
    """Names as terms, each with a SEPARATOR before and after, so that a phrase can ask for a whole name."""
    joined = f" {SEPARATOR} ".join(" ".join(terms(value)) for value in dict.fromkeys(values))
    return f"{SEPARATOR} {joined} {SEPARATOR}" if joined else ""


def _parts(parts: Iterable[list[str]]) -> str:
    return f" {SEPARATOR} ".join(" ".join(part) for part in parts if part)


def _stems(parts: Iterable[list[str]], tag: str) -> str:
    return " ".join(map(stemmer(tag), chain.from_iterable(parts)))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp() // 1) if moment else None
