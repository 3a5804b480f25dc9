"""Fills one generation of the search index from changes of the record, and builds whole generations."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.documents import article_document, quote_documents
from index.generations import KINDS, Generations, State, open_index, write_state
from index.record import Change, Record
from index.tantivy_schema import index_stamp, tantivy_document

#: Memory of each of the two tantivy writers before they flush to disk (bytes); 15 MB is the least.
_HEAP_BYTES = 32_000_000

#: Changes read from the record at a time: some megabytes.
_PAGE = 200


class GenerationWriter:
    """The one writer of a generation. Raises ValueError or OSError where tantivy fails."""

    def __init__(self, generation: Path, *, heap_bytes: int = _HEAP_BYTES) -> None:
        self.generation = generation
        indexes = {kind: open_index(generation, kind) for kind in KINDS}
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
            writer.rollback()
            writer.wait_merging_threads()

    def _remove(self, n: int) -> None:
        for writer in self._writers.values():
            writer.delete_documents_by_term("n", n)

    def _add(self, change: Change) -> None:
        assert change.enriched is not None
        article = article_document(change.enriched)
        self._writers["articles"].add_document(tantivy_document(article, n=change.n, seq=change.seq))
        for quote in quote_documents(change.enriched):
            self._writers["quotes"].add_document(tantivy_document(quote, n=change.n, seq=change.seq))


def build_generation(record: Record, generations: Generations) -> int:
    """Make a generation of all that the record holds now and put it in use; returns the number of articles.

    Changes made meanwhile are not lost: whoever follows the record goes on from the `seq` noted in the new generation.
    """
    until = record.last_seq()
    made = generations.start()
    try:
        articles = _fill(made, record, until)
        generations.publish(made)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return articles


def _fill(generation: Path, record: Record, until: int) -> int:
    writer = GenerationWriter(generation, heap_bytes=4 * _HEAP_BYTES)
    articles = 0
    try:
        for page in _pages(record, until):
            writer.apply(page, fresh=True)
            articles += sum(change.enriched is not None for change in page)
        writer.commit(State(stamp=index_stamp(), record=record.identity, seq=until))
    finally:
        writer.close()
    return articles


def _pages(record: Record, until: int) -> Iterator[list[Change]]:
    seq = 0
    while page := [change for change in record.changes(seq, _PAGE) if change.seq <= until]:
        yield page
        seq = page[-1].seq
