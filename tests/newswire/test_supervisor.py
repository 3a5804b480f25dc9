"""The supervisor: restarts what falls over, gives up where that does not help, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from newswire.supervisor import ServiceFailed, Supervisor, child_environment
from tests.flow.command import Newswire
from wire.settings import Settings, load_settings

DEADLINE_S = 60.0


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    running = Supervisor(Settings(data_dir=tmp_path / "data"), ("ingest", "index"))
    running.start()
    yield running
    running.stop()


def test_a_killed_service_is_started_again(supervisor: Supervisor) -> None:
    before = supervisor.pids()["index"]
    os.kill(before, signal.SIGKILL)

    def revived() -> bool:
        supervisor.look()
        return supervisor.pids().get("index", before) != before

    until(revived)
    assert supervisor.restarts == 1


def test_what_a_restart_does_not_mend_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    supervisor = Supervisor(Settings(data_dir=tmp_path / "data", log="carrier-pigeon://coop"), ("index",))
    supervisor.start()

    def failed() -> bool:
        try:
            supervisor.look()
        except ServiceFailed as error:
            assert "carrier-pigeon" in str(error)
            assert error.exit_code == 2
            return True
        return False

    try:
        until(failed)
    finally:
        supervisor.stop()


def test_children_see_the_settings_of_their_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(allowed_origins=("http://a", "http://b"), kafka_password="hunter2", models={"fr": "fr_core_news_sm"})
    environment = child_environment(settings)
    assert environment["NEWSWIRE_ALLOWED_ORIGINS"] == "http://a,http://b"
    assert environment["NEWSWIRE_KAFKA_PASSWORD"] == "hunter2"
    assert environment["NEWSWIRE_MODELS"] == "fr=fr_core_news_sm"
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    seen, _ = load_settings({}, None)
    assert seen.model_copy(update={"data_dir": settings.data_dir}) == settings


def test_children_read_no_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "newswire.toml").write_text('log = "carrier-pigeon://coop"\n')
    monkeypatch.chdir(tmp_path)
    supervisor = Supervisor(Settings(data_dir=tmp_path / "data"), ("index",))

    def working() -> bool:
        supervisor.look()
        return (tmp_path / "data" / "log.db").exists()

    supervisor.start()
    try:
        until(working)
    finally:
        supervisor.stop()


def test_a_killed_run_leaves_no_service_behind_and_its_folder_free(tmp_path: Path) -> None:
    newswire = Newswire(tmp_path / "data")
    run = subprocess.Popen([sys.executable, "-m", "newswire", "run", "--port", "0"], env=newswire.environment)
    try:
        until(lambda: len(psutil.Process(run.pid).children()) >= 4)
        family = psutil.Process(run.pid).children(recursive=True)
    finally:
        run.kill()
        run.wait()
    newswire.run("run", "--once")  # waits for the services that were left
    until(lambda: not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in family))
