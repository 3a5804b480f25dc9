"""Builds whole generations of the search index from the record, and decides when that is needed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import structlog

from index.generation_writer import HEAP_BYTES, GenerationWriter
from index.generations import Generations, State, read_state
from index.record import Change, Record
from index.tantivy_schema import index_stamp
from wire.errors import AlreadyRunning

logger = structlog.get_logger(__name__)

#: Changes read from the record at a time: some megabytes.
_PAGE = 200


def build_generation(record: Record, generations: Generations) -> int:
    """Make a generation of all that the record holds now and put it in use; returns the number of articles.

    Changes made meanwhile are not lost: whoever follows the record goes on from the `seq` noted in the new generation.
    Raises AlreadyRunning where another one is being built.
    """
    with generations.building() as lock:
        if lock is None:
            raise AlreadyRunning(f"A search index is already being built in {generations.folder}: wait for that.")
        until = record.last_seq()
        made = generations.start()
        try:
            articles = _fill(made, record, until)
            generations.publish(made)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    return articles


def open_or_build(record: Record, generations: Generations, *, damaged: bool = False) -> tuple[GenerationWriter, State]:
    """A writer of the generation in use, which is built anew where there is none or where it is of no use."""
    generation = generations.current()
    why = None
    if generation is not None:
        state = read_state(generation)
        why = "it cannot be written" if damaged else unusable(state, record)
        if state is not None and why is None:
            try:
                return GenerationWriter(generation), state
            except ValueError as error:  # what tantivy says of damaged files
                why = str(error)
        logger.warning("search index of no use, building it anew from the record", why=why)
    articles = build_generation(record, generations)
    if why is not None:
        logger.info("search index built", articles=articles)
    generation = generations.current()
    state = read_state(generation) if generation else None
    assert generation is not None and state is not None, "just published"
    return GenerationWriter(generation), state


def unusable(state: State | None, record: Record) -> str | None:
    """Why a generation cannot be gone on with; None where it can."""
    if state is None:
        return "its state cannot be read"
    if state.stamp != index_stamp():
        return f"it was made by other versions: {state.stamp}"
    if state.record != record.identity or state.seq > record.last_seq():
        return "it was made from another record"
    return None


def _fill(generation: Path, record: Record, until: int) -> int:
    writer = GenerationWriter(generation, heap_bytes=4 * HEAP_BYTES)
    articles = 0
    try:
        for page in _pages(record, until):
            writer.apply(page, fresh=True)
            articles += sum(change.enriched is not None for change in page)
        writer.commit(State(stamp=index_stamp(), record=record.identity, seq=until, built_at=until))
    finally:
        writer.close()
    return articles


def _pages(record: Record, until: int) -> Iterator[list[Change]]:
    seq = 0
    while page := [change for change in record.changes(seq, _PAGE) if change.seq <= until]:
        yield page
        seq = page[-1].seq
