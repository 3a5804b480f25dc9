"""Which of two versions of an article a store keeps: the one decision both stores share."""

from __future__ import annotations

from typing import Literal

import msgspec

from wire.messages import EnrichedArticle


def merge(stored: EnrichedArticle, incoming: EnrichedArticle) -> tuple[EnrichedArticle, Literal["written", "kept"]]:
    """What the store should hold now, and what to call that.

    The higher version wins; equal and lower ones are kept out. Either way the article is listed by all feeds that either
    knew of. Returns `stored` itself where nothing changes, and `incoming` itself where it is taken as it is.
    """
    wins = incoming.version > stored.version
    winner = incoming if wins else stored
    origins = tuple(sorted({*stored.article.origins, *incoming.article.origins}))
    if set(origins) != set(winner.article.origins):
        winner = msgspec.structs.replace(winner, article=msgspec.structs.replace(winner.article, origins=origins))
    return winner, "written" if wins else "kept"
