"""The file behind the record: its tables, its connections, transactions, and SQLite's errors in our words."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from wire.errors import NewswireError, StorageFull, Unreachable, UsageError
from wire.folder import make_folder
from wire.sqlite_errors import lacks_shared_memory, not_writable

#: Marks our files, so that another program's database is not taken for a record: "nwst".
APPLICATION_ID = 0x6E777374

#: How long a writer waits for another one (s).
BUSY_S = 30.0

#: Pages that a connection keeps (KiB). The system keeps them too, and a service has several connections.
CACHE_KIB = 512

_TABLES = """
CREATE TABLE IF NOT EXISTS articles (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, url TEXT NOT NULL,
    canonical_url TEXT NOT NULL, published REAL, quotes INTEGER NOT NULL, seq INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS articles_seq ON articles (seq);
CREATE INDEX IF NOT EXISTS articles_url ON articles (url);
CREATE INDEX IF NOT EXISTS articles_canonical_url ON articles (canonical_url);
CREATE INDEX IF NOT EXISTS articles_published ON articles (published);
CREATE TABLE IF NOT EXISTS bodies (n INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS erased (id TEXT PRIMARY KEY, n INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS erased_seq ON erased (seq);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""

#: In one statement, lest another process make the tables between two.
_WHOSE = "SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id"


class RecordFile:
    """Connections to one SQLite file, each lent to one thread at a time. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises StorageFull, AccessDenied, Unreachable, or UsageError for what is not ours."""
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = self._alone = False
        self._turn: AbstractContextManager[Any] = nullcontext()
        make_folder(path.parent)
        self._open()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with. Raises StorageFull or Unreachable, as `writing` does."""
        with self._explained(), self._turn:
            connection = self._borrow()
            try:
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection within a transaction, durable at the end of the block and undone if that raises."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Errors of SQLite as ours, in words that say what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise _explain(self._path, error) from error

    def close(self) -> None:
        """Close every connection, those still lent as soon as they come back. Idempotent."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _borrow(self) -> sqlite3.Connection:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        connection = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            if self._alone:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if self._closed or self._alone:
                connection.close()
            else:
                self._idle.append(connection)

    def _open(self) -> None:
        """On a full disk one connection is all that the file can have: threads take turns, and none is kept for later."""
        try:
            self._prepare()
        except StorageFull as error:
            if not lacks_shared_memory(error.__cause__):
                raise
            self._alone, self._turn = True, threading.Lock()
            self._prepare()

    def _prepare(self) -> None:
        with self.reading() as connection:
            application, tables = connection.execute(_WHOSE).fetchone()
            if application == APPLICATION_ID:  # nothing to write, so that a full disk can still be read
                return
            if tables:
                raise UsageError(f"{self._path} is no store of newswire: move it away, or set `store` to another folder.")
            _use_write_ahead_log(connection)
        with self.writing() as connection:
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('seq', 0), ('identity', ?)", (uuid.uuid4().hex,))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Two processes that open a new file at once exclude each other here without waiting, so we wait."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _explain(path: Path, error: sqlite3.Error) -> NewswireError:
    if found := not_writable(getattr(error, "sqlite_errorcode", 0) & 0xFF, path):
        return found
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StorageFull(
            f"{path} cannot be written ({error}): make room or make it writable, then start again; nothing is lost."
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Unreachable(f"{path} has been held by another writer for more than {BUSY_S:.0f} s: try again.")
    return Unreachable(
        f"{path} cannot be read ({error}): restore it from a backup, or move it away with the "
        "files beside it that begin so, and fill a new one with `newswire reindex --from-log`: it takes what the log still has."
    )
