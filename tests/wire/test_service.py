"""The frame of a service, seen from outside: signals, exit codes, health over HTTP, lines on stderr."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.contracts.log_place import python, until
from wire.errors import UsageError
from wire.health import Health
from wire.metrics import Metrics
from wire.status_server import status_server


class Service:
    """A running service and what it has said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.started = self.event()

    def event(self) -> dict[str, Any]:
        assert self.process.stderr is not None
        event: dict[str, Any] = json.loads(self.process.stderr.readline())
        return event

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.started["health"].replace("/healthz", path), timeout=30)

    def ask_to_stop(self, number: signal.Signals) -> None:
        until(lambda: self.get("/readyz").status_code == 200, "the service to be ready")
        self.process.send_signal(number)

    def end(self) -> tuple[int, str]:
        """Exit code and the rest of what it said."""
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said


@contextmanager
def running(*arguments: str) -> Iterator[Service]:
    with python("-m", "tests.wire.a_service", *arguments) as process:
        yield Service(process)


def test_the_state_of_a_service_is_served() -> None:
    with running("turning") as service:
        until(lambda: service.get("/readyz").status_code == 200, "the service to be ready")

        assert (service.get("/healthz").status_code, service.get("/healthz").text) == (200, "ok\n")
        assert 'newswire_batches_total{stage="test"}' in service.get("/metrics").text
        assert service.get("/metrics").headers["content-type"].startswith("text/plain; version=")
        assert service.get("/secrets").status_code == 404
        assert service.started["service"] == "test"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_lets_it_finish(number: signal.Signals) -> None:
    with running("turning") as service:
        service.ask_to_stop(number)

        code, said = service.end()

    assert code == 0
    assert [json.loads(line)["event"] for line in said.splitlines()] == ["stopping", "stopped"]
    assert number.name in said


def test_a_second_signal_exits_at_once() -> None:
    with running("stuck", "stop_timeout_s=300") as service:
        service.ask_to_stop(signal.SIGTERM)
        assert service.event()["event"] == "stopping"
        service.process.send_signal(signal.SIGINT)

        assert service.end()[0] == 128 + signal.SIGINT


def test_who_does_not_stop_in_time_is_ended() -> None:
    with running("stuck", "stop_timeout_s=0.2") as service:
        service.ask_to_stop(signal.SIGTERM)

        code, said = service.end()

    assert code == 1
    assert "did not stop in time" in said


def test_a_loop_that_no_longer_turns_is_unhealthy() -> None:
    with running("stuck", "health_timeout_s=0.2") as service:
        until(lambda: service.get("/healthz").status_code == 503, "the silence to be noticed")

        assert "restart this process" in service.get("/healthz").text
        assert service.get("/readyz").status_code == 503


def test_our_errors_become_exit_codes_and_a_line_for_people() -> None:
    with running("full") as service:
        code, said = service.end()

    assert code == 5
    assert said.splitlines()[-1] == "newswire test: the disk of log.db is full: free some space"


def test_a_port_that_is_taken_is_told() -> None:
    health, metrics = Health(timeout_s=1), Metrics()
    with status_server("127.0.0.1", 0, health=health, metrics=metrics) as url:
        port = int(url.rpartition(":")[2])
        with (
            pytest.raises(UsageError, match=f"127.0.0.1:{port}.*metrics_port"),
            status_server("127.0.0.1", port, health=health, metrics=metrics),
        ):
            pass
