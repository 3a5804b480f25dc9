"""The part of the store's contract that is about erasing, and how tests write to a store and read all pages of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from index.query import All, Query
from index.query_parse import parse
from index.store import ArticleHit, Kind, QuoteHit, Sort, Store
from tests.contracts.corpus import build, corpus
from wire.messages import EnrichedArticle


def ids(store: Store, kind: Kind, query: Query | str, *, sort: Sort = "newest", limit: int = 7) -> list[str]:
    """The ids of all hits, page after page."""
    return [hit.id for page in pages(store, kind, query, sort=sort, limit=limit) for hit in page]


def pages(
    store: Store, kind: Kind, query: Query | str, *, sort: Sort, limit: int
) -> Iterator[Sequence[ArticleHit] | Sequence[QuoteHit]]:
    """All pages, each of which must be full but the last."""
    tree = parse(query) if isinstance(query, str) else query
    cursor: str | None = None
    while True:
        page = store.search(kind, tree, sort=sort, limit=limit, cursor=cursor)
        yield page.hits
        if page.next_cursor is None:
            break
        assert len(page.hits) == limit
        cursor = page.next_cursor


def outcomes(store: Store, *batch: EnrichedArticle) -> list[str]:
    """Write, make visible, and tell what became of each."""
    written = [one.outcome for one in store.write(batch)]
    store.refresh()
    return written


class ErasureContract:
    """See StoreContract, which gives the fixtures."""

    def test_an_erased_article_is_gone_and_stays_gone(self, filled: Store) -> None:
        assert filled.delete("dam-1")
        filled.refresh()
        assert filled.get("dam-1") is None
        assert filled.find_url("https://news.example/dam-1") is None
        assert ids(filled, "articles", "speaker:mayor said:hold") == ids(filled, "quotes", "said:hold") == []
        assert "World Bank" not in {one.value for one in filled.facets("articles", All(), ["organisation"])["organisation"]}
        replay = [corpus()[0], build("dam-1", "Later", "Revision", revision=9)]
        assert outcomes(filled, *replay) == ["kept", "kept"]
        assert filled.get("dam-1") is None
        assert filled.status().articles == len(corpus()) - 1

    def test_erasing_what_is_not_there_says_so(self, filled: Store) -> None:
        assert not filled.delete("nobody")
        assert filled.delete("dam-1")
        assert not filled.delete("dam-1")

    def test_what_was_erased_is_told_by_id(self, filled: Store) -> None:
        assert list(filled.erased()) == []
        for article_id in ("future", "dam-1", "nobody"):
            filled.delete(article_id)
        filled.refresh()
        assert list(filled.erased()) == ["dam-1", "future"]

    def test_what_was_erased_elsewhere_is_kept_out(self, filled: Store, opened: Callable[[], Store]) -> None:
        filled.delete("dam-2")
        assert filled.keep_out(["dam-1", "dam-2", "to-come"]) == 2
        assert filled.keep_out(["dam-1", "dam-2", "to-come"]) == 0
        assert outcomes(filled, corpus()[0], build("to-come", "T", "Text", revision=3), build("other", "T", "Text")) == [
            "kept",
            "kept",
            "written",
        ]
        with closing(opened()) as again:
            for store in (filled, again):
                assert store.get("dam-1") is store.get("to-come") is None
                assert list(store.erased()) == ["dam-1", "dam-2", "to-come"]
                assert store.status().articles == len(corpus()) - 1
        assert filled.rebuild() == len(corpus()) - 1
        assert outcomes(filled, build("to-come", "T", "Text", revision=4)) == ["kept"]
