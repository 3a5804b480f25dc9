"""A full disk, a file that is none of ours, a lock that is held: each says what to do, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.contracts.log_place import fill, keys
from wire.errors import NewswireError, StorageFull, Unreachable, UsageError
from wire.log import Outgoing, TopicSpec
from wire.log_sqlite import SqliteLog
from wire.sqlite_errors import translate
from wire.sqlite_file import SqliteFile


def new_log(path: Path) -> SqliteLog:
    log = SqliteLog(path)
    log.create_topics([TopicSpec(name="t", partitions=1)])
    return log


def test_a_file_that_may_not_grow_is_full_and_keeps_what_it_has(tmp_path: Path) -> None:
    with closing(new_log(tmp_path / "log.db")) as log:
        fill(log, "t", ["kept"])
        log._file.query("PRAGMA max_page_count = 40")

        with pytest.raises(StorageFull, match="free some space"):
            log.append([Outgoing(topic="t", key=b"big", value=b"x" * 1_000_000)])
        assert keys(list(log.read("t"))) == ["kept"]

        log._file.query("PRAGMA max_page_count = 100000")
        fill(log, "t", ["later"])
        assert [(record.offset, record.key) for record in log.read("t")] == [(0, b"kept"), (1, b"later")]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk; a file that may not grow is tested for everybody")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_loses_nothing_acknowledged(tiny_disk: Path) -> None:
    acknowledged = 0
    with closing(new_log(tiny_disk / "log.db")) as log:
        with pytest.raises(StorageFull, match="free some space"):
            for acknowledged in range(1000):
                log.append([Outgoing(topic="t", key=b"%d" % acknowledged, value=b"x" * 10_000)])
        held = keys(list(log.read("t")))

    with closing(SqliteLog(tiny_disk / "log.db")) as log:
        assert acknowledged > 10
        assert held == keys(list(log.read("t"))) == [f"{i}" for i in range(acknowledged)]


def test_a_disk_full_from_the_start_is_told(tiny_disk: Path) -> None:
    (tiny_disk / "filler").write_bytes(b"x" * ((1 << 20) - 4096))

    with pytest.raises(StorageFull, match="free some space"):
        new_log(tiny_disk / "log.db")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.write_text("notes on the harbour committee\n" * 100)

    with pytest.raises(UsageError, match="not a log of newswire"):
        SqliteLog(path)
    assert path.read_text().startswith("notes")


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()

    with pytest.raises(UsageError, match="another program"):
        SqliteLog(path)
    assert path.read_bytes() == before


def test_a_log_of_another_version_asks_for_an_upgrade(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        log._file.query("PRAGMA user_version = 99")

    with pytest.raises(UsageError, match=r"schema 99.*upgrade"):
        SqliteLog(tmp_path / "log.db")


def test_a_damaged_file_says_how_to_rescue_it(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(new_log(path)) as log:
        for i in range(100):
            fill(log, "t", [f"{i}" * 100])
        log._file.query("PRAGMA wal_checkpoint(TRUNCATE)")
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))

    with pytest.raises(NewswireError, match=r"damaged.*recover"), closing(SqliteLog(path)) as log:
        list(log.read("t"))


def test_a_lock_held_for_too_long_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    new_log(path).close()
    with (
        closing(SqliteFile(path)) as holder,
        closing(SqliteFile(path, busy_timeout_s=0.05)) as waiting,
        holder.writing(),
        pytest.raises(Unreachable, match="locked by another process"),
        waiting.writing(),
    ):
        pass


def test_a_folder_that_is_a_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    with pytest.raises(UsageError, match="no folder"):
        SqliteLog(tmp_path / "data" / "log.db")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_READONLY, "StorageFull"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "StorageFull"),
        (sqlite3.SQLITE_CANTOPEN, "AccessDenied"),
        (sqlite3.SQLITE_PERM, "AccessDenied"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "Unreachable"),
        (sqlite3.SQLITE_IOERR_READ, "Unreachable"),
    ],
)
def test_other_errors_are_sorted_by_what_helps(code: int, kind: str, tmp_path: Path) -> None:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code

    assert type(translate(error, tmp_path / "log.db")).__name__ == kind
