"""The log in one SQLite file keeps the contract of every log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.contracts.log_contract import LogContract
from tests.contracts.log_place import LogPlace
from wire.log_sqlite import SqliteLog


class SqlitePlace:
    """A file, and the handles opened to it."""

    record_max_bytes = 10_000

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        self._stack = stack

    def open(self) -> SqliteLog:
        log = SqliteLog(self.path, record_max_bytes=self.record_max_bytes)
        self._stack.callback(log.close)
        return log


class TestSqliteLog(LogContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Iterator[LogPlace]:
        with ExitStack() as stack:
            yield SqlitePlace(tmp_path / "log.db", stack)
