"""Keeps the search index up with the record, in a thread of the one process that may write the index.

    every half second:  changes of the record after the last `seq` indexed -> documents -> commit of tantivy -> note the `seq`

All else follows from that: after a kill the changes not noted are indexed again; an erasure by another process is seen
like any change; a generation that is missing, unreadable or of another make is built anew from the record.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic, sleep

import msgspec
import structlog

from index.file_lock import FileLock
from index.generation_build import open_or_build
from index.generation_writer import GenerationWriter
from index.generations import Generations, State
from index.purge import Purge
from index.record import Record
from wire.errors import AlreadyRunning, NewswireError, StorageFull, Unreachable

logger = structlog.get_logger(__name__)

#: How often the record is looked at (s): the most an article waits before its commit begins.
_LOOK_EVERY_S = 0.5

#: How long a new writer waits for the one before to end, and how often it looks (s).
_PATIENCE_S, _LOOK_FOR_LOCK_S = 3.0, 0.05

#: Pause after a failure (s).
_PAUSE_S = 5.0

#: Failures in a row, none for want of space, after which the files are taken to be damaged.
_SUSPICIOUS = 3

#: Articles read from the record at a time.
_BATCH = 200

#: With more to do than that, how often a commit is made (s).
_COMMIT_EVERY_S = 1.0

#: No space left, file too large, quota exceeded: how tantivy passes these on.
_FULL = ("os error 28", "os error 27", "os error 122", "No space left")


class Follower:
    """One per store. It does nothing until `start`, which makes this process the writer of the search index."""

    def __init__(self, record: Record, generations: Generations, lock: FileLock, *, purge_after_s: float) -> None:
        self._record = record
        self._generations = generations
        self._lock = lock
        self._purge = Purge(record, generations, after_s=purge_after_s)
        self._writer: GenerationWriter | None = None
        self._at: State | None = None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()
        self._asked = self._stopping = False
        self._suspicion = 0
        self._error: NewswireError | None = None
        self._broken: BaseException | None = None

    def start(self) -> None:
        """Become the writer, waiting a little for one that is just finishing (`newswire erase`).

        Raises AlreadyRunning where another process is the writer, and what broke the thread if it has ended.
        """
        if self._broken is not None:
            raise self._broken
        deadline = monotonic() + _PATIENCE_S
        while not self.try_start() and monotonic() < deadline:
            sleep(_LOOK_FOR_LOCK_S)
        if not self.running:
            raise AlreadyRunning(
                f"{self._generations.folder.parent} is being written by {self._lock.holder()}: "
                "stop that one first, or give this one a folder of its own with --data-dir."
            )

    def try_start(self) -> bool:
        """Become the writer if nobody is; whether we are."""
        with self._changed:
            if self._thread is None and self._lock.take():
                self._stopping = False
                self._thread = threading.Thread(target=self._run, name="search-index", daemon=True)
                self._thread.start()
            return self._thread is not None

    @property
    def running(self) -> bool:
        """Whether this process is the writer."""
        return self._thread is not None

    def wait_for(self, seq: int, stalled_s: float) -> None:
        """Return when change `seq` is searchable. Raises what keeps it from being so, and if nothing moves for `stalled_s`."""
        with self._changed:
            self._asked, self._error = True, None
            self._changed.notify_all()
            while (at := self._seq) < seq:
                if self._failure is not None:
                    raise self._failure
                if not self._changed.wait_for(lambda at=at: self._seq > at or self._failure is not None, stalled_s):  # type: ignore[misc]
                    raise Unreachable(f"The search index is still {seq - at} changes behind: look at the log.")

    def stop(self) -> None:
        """Index what is written, then let go. Idempotent."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._lock.free()

    @property
    def _seq(self) -> int:
        return self._at.seq if self._at else 0

    @property
    def _failure(self) -> BaseException | None:
        return self._broken or self._error

    def _run(self) -> None:
        try:
            stopping = False
            while not stopping:
                stopping = self._stopping
                self._guarded(self._follow)
                self._pause()
            self._guarded(self._close_writer)
        except BaseException as error:
            with self._changed:
                self._broken = error
                self._changed.notify_all()
            raise

    def _pause(self) -> None:
        with self._changed:
            pause_s = _LOOK_EVERY_S if self._error is None else _PAUSE_S
            self._changed.wait_for(lambda: self._stopping or self._asked, pause_s)
            self._asked = False

    def _guarded(self, step: Callable[[], None]) -> None:
        """Do a step; what can be mended by trying again is kept for whoever waits, and tried again."""
        failure: NewswireError | None = None
        try:
            step()
            self._suspicion = 0
        except AlreadyRunning as busy:  # a reader or `newswire reindex` builds an index: it is taken up when it is there
            logger.info("waiting for the search index", why=str(busy))
        except (ValueError, OSError, NewswireError) as error:  # tantivy raises the first two
            self._writer = None
            failure = explain(error)
            self._suspicion += isinstance(error, ValueError) and not isinstance(failure, StorageFull)
            logger.warning("search index not written, trying again", error=str(failure), again_in_s=_PAUSE_S)
        with self._changed:
            self._error = failure
            self._changed.notify_all()

    def _follow(self) -> None:
        writer, state = self._current_writer()
        due = monotonic() + _COMMIT_EVERY_S
        while changes := self._record.changes(state.seq, _BATCH):
            writer.apply(changes)
            state = msgspec.structs.replace(state, seq=changes[-1].seq)
            if len(changes) < _BATCH or monotonic() >= due:
                self._commit(writer, state)
                due = monotonic() + _COMMIT_EVERY_S
        if state.seq > self._seq:
            self._commit(writer, state)
        self._purge.look()

    def _commit(self, writer: GenerationWriter, state: State) -> None:
        writer.commit(state)
        self._set(state)

    def _current_writer(self) -> tuple[GenerationWriter, State]:
        if self._writer is None or self._at is None or self._writer.generation != self._generations.current():
            self._close_writer()
            self._writer, self._at = open_or_build(self._record, self._generations, damaged=self._suspicion >= _SUSPICIOUS)
            self._purge.begin(self._at)
            self._generations.remove_others()
        return self._writer, self._at

    def _close_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _set(self, state: State) -> None:
        with self._changed:
            self._at = state
            self._changed.notify_all()


def explain(error: Exception) -> NewswireError:
    """An error of tantivy or of the file system as one of ours."""
    if isinstance(error, NewswireError):
        return error
    if any(sign in str(error) for sign in _FULL):
        return StorageFull(f"The disk is full ({error}): make room; the search index then catches up by itself.")
    return Unreachable(f"The search index cannot be written ({error}): if this lasts, run `newswire reindex`.")
