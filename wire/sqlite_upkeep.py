"""Keeping the log's file small: compaction, retention, and giving pages back to the disk.

Every process that appends takes its turn, at most one of them every `UPKEEP_S`. All is done in small transactions, so
nobody waits long, and in ascending order of offsets: killed half-way, it has never removed a tombstone before what the
tombstone deletes.

Retention by age deletes nothing that a group has yet to read: a machine that slept for a week, or whose clock was set ahead,
finds all messages old at once. Retention by size does, as Kafka's, since a disk has an end; a group that loses unread
messages by it is named in a warning.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice

from wire import logs
from wire.sqlite_file import SqliteFile
from wire.sqlite_topics import first_id, offset_of

#: Time between two rounds, in seconds.
UPKEEP_S = 30.0

#: Records deleted in one transaction.
CHUNK = 500

#: A partition is compacted when it has got so many new records, and no fewer than it kept the last time.
DIRTY = 200

#: Free pages handed back to the disk in one round, when more than a quarter of the file is free.
PAGES = 2000

#: Bytes of one record, in SQL; a blob's length is known without reading it.
SIZE = "length(key) + ifnull(length(value), 0)"

logger = logs.get(__name__)


def take_turn(file: SqliteFile, now: float) -> bool:
    """Whether a round is due; if so it is this process's. `now` is seconds since 1970."""
    (next_at,) = file.query("SELECT next_at FROM upkeep")[0]
    if now < next_at <= now + 2 * UPKEEP_S:
        return False
    with file.writing() as db:
        taken = db.execute("UPDATE upkeep SET next_at = ? WHERE next_at = ?", (now + UPKEEP_S, next_at)).rowcount
    return taken == 1


def keep_up(file: SqliteFile, now: float, *, tombstone_grace_s: float) -> None:
    """One round over all partitions. `now` is seconds since 1970."""
    rows = file.query(
        "SELECT p.id, t.name, p.number, t.compacted, t.retention_s, t.retention_bytes, p.next_offset - p.compacted_to, p.kept"
        " FROM partitions p JOIN topics t ON t.id = p.topic"
    )
    for partition, topic, number, compacted, retention_s, retention_bytes, dirty, kept in rows:
        if compacted:
            if dirty >= max(DIRTY, kept):
                compact(file, partition, tombstones_before=now - tombstone_grace_s)
        elif retention_s is not None or retention_bytes is not None:
            oldest = now - retention_s if retention_s is not None else float("-inf")
            deleted = _expire(file, partition, oldest=oldest, most_bytes=retention_bytes)
            _warn(file, partition, f"{topic}/{number}", deleted)
    _shrink(file)


def compact(file: SqliteFile, partition: int, *, tombstones_before: float) -> None:
    """Keep the newest record of each key, and no tombstone from before a moment that every group has read. The last record of a
    partition always stays, so that a group which has read everything stands at the end."""
    low, high = first_id(partition), first_id(partition + 1)
    with file.snapshot() as db:
        newest = {
            row[0] for row in db.execute("SELECT max(id) FROM records WHERE id >= ? AND id < ? GROUP BY key", (low, high))
        }
        rows = db.execute(
            "SELECT id, value IS NULL AND timestamp < ? FROM records WHERE id >= ? AND id < ? ORDER BY id",
            (tombstones_before, low, high),
        ).fetchall()
        (end,) = db.execute("SELECT next_offset FROM partitions WHERE id = ?", (partition,)).fetchone()
        unread = _first_unread(db, partition)
    doomed = [record for record, old in rows[:-1] if record not in newest or (old and record < unread)]
    _delete(file, partition, iter(doomed))
    with file.writing() as db:
        kept = (len(rows) - len(doomed), end, partition)
        db.execute("UPDATE partitions SET kept = ?, compacted_to = ? WHERE id = ?", kept)


def _expire(file: SqliteFile, partition: int, *, oldest: float, most_bytes: int | None) -> int | None:
    """Delete from the front what is too old or too much; returns the offset after the last one deleted, if any."""
    deleted: int | None = None
    while True:
        with file.writing() as db:
            (held,) = db.execute("SELECT bytes FROM partitions WHERE id = ?", (partition,)).fetchone()
            spare = held - most_bytes if most_bytes is not None else 0
            doomed = _front(db, partition, oldest, spare, unread=_first_unread(db, partition))
            _delete_rows(db, partition, doomed)
        if doomed:
            deleted = offset_of(doomed[-1]) + 1
        if len(doomed) < CHUNK:
            return deleted


def _front(db: sqlite3.Connection, partition: int, oldest: float, spare: int, *, unread: int) -> list[int]:
    """The first records that are older than `oldest` and read, or that have to go to save `spare` bytes; at most a chunk."""
    doomed: list[int] = []
    for record, timestamp, size in db.execute(
        f"SELECT id, timestamp, {SIZE} FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
        (first_id(partition), first_id(partition + 1), CHUNK),
    ):
        if (timestamp >= oldest or record >= unread) and spare <= 0:
            break
        spare -= size
        doomed.append(record)
    return doomed


def _first_unread(db: sqlite3.Connection, partition: int) -> int:
    """The first record's id that not every group which ever joined has read; behind all others where no group did."""
    (offset,) = db.execute(
        "SELECT min(ifnull(offsets.next_offset, 0)) FROM assignments LEFT JOIN offsets USING (grp, partition)"
        " WHERE assignments.partition = ?",
        (partition,),
    ).fetchone()
    return first_id(partition, offset) if offset is not None else first_id(partition + 1)


def _delete(file: SqliteFile, partition: int, records: Iterator[int]) -> None:
    while chunk := list(islice(records, CHUNK)):
        with file.writing() as db:
            _delete_rows(db, partition, chunk)


def _delete_rows(db: sqlite3.Connection, partition: int, records: list[int]) -> None:
    freed = 0
    for record in records:
        row = db.execute(f"SELECT {SIZE} FROM records WHERE id = ?", (record,)).fetchone()
        freed += row[0] if row else 0
    db.executemany("DELETE FROM records WHERE id = ?", [(record,) for record in records])
    db.execute("UPDATE partitions SET bytes = bytes - ? WHERE id = ?", (freed, partition))


def _warn(file: SqliteFile, partition: int, name: str, deleted: int | None) -> None:
    """Name the groups that had not read what was deleted."""
    if deleted is None:
        return
    logger.info("retention deleted messages", partition=name, before_offset=deleted)
    for group, committed in file.query(
        "SELECT grp, next_offset FROM offsets WHERE partition = ? AND next_offset < ?", (partition, deleted)
    ):
        logger.warning(
            "retention deleted unread messages: raise `retention_s` or `retention_bytes`, or start more workers",
            group=group,
            partition=name,
            unread=deleted - committed,
        )


def _shrink(file: SqliteFile) -> None:
    """Give pages back to the disk where much of the file is free."""
    free, total = file.query("PRAGMA freelist_count")[0][0], file.query("PRAGMA page_count")[0][0]
    if free > max(PAGES, total // 4):
        file.query(f"PRAGMA incremental_vacuum({PAGES})")
