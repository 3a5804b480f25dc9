"""The one file behind a SqliteLog: its schema, and a connection that speaks newswire's errors.

Durability: WAL with synchronous=NORMAL. What was committed survives the death of any process (SIGKILL included). At a
loss of power or a crash of the kernel the last commits may be gone, but always as a whole and from the end: records,
offsets and feed state then fall back together to one earlier moment, and the work since is done again.

WAL needs shared memory: all processes must run on one host, and the file must not lie on a network file system.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wire.errors import UsageError
from wire.folder import make_folder
from wire.sqlite_errors import lacks_shared_memory, translate

#: Marks our files, so that another program's database is not taken for a log: "nwlg".
APPLICATION_ID = 0x6E776C67

#: Version of the schema below.
VERSION = 1

#: Bytes to which the write-ahead file is cut back after a checkpoint.
WAL_LIMIT = 64 << 20

#: A record's id is its partition's id and its offset: one B-tree holds every partition in order.
OFFSET_BITS = 40

SCHEMA = """
CREATE TABLE topics (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL, compacted INTEGER NOT NULL,
    retention_s REAL, retention_bytes INTEGER
);
CREATE TABLE partitions (
    id INTEGER PRIMARY KEY, topic INTEGER NOT NULL REFERENCES topics, number INTEGER NOT NULL,
    next_offset INTEGER NOT NULL DEFAULT 0,  -- survives the deletion of records, so no offset is used twice
    bytes INTEGER NOT NULL DEFAULT 0,        -- keys and values held
    compacted_to INTEGER NOT NULL DEFAULT 0, -- next_offset at the last compaction
    kept INTEGER NOT NULL DEFAULT 0,         -- records left by it
    UNIQUE (topic, number)
);
CREATE TABLE records (  -- value last: key and time are read without its overflow pages
    id INTEGER PRIMARY KEY, key BLOB NOT NULL, timestamp REAL NOT NULL, value BLOB
);
CREATE TABLE offsets (
    grp TEXT NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL, PRIMARY KEY (grp, partition)
) WITHOUT ROWID;
CREATE TABLE members (
    id INTEGER PRIMARY KEY AUTOINCREMENT, grp TEXT NOT NULL, topics TEXT NOT NULL, lease_until REAL NOT NULL,
    boot TEXT NOT NULL, namespace TEXT NOT NULL, pid INTEGER NOT NULL, started TEXT NOT NULL
);
CREATE TABLE assignments (  -- holder: who has it; wanted: who shall; they differ until the holder has let go
    grp TEXT NOT NULL, partition INTEGER NOT NULL, holder INTEGER, wanted INTEGER,
    generation INTEGER NOT NULL DEFAULT 0,  -- grows with every new holder: the fence against late commits
    PRIMARY KEY (grp, partition)
) WITHOUT ROWID;
CREATE TABLE upkeep (id INTEGER PRIMARY KEY CHECK (id = 1), next_at REAL NOT NULL);
INSERT INTO upkeep VALUES (1, 0);
"""


class SqliteFile:
    """One connection. Used by one thread at a time."""

    def __init__(self, path: Path, *, busy_timeout_s: float = 30) -> None:
        """Open the file, and make it where it is missing. Raises what `sqlite_errors.translate` and `make_folder` give."""
        self.path = path
        self.alone = False  #: whether nobody else can open the file, not even this process once more
        make_folder(path.parent)
        with self._errors():
            try:
                self._connection = _connect(path, busy_timeout_s)
            except sqlite3.OperationalError as error:
                if not lacks_shared_memory(error):
                    raise
                self.alone = True
                self._connection = _connect(path, busy_timeout_s, alone=True)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translate(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: everything in the block or nothing."""
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A read transaction: every query in the block sees the same moment."""
        with self._errors():
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query."""
        with self._errors():
            return self._connection.execute(sql, parameters).fetchall()

    def changes_seen(self) -> int:
        """A number that differs from the last one if another connection has committed since; costs microseconds."""
        return int(self.query("PRAGMA data_version")[0][0])

    def close(self) -> None:
        """Close the connection. Idempotent."""
        self._connection.close()


def _connect(path: Path, busy_timeout_s: float, *, alone: bool = False) -> sqlite3.Connection:
    """A connection ready for use; `alone` keeps everybody else out of the file (see `lacks_shared_memory`)."""
    connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False)
    try:
        if alone:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        _prepare(connection, path, time.monotonic() + busy_timeout_s)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, deadline: float) -> None:
    """Pragmas, and the schema where there is none."""
    ours = _is_ours(connection, path)
    if not ours:  # for an existing file this would do nothing but need room on the disk
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    _switch_to_wal(connection, deadline)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
    if not ours:
        _create(connection, path)


def _switch_to_wal(connection: sqlite3.Connection, deadline: float) -> None:
    """Several processes may start at once, and for this one statement SQLite does not wait for locks by itself."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _is_ours(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the schema is there; False for an empty file. Raises UsageError for the file of somebody else."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if (application, version) == (APPLICATION_ID, VERSION):
        return True
    if application == APPLICATION_ID:
        raise UsageError(f"{path} was made by another version of newswire (schema {version}, this one has {VERSION}): upgrade")
    if application or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise UsageError(f"{path} is the database of another program: set `log` to another place")
    return False


def _create(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _is_ours(connection, path):  # else another process was quicker
            for statement in SCHEMA.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
