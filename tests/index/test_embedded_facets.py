"""Facet counts of the embedded store are exact even where values are many and spread over several segments."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from index.query import All, Query
from index.query_parse import parse
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build
from wire.messages import EnrichedArticle, Entity

#: Names per article, and in all: more than are counted at first.
NAMES, ALL_NAMES = 30, 20_000


def articles() -> list[EnrichedArticle]:
    """Articles with many names: a few frequent, some frequent only among the last, most of them rare."""
    chooser = random.Random(3)
    made = []
    for number in range(400):
        names = {f"Name {int(chooser.paretovariate(0.2)) % ALL_NAMES}" for _ in range(NAMES)} | (
            {f"Latecomer {n}" for n in range(5)} if number > 330 or number % 80 == 5 else set()
        )
        entities = tuple(Entity(id=f"person:{name}", name=name, label="person", mentions=((0, 4),)) for name in sorted(names))
        plain = build(f"a{number:03}", f"Topic {number % 7}", "Text")
        made.append(msgspec.structs.replace(plain, analysis=msgspec.structs.replace(plain.analysis, entities=entities)))
    return made


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    store = EmbeddedStore(tmp_path_factory.mktemp("facets"))
    for at in range(0, 400, 80):
        store.write(articles()[at : at + 80])
        store.refresh()
    yield store
    store.close()


def expected(wanted: str, limit: int) -> list[tuple[str, int]]:
    names = Counter(entity.name for one in articles() if wanted in one.article.title for entity in one.analysis.entities)
    return sorted(names.items(), key=lambda item: (-item[1], item[0]))[:limit]


@pytest.mark.parametrize("limit", [1, 3, 10, 50, 150, 400, 20_000])
@pytest.mark.parametrize(
    ("query", "topic"),
    [(All(), ""), (parse("topic"), ""), (parse('"topic 3"'), "3")],
    ids=["everything", "a word that all have", "a phrase"],
)
def test_counts_are_exact(store: EmbeddedStore, query: Query, topic: str, limit: int) -> None:
    counted = store.facets("articles", query, ["person"], limit=limit)["person"]
    assert [(one.value, one.count) for one in counted] == expected(topic, limit)
