"""Messages for tests of stores: new articles, revisions with more and fewer quotes, late old revisions, other origins."""

from __future__ import annotations

import random
from functools import reduce

from index.precedence import merge
from tests.contracts.corpus import build
from wire.messages import EnrichedArticle


def stream(count: int, *, seed: int, articles: int = 60) -> list[EnrichedArticle]:
    """So many messages on so many articles, in the order in which they arrive."""
    chooser = random.Random(seed)
    return [_message(chooser, articles) for _ in range(count)]


def _message(chooser: random.Random, articles: int) -> EnrichedArticle:
    key, revision = f"a{chooser.randrange(articles):03}", chooser.randrange(1, 5)
    quotes = (revision * 7 + len(key)) % 4
    said = "".join(
        f"“{{{{direct; Ana Rey; mayor; Statement {number} of {key} in revision {revision}}}}},” [[Ana Rey]] said.\n"
        for number in range(quotes)
    )
    origin = (f"https://{chooser.randrange(3)}.example/feed",)
    return build(key, f"Title {revision} of {key}", f"{said}In [[Kyiv]].", revision=revision, origins=origin)


def wanted(messages: list[EnrichedArticle]) -> dict[str, EnrichedArticle]:
    """What a store must hold in the end: the highest version of each article, listed by all its feeds."""
    by_id: dict[str, list[EnrichedArticle]] = {}
    for message in messages:
        by_id.setdefault(message.article.id, []).append(message)
    return {key: reduce(lambda stored, one: merge(stored, one)[0], some) for key, some in sorted(by_id.items())}
