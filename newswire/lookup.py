"""Find one stored article by what a person has at hand: a URL as printed, its canonical form, or an id."""

from __future__ import annotations

from typing import Any

import msgspec

from index.store import Store
from ingest.identity import canonical_or_none
from ingest.urls import article_id
from wire.errors import UsageError
from wire.messages import EnrichedArticle


def find_article(store: Store, url: str) -> EnrichedArticle:
    """The article of a URL or id. Raises UsageError, which says how to find out why it is not there."""
    url = typed(url)
    link = canonical_or_none(url if "://" in url else f"https://{url}")
    found = store.get(url) or store.find_url(url) or (link and (store.find_url(link) or store.get(article_id(link))))
    if not found:
        raise UsageError(f"no article of {url} is stored. `newswire why {url}` tells what became of it")
    return found


def typed(argument: str) -> str:
    """An argument as text that can be looked for: a "?" in place of each byte that is no UTF-8."""
    return argument.encode(errors="replace").decode()


def stored_row(enriched: EnrichedArticle) -> dict[str, Any]:
    """A stored article as one flat JSON object: the fields of the article, then those of its analysis."""
    article, analysis = msgspec.to_builtins(enriched.article), msgspec.to_builtins(enriched.analysis)
    language = analysis.pop("language") or article["language"]
    return {**article, **analysis, "id": article["id"], "language": language, "enriched_at": enriched.enriched_at.isoformat()}
