"""The record: every enriched article in one SQLite file, from which the search index can always be made again.

Each change (a write or an erasure) takes the next number of a sequence, `seq`. The search index follows the record by
these numbers, so a process killed at any moment leaves nothing but changes still to be followed.
Any number of processes may read and write; writers queue.
"""

from __future__ import annotations

import sqlite3
import threading
import uuid
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.precedence import merge
from index.store import Written
from wire.errors import BadMessage, NewswireError, StorageFull, Unreachable
from wire.messages import EnrichedArticle, decode, encode

#: How long a writer waits for another one (ms).
_BUSY_MS = 30_000

#: Level of zlib: a third of the bytes at 50 microseconds an article.
_COMPRESSION = 1

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
INSERT OR IGNORE INTO meta VALUES ('seq', 0);
"""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of the record: article number `n` as it is now, or None where it was erased."""

    seq: int
    n: int
    enriched: EnrichedArticle | None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What the record holds."""

    articles: int
    quotes: int
    newest: datetime | None


class Record:
    """The SQLite file. Safe to use from several threads; each has its own connection."""

    def __init__(self, file: Path) -> None:
        """Opens or makes the file. Raises StorageFull or Unreachable."""
        self._file = file
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        with explained(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connection()
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLES)
            with _transaction(connection):
                connection.execute("INSERT OR IGNORE INTO meta VALUES ('identity', ?)", (uuid.uuid4().hex,))
            (self.identity,) = connection.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()

    def write(self, batch: Sequence[EnrichedArticle]) -> list[Written]:
        """Write the batch in one durable transaction; see `Store.write`."""
        prepared = [_prepare(enriched) for enriched in batch]
        with explained(self._file), _transaction(self._connection()) as connection:
            return [
                item if isinstance(item, Written) else self._write_one(connection, enriched, item)
                for enriched, item in zip(batch, prepared, strict=True)
            ]

    def _write_one(self, connection: sqlite3.Connection, enriched: EnrichedArticle, body: bytes) -> Written:
        article_id = enriched.article.id
        if connection.execute("SELECT 1 FROM erased WHERE id = ?", (article_id,)).fetchone():
            return Written(outcome="kept", why="it was erased")
        row = connection.execute("SELECT n, body FROM articles JOIN bodies USING (n) WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            self._put(connection, None, enriched, body)
            return Written(outcome="written")
        stored = _unpack(row[1])
        merged, outcome = merge(stored, enriched)
        if merged is not stored:
            self._put(connection, row[0], merged, body if merged is enriched else _pack(merged))
        return Written(outcome=outcome)

    def _put(self, connection: sqlite3.Connection, n: int | None, enriched: EnrichedArticle, body: bytes) -> None:
        article = enriched.article
        published = article.published_at.timestamp() if article.published_at else None
        values = (
            enriched.version,
            article.url,
            article.canonical_url,
            published,
            len(enriched.analysis.quotes),
            _next(connection),
        )
        if n is None:
            columns = "id, version, url, canonical_url, published, quotes, seq"
            cursor = connection.execute(f"INSERT INTO articles ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", (article.id, *values))
            connection.execute("INSERT INTO bodies VALUES (?, ?)", (cursor.lastrowid, body))
        else:
            assignments = "version = ?, url = ?, canonical_url = ?, published = ?, quotes = ?, seq = ?"
            connection.execute(f"UPDATE articles SET {assignments} WHERE n = ?", (*values, n))
            connection.execute("UPDATE bodies SET body = ? WHERE n = ?", (body, n))

    def erase(self, article_id: str) -> bool:
        """Overwrite an article with zeros and leave a mark so that no replay brings it back; False if it is not there."""
        with explained(self._file):
            connection = self._connection()
            with _transaction(connection):
                row = connection.execute("SELECT n FROM articles WHERE id = ?", (article_id,)).fetchone()
                if row is None:
                    return False
                connection.execute("DELETE FROM bodies WHERE n = ?", row)
                connection.execute("DELETE FROM articles WHERE n = ?", row)
                connection.execute("INSERT INTO erased VALUES (?, ?, ?)", (article_id, row[0], _next(connection)))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return True

    def get(self, article_id: str) -> EnrichedArticle | None:
        """The article of an id."""
        return self._one("id = ?", article_id)

    def find_url(self, url: str) -> EnrichedArticle | None:
        """The article of a URL, as printed or canonical; the latest written where several have it."""
        return self._one("n = (SELECT n FROM articles WHERE url = ?1 OR canonical_url = ?1 ORDER BY seq DESC LIMIT 1)", url)

    def by_number(self, numbers: Sequence[int]) -> dict[int, EnrichedArticle]:
        """Articles by their number; those erased meanwhile are missing."""
        marks = ", ".join("?" * len(numbers))
        with explained(self._file):
            rows = self._connection().execute(f"SELECT n, body FROM bodies WHERE n IN ({marks})", tuple(numbers))
            return {n: _unpack(body) for n, body in rows}

    def changes(self, after: int, limit: int) -> list[Change]:
        """The next changes after a `seq`, in order. An article that changed twice appears once, at its last change."""
        written = "SELECT seq, n, body FROM articles JOIN bodies USING (n) WHERE seq > ?1"
        erased = "SELECT seq, n, NULL FROM erased WHERE seq > ?1"
        with explained(self._file):
            rows = self._connection().execute(f"{written} UNION ALL {erased} ORDER BY seq LIMIT ?2", (after, limit))
            return [Change(seq=seq, n=n, enriched=_unpack(body) if body else None) for seq, n, body in rows]

    def last_seq(self) -> int:
        """The number of the last change."""
        with explained(self._file):
            (seq,) = self._connection().execute("SELECT value FROM meta WHERE key = 'seq'").fetchone()
            return int(seq)

    def last_erasure(self) -> int:
        """The number of the last erasure; 0 where there was none."""
        with explained(self._file):
            (seq,) = self._connection().execute("SELECT max(seq) FROM erased").fetchone()
            return int(seq or 0)

    def all(self) -> Iterator[EnrichedArticle]:
        """Every article by id, read in small pages, so that no long transaction holds the file's log back."""
        last = ""
        while rows := self._page(last):
            for last, body in rows:  # noqa: B007
                yield _unpack(body)

    def counts(self) -> Counts:
        """Counts of all that is stored."""
        with explained(self._file):
            query = "SELECT count(*), total(quotes), max(published) FROM articles"
            articles, quotes, newest = self._connection().execute(query).fetchone()
        moment = None if newest is None else datetime.fromtimestamp(newest, UTC)
        return Counts(articles=articles, quotes=int(quotes), newest=moment)

    def close(self) -> None:
        """Close the connections of all threads. Idempotent."""
        while self._connections:
            self._connections.pop().close()

    def _page(self, after_id: str) -> list[tuple[str, bytes]]:
        query = "SELECT id, body FROM articles JOIN bodies USING (n) WHERE id > ? ORDER BY id LIMIT 100"
        with explained(self._file):
            return self._connection().execute(query, (after_id,)).fetchall()

    def _one(self, condition: str, value: str) -> EnrichedArticle | None:
        query = f"SELECT body FROM articles JOIN bodies USING (n) WHERE {condition}"
        with explained(self._file):
            row = self._connection().execute(query, (value,)).fetchone()
        return _unpack(row[0]) if row else None

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._file, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            self._local.connection = connection
            self._connections.append(connection)
        return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Errors of SQLite and of the file system as ours, in words that say what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _explain(file, error) from error


def _explain(file: Path, error: Exception) -> NewswireError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")) or isinstance(error, OSError):
        return StorageFull(
            f"{file} cannot be written ({error}): make room or make it writable, then start again; nothing is lost."
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Unreachable(f"{file} is held by another writer for more than {_BUSY_MS // 1000} s: try again.")
    return Unreachable(f"{file} cannot be read ({error}): restore it from a backup, or move it away and replay the log.")


def _next(connection: sqlite3.Connection) -> int:
    (seq,) = connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'seq' RETURNING value").fetchone()
    return int(seq)


def _prepare(enriched: EnrichedArticle) -> bytes | Written:
    try:
        return _pack(enriched)
    except BadMessage as error:
        return Written(outcome="reject", why=str(error))


def _pack(enriched: EnrichedArticle) -> bytes:
    return zlib.compress(encode(enriched), _COMPRESSION)


def _unpack(body: bytes) -> EnrichedArticle:
    return decode(zlib.decompress(body), EnrichedArticle)
