"""Fixtures of the tests that poll."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.newsroom import Newsdesk
from tests.servers.hostile import HostileServer
from wire.log_sqlite import SqliteLog
from wire.topics import specs


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Newsdesk]:
    """An empty log with its topics, and a server with nothing to serve yet."""
    log = SqliteLog(tmp_path / "log.db")
    log.create_topics(specs(4, None))
    with HostileServer() as server:
        yield Newsdesk(log, server, tmp_path / "log.db")
    log.close()
