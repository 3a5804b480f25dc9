"""The record: every enriched article in one SQLite file, from which the search index can always be made again.

Each change (a write or an erasure) takes the next number of a sequence, `seq`. The search index follows the record by
these numbers, so a process killed at any moment leaves nothing but changes still to be followed.
Any number of processes may read and write; writers queue.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.precedence import merge
from index.record_file import RecordFile
from index.store import Written
from wire.errors import BadMessage
from wire.messages import EnrichedArticle, decode, encode

#: Level of zlib: a third of the bytes at 50 microseconds an article.
_COMPRESSION = 1


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
    """The articles in the SQLite file. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises StorageFull, Unreachable, or UsageError for another program's database."""
        self._file = RecordFile(path)
        with self._file.reading() as connection:
            (self.identity,) = connection.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()

    def write(self, batch: Sequence[EnrichedArticle]) -> list[Written]:
        """Write the batch in one durable transaction; see `Store.write`."""
        prepared = [_prepare(enriched) for enriched in batch]
        with self._file.writing() as connection:
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
        with self._file.writing() as connection:
            row = connection.execute("SELECT n FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is None:
                return False
            connection.execute("DELETE FROM bodies WHERE n = ?", row)
            connection.execute("DELETE FROM articles WHERE n = ?", row)
            connection.execute("INSERT INTO erased VALUES (?, ?, ?)", (article_id, row[0], _next(connection)))
        with self._file.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return True

    def keep_out(self, article_ids: Sequence[str]) -> int:
        """Erase articles, or leave their mark where they are not there; how many had none before."""
        return sum(self.erase(article_id) or self._mark(article_id) for article_id in article_ids)

    def erased(self) -> Iterator[str]:
        """The ids of all that was erased."""
        with self._file.reading() as connection:
            found = connection.execute("SELECT id FROM erased ORDER BY id").fetchall()
        return (article_id for (article_id,) in found)

    def _mark(self, article_id: str) -> bool:
        """Leave the mark of an erasure for an article that is not there; False where it has one. No article has number 0."""
        with self._file.writing() as connection:
            if connection.execute("SELECT 1 FROM erased WHERE id = ?", (article_id,)).fetchone():
                return False
            connection.execute("INSERT INTO erased VALUES (?, 0, ?)", (article_id, _next(connection)))
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
        with self._file.reading() as connection:
            rows = connection.execute(f"SELECT n, body FROM bodies WHERE n IN ({marks})", tuple(numbers))
            return {n: _unpack(body) for n, body in rows}

    def changes(self, after: int, limit: int) -> list[Change]:
        """The next changes after a `seq`, in order. An article that changed twice appears once, at its last change."""
        written = "SELECT seq, n, body FROM articles JOIN bodies USING (n) WHERE seq > ?1"
        erased = "SELECT seq, n, NULL FROM erased WHERE seq > ?1"
        with self._file.reading() as connection:
            rows = connection.execute(f"{written} UNION ALL {erased} ORDER BY seq LIMIT ?2", (after, limit))
            return [Change(seq=seq, n=n, enriched=_unpack(body) if body else None) for seq, n, body in rows]

    def last_seq(self) -> int:
        """The number of the last change."""
        with self._file.reading() as connection:
            (seq,) = connection.execute("SELECT value FROM meta WHERE key = 'seq'").fetchone()
            return int(seq)

    def last_erasure(self) -> int:
        """The number of the last erasure; 0 where there was none."""
        with self._file.reading() as connection:
            (seq,) = connection.execute("SELECT max(seq) FROM erased").fetchone()
            return int(seq or 0)

    def all(self) -> Iterator[EnrichedArticle]:
        """Every article by id, read in small pages, so that no long transaction holds the file's log back."""
        last = ""
        while rows := self._page(last):
            for last, body in rows:  # noqa: B007
                yield _unpack(body)

    def counts(self) -> Counts:
        """Counts of all that is stored."""
        with self._file.reading() as connection:
            query = "SELECT count(*), total(quotes), max(published) FROM articles"
            articles, quotes, newest = connection.execute(query).fetchone()
        moment = None if newest is None else datetime.fromtimestamp(newest, UTC)
        return Counts(articles=articles, quotes=int(quotes), newest=moment)

    def close(self) -> None:
        """Release the file. Idempotent."""
        self._file.close()

    def _page(self, after_id: str) -> list[tuple[str, bytes]]:
        query = "SELECT id, body FROM articles JOIN bodies USING (n) WHERE id > ? ORDER BY id LIMIT 100"
        with self._file.reading() as connection:
            return list(connection.execute(query, (after_id,)))

    def _one(self, condition: str, value: str) -> EnrichedArticle | None:
        query = f"SELECT body FROM articles JOIN bodies USING (n) WHERE {condition}"
        with self._file.reading() as connection:
            row = connection.execute(query, (value,)).fetchone()
        return _unpack(row[0]) if row else None


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
