"""One member of a consumer group on a SqliteLog."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wire import logs
from wire import sqlite_group as group_rows
from wire.errors import NewswireError
from wire.log import Record, TopicPartition
from wire.process import this_process
from wire.sqlite_file import SqliteFile
from wire.sqlite_lease import Lease
from wire.sqlite_topics import first_id, offset_of, topics_by_name

#: Pause between two looks for news while waiting, in seconds; a look costs some microseconds.
LOOK_S = 0.02

#: Time between two looks for members that have died, in seconds.
CHECK_S = 0.25

logger = logs.get(__name__)


class SqliteConsumer:
    """See `wire.log.Consumer`. Has a connection of its own, so it and the log it came from do not disturb each other."""

    def __init__(self, path: Path, *, group: str, topics: Sequence[str], lease_s: float) -> None:
        """Join. Raises UsageError for a missing topic."""
        self._file = SqliteFile(path)
        self._group = group
        self._topics = tuple(topics)
        self._lease_s = lease_s
        self._here = this_process()
        self._names = topics_by_name(self._file, topics)
        self._ids = {name: id_ for id_, name in self._names.items()}
        self._generations: dict[int, int] = {}  # of the partitions held
        self._positions: dict[int, int] = {}  # next offset to fetch
        self._paused: set[int] = set()
        self._seen = -1  # the file's change counter when we last looked
        self._drained = False  # whether nothing was left to fetch then
        self._next_check = 0.0
        self._turn = 0  # which partition comes first in the next fetch
        self._closed = False
        with self._file.writing() as db:
            member = group_rows.join(db, group, self._topics, self._here, lease_s)
        self._lease = Lease(path, lease_s=lease_s, member=member)

    def poll(self, max_records: int, timeout_s: float) -> list[Record]:
        """See the protocol. Returns early, with what there is, when the assignment changes."""
        deadline = time.monotonic() + timeout_s
        self._lease.touch()
        while True:
            changed = self._look()
            records = [] if self._drained else self._fetch(max_records)
            left = deadline - time.monotonic()
            if records or changed or left <= 0:
                return records
            time.sleep(min(LOOK_S, left))

    def commit(self, offsets: Mapping[TopicPartition, int]) -> frozenset[TopicPartition]:
        """See the protocol. Refused where another member has held the partition since."""
        with self._file.writing() as db:
            held = group_rows.held(db, self._group, self._lease.member)
            ours = {id_ for id_, generation in held.items() if self._generations.get(id_) == generation}
            kept = {tp: offset for tp, offset in offsets.items() if self._ids.get(tp) in ours}
            group_rows.commit(db, self._group, {self._ids[tp]: offset for tp, offset in kept.items()})
        return frozenset(offsets) - frozenset(kept)

    def assignment(self) -> frozenset[TopicPartition]:
        """See the protocol."""
        return frozenset(self._names[id_] for id_ in self._generations)

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """See the protocol."""
        self._paused |= {self._ids[tp] for tp in partitions if self._ids.get(tp) in self._generations}

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """See the protocol."""
        self._paused -= {self._ids[tp] for tp in partitions if tp in self._ids}
        self._drained = False

    def rewind(self, offsets: Mapping[TopicPartition, int]) -> None:
        """See the protocol."""
        self._positions.update({self._ids[tp]: o for tp, o in offsets.items() if self._ids.get(tp) in self._generations})
        self._drained = False

    def close(self) -> None:
        """See the protocol. If the file cannot be written the lease runs out instead."""
        if self._closed:
            return
        self._closed = True
        self._lease.close()
        try:
            with self._file.writing() as db:
                group_rows.remove(db, self._group, [self._lease.member])
        except NewswireError as error:
            logger.warning("could not leave the group, others take over when the lease is over", error=str(error))
        self._generations = {}
        self._file.close()

    def _look(self) -> bool:
        """Take note of what others did; True if the assignment changed."""
        seen = self._file.changes_seen()
        check = time.monotonic() >= self._next_check
        if seen == self._seen and not check:
            return False
        if seen != self._seen:
            self._seen, self._drained = seen, False
        if check:
            self._next_check = time.monotonic() + CHECK_S
        return self._must_act(check) and self._act()

    def _must_act(self, check: bool) -> bool:
        """Whether somebody died, we were thrown out, or partitions are to change hands."""
        with self._file.snapshot() as db:
            return (
                not group_rows.is_member(db, self._lease.member)
                or group_rows.unsettled(db, self._group, self._lease.member)
                or (check and group_rows.dead_members(db, self._group, self._here) not in ([], [self._lease.member]))
            )

    def _act(self) -> bool:
        with self._file.writing() as db:
            group_rows.renew(db, self._lease.member, self._lease_s)  # who polls is not dead, however late
            group_rows.remove(db, self._group, group_rows.dead_members(db, self._group, self._here))
            if group_rows.is_member(db, self._lease.member):
                group_rows.settle(db, self._group, self._lease.member)
            else:  # enter anew, but take hold only at the next poll: our worker must see first that it lost everything
                self._lease.member = group_rows.join(db, self._group, self._topics, self._here, self._lease_s)
            held = group_rows.held(db, self._group, self._lease.member)
            return self._adopt(db, held)

    def _adopt(self, db: sqlite3.Connection, held: Mapping[int, int]) -> bool:
        """Make `held` our assignment: new partitions start at the commit, unpaused."""
        before = self._generations
        self._generations = {id_: held[id_] for id_ in held if id_ in self._names}
        kept = {id_ for id_, generation in self._generations.items() if before.get(id_) == generation}
        new = self._generations.keys() - kept
        commits = group_rows.committed(db, self._group, new)
        self._positions = {id_: self._positions[id_] for id_ in kept} | {id_: commits.get(id_, 0) for id_ in new}
        self._paused &= kept
        self._drained = False
        return before != self._generations

    def _fetch(self, max_records: int) -> list[Record]:
        """Up to so many records, beginning with another partition each time, so that none starves."""
        ids = sorted(self._generations.keys() - self._paused)
        self._turn += 1
        start = self._turn % len(ids) if ids else 0
        records: list[Record] = []
        for id_ in ids[start:] + ids[:start]:
            if len(records) < max_records:
                records += self._fetch_from(id_, max_records - len(records))
        self._drained = not records
        return records

    def _fetch_from(self, id_: int, limit: int) -> list[Record]:
        name = self._names[id_]
        rows = self._file.query(
            "SELECT id, key, value, timestamp FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (first_id(id_, self._positions[id_]), first_id(id_ + 1), limit),
        )
        records = [
            Record(topic=name.topic, partition=name.partition, offset=offset_of(row), key=key, value=value, timestamp=timestamp)
            for row, key, value, timestamp in rows
        ]
        if records:
            self._positions[id_] = records[-1].offset + 1
        return records
