"""Any sequence of operations on a SqliteLog does what a list and a few dictionaries would do."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from wire.log import Outgoing, Record, TopicPartition, TopicSpec
from wire.log_sqlite import SqliteLog
from wire.sqlite_consumer import SqliteConsumer
from wire.sqlite_upkeep import compact

PARTITIONS = 3
GROUPS = st.sampled_from(["red", "blue"])
KEYS = st.sampled_from([b"a", b"b", b"c", b"d", b"e"])
VALUES = st.one_of(st.none(), st.binary(max_size=5))


class LogMachine(RuleBasedStateMachine):
    """Members of two groups come, read, commit, rewind and go while records are appended and compacted."""

    members: Bundle[tuple[str, SqliteConsumer]] = Bundle("members")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.log = SqliteLog(self.folder / "log.db")
        self.log.create_topics([TopicSpec(name="t", partitions=PARTITIONS)])
        self.appended: dict[int, list[tuple[bytes, bytes | None]]] = defaultdict(list)
        self.gone: set[tuple[int, int]] = set()  # compacted away
        self.committed: dict[tuple[str, int], int] = {}
        self.positions: dict[SqliteConsumer, dict[int, int]] = {}
        self.paused: dict[SqliteConsumer, set[int]] = {}
        self.open: dict[SqliteConsumer, str] = {}

    @rule(records=st.lists(st.tuples(KEYS, VALUES), max_size=6))
    def append(self, records: list[tuple[bytes, bytes | None]]) -> None:
        self.log.append([Outgoing(topic="t", key=key, value=value) for key, value in records])
        for key, value in records:
            self.appended[self.log.partition_of("t", key)].append((key, value))

    @rule(number=st.integers(0, PARTITIONS - 1))
    def compact(self, number: int) -> None:
        compact(self.log._file, self.log._topic("t").ids[number], tombstones_before=0)
        newest = {key: offset for offset, (key, _) in enumerate(self.appended[number])}
        self.gone |= {(number, o) for o, (key, _) in enumerate(self.appended[number]) if newest[key] != o}

    @rule()
    def reopen(self) -> None:
        self.log.close()
        self.log = SqliteLog(self.folder / "log.db")

    @rule(target=members, group=GROUPS)
    def join(self, group: str) -> tuple[str, SqliteConsumer]:
        member = self.log.consumer(group, ["t"])
        self.positions[member], self.paused[member], self.open[member] = {}, set(), group
        return group, member

    @rule(who=consumes(members))
    def leave(self, who: tuple[str, SqliteConsumer]) -> None:
        who[1].close()
        del self.open[who[1]]

    @rule(who=members, limit=st.integers(1, 5))
    def poll(self, who: tuple[str, SqliteConsumer], limit: int) -> None:
        group, member = who
        records = member.poll(limit, 0)
        held = {part.partition for part in member.assignment()}
        known = self.positions[member]
        self.positions[member] = {p: known[p] if p in known else self.committed.get((group, p), 0) for p in held}
        self.paused[member] &= held & known.keys()
        assert len(records) <= limit
        for record in records:
            self._check_next(member, record)
        if len(records) < limit:
            assert all(not self._left(member, p) for p in held - self.paused[member])

    def _check_next(self, member: SqliteConsumer, record: Record) -> None:
        p = record.partition
        assert p not in self.paused[member]
        assert record.offset == self._left(member, p)[0]
        assert (record.key, record.value) == self.appended[p][record.offset]
        self.positions[member][p] = record.offset + 1

    def _left(self, member: SqliteConsumer, p: int) -> list[int]:
        return [o for o in range(self.positions[member][p], len(self.appended[p])) if (p, o) not in self.gone]

    @rule(who=members, back=st.integers(0, 3))
    def commit(self, who: tuple[str, SqliteConsumer], back: int) -> None:
        group, member = who
        offsets = {p: max(0, position - back) for p, position in self.positions[member].items()}
        lost = member.commit({TopicPartition("t", p): offset for p, offset in offsets.items()})
        assert lost == frozenset()  # nobody is dead here, and who is alive lets go by itself
        self.committed |= {(group, p): offset for p, offset in offsets.items()}

    @rule(who=members, number=st.integers(0, PARTITIONS - 1), offset=st.integers(0, 5))
    def rewind(self, who: tuple[str, SqliteConsumer], number: int, offset: int) -> None:
        who[1].rewind({TopicPartition("t", number): offset})
        if number in self.positions[who[1]]:
            self.positions[who[1]][number] = offset

    @rule(who=members, numbers=st.sets(st.integers(0, PARTITIONS - 1)))
    def pause(self, who: tuple[str, SqliteConsumer], numbers: set[int]) -> None:
        who[1].pause([TopicPartition("t", number) for number in numbers])
        self.paused[who[1]] |= numbers & self.positions[who[1]].keys()

    @rule(who=members, numbers=st.sets(st.integers(0, PARTITIONS - 1)))
    def resume(self, who: tuple[str, SqliteConsumer], numbers: set[int]) -> None:
        who[1].resume([TopicPartition("t", number) for number in numbers])
        self.paused[who[1]] -= numbers

    @invariant()
    def everything_can_be_read(self) -> None:
        found = [(r.partition, r.offset, r.key, r.value) for r in self.log.read("t")]
        assert found == [
            (p, offset, key, value)
            for p in range(PARTITIONS)
            for offset, (key, value) in enumerate(self.appended[p])
            if (p, offset) not in self.gone
        ]

    @invariant()
    def lag_is_what_is_left(self) -> None:
        for group in ("red", "blue"):
            for row in self.log.lag(group, ["t"]):
                committed, end = self.committed.get((group, row.partition)), len(self.appended[row.partition])
                left = [o for o in range(committed or 0, end) if (row.partition, o) not in self.gone]
                assert (row.committed, row.end, row.lag) == (committed, end, end - left[0] if left else 0)

    @invariant()
    def no_partition_is_held_twice(self) -> None:
        for group in ("red", "blue"):
            held = [part for member, its in self.open.items() if its == group for part in member.assignment()]
            assert len(held) == len(set(held))

    def teardown(self) -> None:
        for member in self.open:
            member.close()
        self.log.close()
        shutil.rmtree(self.folder)


TestLogModel = LogMachine.TestCase
TestLogModel.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
