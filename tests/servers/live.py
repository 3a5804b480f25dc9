"""Which Kafka and Elasticsearch the live tests run against, and what is said where none can be had.

`NEWSWIRE_TEST_KAFKA` (host:port) and `NEWSWIRE_TEST_ELASTICSEARCH` (URL) name servers of one's own; otherwise real ones
are started from Maven's artifacts. Where that is not possible the tests are skipped with the reason; in CI they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from tests.servers import elastic
from tests.servers.child import ServerFailed, tail
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from tests.servers.maven import MavenFailed

T = TypeVar("T", KafkaServer, ElasticServer)


@dataclass(frozen=True)
class GivenKafka:
    """A broker that is not ours: it is used, and never stopped."""

    bootstrap: str


@dataclass(frozen=True)
class GivenElastic:
    """A node or cluster that is not ours: it is used, and never stopped."""

    url: str


@contextmanager
def running_kafka(folder: Path) -> Iterator[KafkaServer | GivenKafka]:
    """A broker that is ready: the given one, or a fresh one that ends with the block."""
    if given := os.environ.get("NEWSWIRE_TEST_KAFKA"):
        yield GivenKafka(given)
        return
    with _started("Kafka", lambda: KafkaServer.create(folder)) as server:
        yield server


@contextmanager
def running_elastic(security: elastic.Security | None = None) -> Iterator[ElasticServer | GivenElastic]:
    """A node that is ready: the given one (where no security is asked for), or a fresh one that ends with the block."""
    given = os.environ.get("NEWSWIRE_TEST_ELASTICSEARCH")
    if given and security is None:
        yield GivenElastic(given)
        return
    with _started("Elasticsearch", lambda: ElasticServer.create(security=security)) as server, server:
        yield server


def server_logs(values: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Title and end of the log of every server among the values of a test's fixtures."""
    for name, value in values.items():
        if isinstance(value, KafkaServer | ElasticServer):
            yield f"the end of {name}'s log", tail(value.log, 60)


def _started_or_refused(what: str, create: Callable[[], T]) -> T:
    if shutil.which("mvn") is None:
        _refuse(f"no real {what} here: Maven (`mvn`) not found")
    try:
        server = create()
    except MavenFailed as error:
        _refuse(f"{what} cannot be had: {' '.join(str(error).split())[:300]}")
    except ServerFailed as error:
        _refuse(f"no real {what} here: {' '.join(str(error).split())}")
    server.start()
    return server


@contextmanager
def _started(what: str, create: Callable[[], T]) -> Iterator[T]:
    server = _started_or_refused(what, create)
    try:
        yield server
    finally:
        server.stop()


def _refuse(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; in CI that is a failure", pytrace=False)
    pytest.skip(reason)
