"""Keeps the search index up with the record, in a thread of the one process that may write the index.

    every half second:  changes of the record after the last `seq` indexed -> documents -> commit of tantivy -> note the `seq`

All else follows from that: after a kill the changes not noted are indexed again; an erasure by another process is seen
like any change; a generation that is missing, unreadable or of another make is built anew from the record.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

import structlog

from index.file_lock import FileLock
from index.generation_writer import GenerationWriter, build_generation
from index.generations import Generations, State, read_state
from index.record import Record
from index.tantivy_schema import index_stamp
from wire.errors import AlreadyRunning, NewswireError, StorageFull, Unreachable

logger = structlog.get_logger(__name__)

#: How often the record is looked at (s): the most an article waits before its commit begins.
_LOOK_EVERY_S = 0.5

#: Pause after a failure (s).
_PAUSE_S = 5.0

#: Most articles of one commit.
_BATCH = 200


class Follower:
    """One per store. It does nothing until `start`, which makes this process the writer of the search index."""

    def __init__(self, record: Record, generations: Generations, lock: FileLock) -> None:
        self._record = record
        self._generations = generations
        self._lock = lock
        self._writer: GenerationWriter | None = None
        self._seq = 0
        self._thread: threading.Thread | None = None
        self._state = threading.Condition()
        self._asked = False
        self._stopping = False
        self._error: NewswireError | None = None

    @property
    def running(self) -> bool:
        """Whether this process is the writer."""
        return self._thread is not None

    def start(self) -> None:
        """Become the writer. Raises AlreadyRunning where another process is."""
        if not self.try_start():
            raise AlreadyRunning(
                f"{self._generations.folder.parent} is being written by {self._lock.holder()}: "
                "stop that one first, or give this one a folder of its own with --data-dir."
            )

    def try_start(self) -> bool:
        """Become the writer if nobody is; whether we are."""
        if self._thread is None and self._lock.take():
            self._stopping = False
            self._thread = threading.Thread(target=self._run, name="search-index", daemon=True)
            self._thread.start()
        return self.running

    def wait_for(self, seq: int, timeout_s: float) -> None:
        """Return when change `seq` is searchable. Raises what keeps it from being so."""
        deadline = monotonic() + timeout_s
        with self._state:
            self._asked = True
            self._state.notify_all()
            while self._seq < seq and self.running:
                if self._error is not None:
                    raise self._error
                if not self._state.wait(min(deadline - monotonic(), _LOOK_EVERY_S)) and monotonic() > deadline:
                    raise Unreachable(f"The search index is still {seq - self._seq} changes behind: wait, and look at the log.")

    def stop(self) -> None:
        """Index what is written, then let go. Idempotent."""
        with self._state:
            self._stopping = True
            self._state.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._lock.free()

    def _run(self) -> None:
        while True:
            stopping = self._stopping
            self._guarded(self._follow)
            if stopping:
                break
            self._pause()
        self._guarded(self._close_writer)

    def _pause(self) -> None:
        with self._state:
            pause_s = _LOOK_EVERY_S if self._error is None else _PAUSE_S
            self._state.wait_for(lambda: self._stopping or (self._asked and self._error is None), pause_s)
            self._asked = False

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
            error = None
        except (ValueError, OSError, NewswireError) as failure:  # tantivy has no errors of its own
            error = _explain(failure)
            logger.warning("search index not written, trying again", error=str(error), again_in_s=_PAUSE_S)
            self._writer = None
        with self._state:
            self._error = error
            self._state.notify_all()

    def _follow(self) -> None:
        writer = self._current_writer()
        while changes := self._record.changes(self._seq, _BATCH):
            writer.apply(changes)
            seq = changes[-1].seq
            writer.commit(State(stamp=index_stamp(), record=self._record.identity, seq=seq))
            self._set_seq(seq)

    def _current_writer(self) -> GenerationWriter:
        generation = self._generations.current()
        if self._writer is not None and self._writer.generation == generation:
            return self._writer
        self._close_writer()
        self._writer = self._open_writer()
        self._generations.remove_others()
        return self._writer

    def _open_writer(self) -> GenerationWriter:
        generation = self._generations.current()
        state = read_state(generation) if generation else None
        if generation is not None and (why := self._unusable(state)) is None and state is not None:
            try:
                writer = GenerationWriter(generation)
            except (ValueError, OSError) as error:
                if isinstance(_explain(error), StorageFull):
                    raise
                why = str(error)
            else:
                self._set_seq(state.seq)
                return writer
        return self._rebuilt_writer(why if generation is not None else None)

    def _unusable(self, state: State | None) -> str | None:
        if state is None:
            return "its state cannot be read"
        if state.stamp != index_stamp():
            return f"it was made by: {state.stamp}"
        if state.record != self._record.identity or state.seq > self._record.last_seq():
            return "it follows another record"
        return None

    def _rebuilt_writer(self, why: str | None) -> GenerationWriter:
        if why is not None:
            logger.warning("search index unusable, building it anew from the record", why=why)
        articles = build_generation(self._record, self._generations)
        if why is not None:
            logger.info("search index built", articles=articles)
        generation = self._generations.current()
        assert generation is not None
        state = read_state(generation)
        assert state is not None
        self._set_seq(state.seq)
        return GenerationWriter(generation)

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _set_seq(self, seq: int) -> None:
        with self._state:
            self._seq = seq
            self._state.notify_all()


def _explain(error: Exception) -> NewswireError:
    if isinstance(error, NewswireError):
        return error
    if "os error 28" in str(error) or "No space left" in str(error):
        return StorageFull(f"The disk is full ({error}): make room; the search index then catches up by itself.")
    return Unreachable(f"The search index cannot be written ({error}): if this lasts, run `newswire reindex`.")
