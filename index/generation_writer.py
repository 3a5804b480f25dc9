"""Fills one generation of the search index from changes of the record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.documents import article_document, quote_documents
from index.generations import KINDS, State, open_index, write_state
from index.record import Change
from index.tantivy_schema import tantivy_document

#: Memory of each of the two tantivy writers before they flush to disk (bytes); 15 MB is the least.
HEAP_BYTES = 32_000_000


class GenerationWriter:
    """The one writer of a generation. Raises ValueError or OSError where tantivy fails."""

    def __init__(self, generation: Path, *, heap_bytes: int = HEAP_BYTES) -> None:
        self.generation = generation
        indexes = {kind: open_index(generation, kind) for kind in KINDS}
        for index in indexes.values():
            index.searcher()  # opens every file, which opening the index does not
        self._writers = {kind: index.writer(heap_bytes, 1) for kind, index in indexes.items()}

    def apply(self, changes: Iterable[Change], *, fresh: bool = False) -> None:
        """Replace what the changes concern. `fresh` skips the removal: nothing of these articles is there yet."""
        for change in changes:
            if not fresh:
                self._remove(change.n)
            if change.enriched is not None:
                self._add(change)

    def commit(self, state: State) -> None:
        """Make all applied so far durable and visible. Killed in the middle, the changes are applied again: harmless."""
        for writer in self._writers.values():
            writer.commit()
        write_state(self.generation, state)

    def close(self) -> None:
        """Let go of the generation, dropping what is not committed, once merges under way are done."""
        for writer in self._writers.values():
            writer.wait_merging_threads()  # without a rollback before, which would leave merges writing behind our back

    def _remove(self, n: int) -> None:
        for writer in self._writers.values():
            writer.delete_documents_by_term("n", n)

    def _add(self, change: Change) -> None:
        assert change.enriched is not None
        article = article_document(change.enriched)
        self._writers["articles"].add_document(tantivy_document(article, n=change.n, seq=change.seq))
        for quote in quote_documents(change.enriched):
            self._writers["quotes"].add_document(tantivy_document(quote, n=change.n, seq=change.seq))
