"""Real servers for the tests of this folder, started when the first test asks for one, and stopped at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live.kafka_place import KafkaPlace
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from tests.servers.live import GivenElastic, GivenKafka, running_elastic, running_kafka, server_logs


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer | GivenKafka]:
    """A real broker. `kafka.bootstrap` is `host:port`."""
    with running_kafka(tmp_path_factory.mktemp("kafka")) as server:
        yield server


@pytest.fixture
def our_kafka(kafka: KafkaServer | GivenKafka) -> KafkaServer:
    """The broker, for tests that kill it, log in or run its tools: not where it is somebody's own."""
    if isinstance(kafka, GivenKafka):
        pytest.skip("NEWSWIRE_TEST_KAFKA is set: that broker is neither killed nor set up by the tests")
    return kafka


@pytest.fixture
def place(kafka: KafkaServer | GivenKafka) -> Iterator[KafkaPlace]:
    """Where logs on the broker are opened; all are closed after the test."""
    with ExitStack() as stack:
        yield KafkaPlace(kafka.bootstrap, stack)


@pytest.fixture(scope="session")
def elastic() -> Iterator[ElasticServer | GivenElastic]:
    """A real node without security. `elastic.url` is its address."""
    with running_elastic() as server:
        yield server


@pytest.fixture
def our_elastic(elastic: ElasticServer | GivenElastic) -> ElasticServer:
    """The node, for tests that kill it: not where it is somebody's own."""
    if isinstance(elastic, GivenElastic):
        pytest.skip("NEWSWIRE_TEST_ELASTICSEARCH is set: that server is not killed by the tests")
    return elastic


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a real server."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.live)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the servers said beside a failure."""
    report = yield
    if report.failed:
        report.sections.extend(server_logs(getattr(item, "funcargs", {})))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason why tests of real servers were left out."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "tests/live/" in report.nodeid]
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} live tests were left out: {reason}")
