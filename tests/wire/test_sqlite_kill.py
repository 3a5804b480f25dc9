"""Processes that die or freeze at any moment: nothing acknowledged is lost, nothing is torn, nobody is waited for in vain."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.contracts.log_place import fill, keys, line_of, python, settle, take, until
from tests.wire.log_writer import BATCH, value_of
from wire.log import TopicSpec
from wire.log_sqlite import SqliteLog


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(path, lease_s=1.0)) as log:
        log.create_topics([TopicSpec(name="t", partitions=2)])
        yield log


def acknowledged(writer: subprocess.Popen[str]) -> int:
    """Batches acknowledged by a writer that has been killed."""
    assert writer.stdout is not None
    return len([line for line in writer.stdout if line.endswith("\n")])


@pytest.mark.parametrize("seed", range(3))
def test_killed_writers_lose_nothing_acknowledged_and_leave_whole_batches(log: SqliteLog, path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(python("-m", "tests.wire.log_writer", str(path), name))
            for name in ("one", "two", "three")
        }
        until(lambda: len({record.key.split(b"/")[0] for record in log.read("t")}) == 3, "all three to write")
        for writer in writers.values():
            time.sleep(chance.uniform(0, 0.1))
            writer.kill()
            writer.wait()
        sure = {name: acknowledged(writer) * BATCH for name, writer in writers.items()}

    found: dict[str, list[int]] = defaultdict(list)
    offsets = []
    for record in log.read("t"):
        name, _, number = record.key.decode().partition("/")
        found[name].append(int(number))
        offsets.append(record.offset)
        assert record.value == value_of(name, int(number))

    assert offsets == list(range(len(offsets)))
    for name, numbers in found.items():
        assert numbers == list(range(len(numbers)))
        assert len(numbers) % BATCH == 0
        assert sure[name] <= len(numbers) <= sure[name] + BATCH


def test_a_frozen_member_loses_its_partitions_when_its_lease_is_over(log: SqliteLog, path: Path) -> None:
    fill(log, "t", [f"open-{i}" for i in range(10)])
    with python("-m", "tests.contracts.log_member", f"sqlite:///{path}", "g", "t") as frozen:
        assert line_of(frozen) == "+ 2"
        frozen.send_signal(signal.SIGSTOP)
        with closing(log.consumer("g", ["t"])) as heir:
            # the frozen one's lease, of the default length, is cut short here rather than waited for
            log._file.query("UPDATE members SET lease_until = lease_until - 9 WHERE pid = ?", [frozen.pid])
            assert len(take(heir, 10)) == 10


def test_who_was_thrown_out_while_frozen_cannot_commit_and_starts_anew(log: SqliteLog) -> None:
    fill(log, "t", [f"{i}" for i in range(10)])
    with closing(log.consumer("g", ["t"])) as zombie:
        records = take(zombie, 10)
        zombie._lease.close()
        log._file.query("UPDATE members SET lease_until = 0")
        with closing(log.consumer("g", ["t"])) as heir:
            settle([heir], lambda held: len(held[0]) == 2)

            everything = {record.at: record.offset + 1 for record in records}
            assert zombie.commit(everything) == set(everything)
            assert {row.committed for row in log.lag("g", ["t"])} == {None}

            zombie.poll(10, 0)
            assert zombie.assignment() == frozenset()
        again = settle([zombie], lambda held: len(held[0]) == 2)

        assert sorted(keys(again or take(zombie, 10)), key=int) == [f"{i}" for i in range(10)]


def test_a_long_batch_does_not_cost_the_membership(path: Path) -> None:
    with closing(SqliteLog(path, lease_s=0.3)) as log:
        log.create_topics([TopicSpec(name="t", partitions=2)])
        fill(log, "t", ["a"])
        with closing(log.consumer("g", ["t"])) as busy:
            (record,) = take(busy, 1)
            renewed = log._file.query("SELECT lease_until FROM members")[0][0] + 0.6  # twice the lease
            until(lambda: log._file.query("SELECT lease_until FROM members")[0][0] > renewed, "renewals without a poll")
            with closing(log.consumer("g", ["t"])):
                assert busy.commit({record.at: record.offset + 1}) == frozenset()
