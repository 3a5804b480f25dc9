"""Erasing an article: its quotes first, so that a kill in between leaves something that erasing again finds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from elasticsearch import Elasticsearch

from index.elastic_bulk import Bulk, Operation, create, put, replace
from index.elastic_documents import ERASED_VERSION, TOMBSTONE, erased_article, slot_id
from index.elastic_errors import ItemResult, translated
from index.elastic_indices import KINDS, Indices, write_alias
from index.elastic_stored import Stored, read_stored
from wire.errors import StorageFull

#: How long to try while somebody else writes the same article, or a reindex exchanges the indices (s).
_PATIENCE_S = 30.0

#: Pause between two tries (s).
_PAUSE_S = 0.2


class Eraser:
    """Erases articles. `sleep` takes seconds."""

    def __init__(
        self,
        client: Elasticsearch,
        where: str,
        indices: Indices,
        bulk: Bulk,
        *,
        patience_s: float = _PATIENCE_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._where, self._indices, self._bulk = client, where, indices, bulk
        self._patience_s = patience_s
        self._sleep = sleep

    def erase(self, article_id: str) -> bool:
        """Put tombstones in place of an article and its quotes; False if it is not there.

        Raises StorageFull where the index goes on taking no writes, Unreachable, AccessDenied.
        """
        return self._until_done(article_id, lambda stored: stored.enriched is not None)

    def keep_out(self, article_id: str) -> bool:
        """Erase an article, or put the tombstone where there is none; False if it was erased before. Raises as `erase`."""
        return self._until_done(article_id, lambda stored: not stored.erased)

    def _until_done(self, article_id: str, wanted: Callable[[Stored], bool]) -> bool:
        deadline = time.monotonic() + self._patience_s
        while True:
            (stored,) = read_stored(self._client, self._where, self._indices.alias("articles"), [article_id])
            if not wanted(stored):
                return False
            failed = self._bury(stored, article_id)
            if failed is None:
                self._flush()
                return True
            if time.monotonic() > deadline:
                raise StorageFull(f"{article_id} is not erased: {failed.why}")
            self._sleep(_PAUSE_S)

    def _bury(self, stored: Stored, article_id: str) -> ItemResult | None:
        """What went wrong; None where all is done. A quote in conflict is a tombstone already, since none is higher."""
        failed = _first(self._bulk.run(_of_quotes(stored, article_id)), ("done", "conflict"))
        return failed or _first(self._bulk.run([_of_article(stored, article_id)]), ("done",))

    def _flush(self) -> None:
        """Let what was overwritten be something that index/elastic_purge.py can get rid of."""
        with translated(self._where):
            self._client.indices.flush(index=[self._indices.alias(kind) for kind in KINDS])


def _first(results: Iterable[ItemResult], fine: tuple[str, ...]) -> ItemResult | None:
    return next((result for result in results if result.status not in fine), None)


def _of_quotes(stored: Stored, article_id: str) -> list[Operation]:
    index = write_alias(stored.index, "quotes")
    return [put(index, slot_id(article_id, at), TOMBSTONE, version=ERASED_VERSION) for at in range(stored.slots)]


def _of_article(stored: Stored, article_id: str) -> Operation:
    document = erased_article(article_id, slots=stored.slots, at=time.time_ns() // 1000)
    index = write_alias(stored.index, "articles")
    if stored.enriched is None:
        return create(index, article_id, document)
    return replace(index, article_id, document, seq_no=stored.seq_no, primary_term=stored.primary_term)
