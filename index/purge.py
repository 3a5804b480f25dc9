"""Erasure in the files of the search index.

An erased article is out of all results at once, but tantivy only marks it as deleted: its words stay in the files until
they are written anew. So some time after an erasure the whole index is built anew, in a thread of its own, and replaced.
"""

from __future__ import annotations

import threading
from time import monotonic

import structlog

from index.generation_build import build_generation
from index.generations import Generations, State
from index.record import Record
from wire.errors import AlreadyRunning

logger = structlog.get_logger(__name__)


class Purge:
    """Looked after by the follower. The generation it builds is taken up like any other that appears."""

    def __init__(self, record: Record, generations: Generations, *, after_s: float) -> None:
        self._record = record
        self._generations = generations
        self._after_s = after_s
        self._built_at = 0
        self._due: float | None = None
        self._thread: threading.Thread | None = None

    def begin(self, state: State) -> None:
        """A generation has been taken up."""
        self._built_at = state.built_at
        self._due = None

    def look(self) -> None:
        """Start building when the time has come."""
        if self._record.last_erasure() <= self._built_at:
            return
        if self._due is None:
            self._due = monotonic() + self._after_s
        if monotonic() >= self._due and (self._thread is None or not self._thread.is_alive()):
            self._due = None
            self._thread = threading.Thread(target=self._build, name="search-index-purge", daemon=True)
            self._thread.start()

    def _build(self) -> None:
        try:
            articles = build_generation(self._record, self._generations)
        except AlreadyRunning:
            return  # that one leaves out what was erased too, or the next look finds that it does not
        except (ValueError, OSError) as error:
            logger.warning("search index not rid of what was erased, trying again", error=str(error))
            return
        logger.info("search index built anew without what was erased", articles=articles)
