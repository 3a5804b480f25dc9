"""Pages while the search index is behind the record: what is erased already is left out, and nothing else is missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.query_parse import parse
from index.record import Record
from index.store import Kind, Sort
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build, corpus
from tests.contracts.store_contract import ids


@pytest.fixture
def behind(tmp_path: Path) -> Path:
    """A store, closed, whose record has lost twelve councils and three of dam-1's quotes since it was indexed."""
    store = EmbeddedStore(tmp_path)
    store.write(corpus())
    store.close()
    record = Record(tmp_path / "record.db")
    for number in range(10, 22):
        record.erase(f"council-{number}")
    record.write([build("dam-1", "Rewritten", "No quotes left.", revision=2)])
    record.close()
    return tmp_path


@pytest.mark.parametrize("limit", [1, 3, 50])
@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_pages_by_date_go_on_past_what_was_erased(behind: Path, sort: Sort, limit: int) -> None:
    reader = EmbeddedStore(behind)
    for kind, query in (("articles", "council"), ("quotes", "")):
        found = []
        cursor = None
        while True:
            page = reader.search(kind, parse(query), sort=sort, limit=limit, cursor=cursor)  # type: ignore[arg-type]
            found += [hit.id for hit in page.hits]
            if (cursor := page.next_cursor) is None:
                break
        assert len(set(found)) == len(found)
        assert set(found) == _still_there(kind, query)  # type: ignore[arg-type]
    reader.close()


def _still_there(kind: Kind, query: str) -> set[str]:
    gone = tuple(f"council-{number}" for number in range(10, 22)) + (("dam-1",) if kind == "quotes" else ())
    wanted = {"articles": [one.article.id for one in corpus() if one.article.id.startswith("council") or one.article.id == "dam-3"],
              "quotes": [f"{one.article.id}.{quote.id}" for one in corpus() for quote in one.analysis.quotes]}[kind]  # fmt: skip
    return {one for one in wanted if one.split(".")[0] not in gone}


def test_after_a_refresh_nothing_of_it_is_left(behind: Path) -> None:
    store = EmbeddedStore(behind)
    store.refresh()
    assert len(ids(store, "articles", "council")) == 41 - 12
    assert ids(store, "articles", "rewritten") == ["dam-1"]
    assert ids(store, "quotes", "said:hold") == []
    store.close()


@pytest.mark.parametrize("kind", ["articles", "quotes"])
def test_pages_by_relevance_stay_as_they_were(tmp_path: Path, kind: Kind) -> None:
    """Between any two pages the lengths and frequencies that scores depend on change, and what was found is written anew."""
    store = EmbeddedStore(tmp_path)
    store.write(corpus())
    store.refresh()
    query = parse("dam OR council OR minister OR the OR is OR will")
    before = [hit.id for hit in store.search(kind, query, limit=1000).hits]
    found: list[str] = []
    cursor = None
    while cursor or not found:
        page = store.search(kind, query, limit=3, cursor=cursor)
        found += [hit.id for hit in page.hits]
        cursor = page.next_cursor
        revised = build("dam-2", "A dam, revised", "The dam " * len(found), revision=len(found) + 1)
        store.write([build(f"other-{len(found)}", "Elsewhere", "council " * 3 + "of others " * 40), revised])
        store.refresh()
    assert len(before) > 6
    assert [one for one in found if not one.startswith("dam-2")] == [one for one in before if not one.startswith("dam-2")]
    assert kind == "quotes" or found == before
    store.close()
