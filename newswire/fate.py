"""What became of an article: what ingest, the dead letters and the store know of a URL, put together."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from index.open import open_store
from index.rows import moment
from index.store import Store
from ingest.why import Why, why
from newswire.lookup import typed
from newswire.render import count
from wire.dead import letter_id, list_letters
from wire.log import Log
from wire.messages import DeadLetter, EnrichedArticle
from wire.open import open_log, topics_to_read
from wire.settings import Settings
from wire.topics import ARTICLES, ENRICH_GROUP, ENRICHED, INDEX_GROUP


def fate_of(settings: Settings, url: str) -> dict[str, Any]:
    """The fate of a URL as plain values: `url`, `words` (one sentence a line), `article_ids`, `dead`, `stored`."""
    url = typed(url)
    with closing(open_log(settings)) as log, closing(open_store(settings)) as store:
        topics_to_read(log, settings)
        polled = why(log, url)
        keys = {id_.encode() for id_ in polled.article_ids}
        letters = [letter for letter in list_letters(log, (ARTICLES, ENRICHED)) if letter.key in keys]
        found = _stored(store, polled, url)
        erased = not found and not set(polled.article_ids).isdisjoint(store.erased())
        waiting = _waiting(log) if polled.listings and not found and not letters and not erased else []
    return {
        "url": url,
        "article_ids": list(polled.article_ids),
        "words": [*polled.words, *map(_dead_words, letters), *waiting, *_stored_words(found, erased=erased)],
        "dead": [letter_id(letter) for letter in letters],
        "stored": _stored_row(found),
    }


def _stored(store: Store, polled: Why, url: str) -> EnrichedArticle | None:
    by_id = (store.get(article_id) for article_id in polled.article_ids)
    return store.find_url(url) or next((found for found in by_id if found), None)


def _waiting(log: Log) -> list[str]:
    """Where it may be while it is on its way."""
    stages = (("enrich", ENRICH_GROUP, ARTICLES), ("index", INDEX_GROUP, ENRICHED))
    lags = [(name, sum(row.lag for row in log.lag(group, [topic]))) for name, group, topic in stages]
    return [f"{lag} messages wait for {name}: it may be among them (`newswire lag`)" for name, lag in lags if lag]


def _dead_words(letter: DeadLetter) -> str:
    again = f"`newswire dead replay {letter_id(letter)}` tries again"
    return f"Dead in {letter.stage} because of {letter.cause}: {letter.detail} ({again})"


def _stored_words(found: EnrichedArticle | None, *, erased: bool) -> list[str]:
    if found is None:
        return ["It was erased from the store, for good (`newswire erase`)." if erased else "It is not in the store."]
    article, analysis = found.article, found.analysis
    text_note = f": {article.text_note}" if article.text_note else ""
    engine_note = f": {analysis.engine.note}" if analysis.engine.note else ""
    return [
        f"In the store as {article.id}, revision {article.revision}: {article.title}",
        f"Text from the {article.text_source}{text_note}",
        f"{count(len(analysis.entities), 'name')}, {count(len(analysis.quotes), 'quote')}{engine_note}",
        f"Listed by {', '.join(article.origins)}",
    ]


def _stored_row(found: EnrichedArticle | None) -> dict[str, Any] | None:
    if found is None:
        return None
    article = found.article
    return {
        "id": article.id,
        "revision": article.revision,
        "title": article.title,
        "fetched_at": moment(article.fetched_at),
        "enriched_at": moment(found.enriched_at),
    }
