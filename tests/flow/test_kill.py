"""Kill anything at any moment: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from index.open import open_store
from newswire.supervisor import Supervisor
from tests.flow.command import Newswire
from tests.flow.press import publish, write_piece
from tests.servers.hostile import HostileServer
from wire.open import open_log
from wire.settings import Settings
from wire.topics import GROUPS, dead

ARTICLES, FEEDS, KILLS = 500, 10, 24
#: Longest wait for the pipeline to drain after the last kill (s).
DEADLINE_S = 400.0


@pytest.mark.timeout(900)
def test_twenty_kills_over_all_stages_change_nothing(tmp_path: Path) -> None:
    with HostileServer() as server:
        pieces = [write_piece(number) for number in range(ARTICLES)]
        feeds = publish(server, pieces, *(f"/feed-{number}.xml" for number in range(FEEDS)))

        calm = Newswire(tmp_path / "calm", timeout_s=600)
        calm.run("feeds", "add", *feeds)
        calm.run("run", "--once")

        killed = Newswire(tmp_path / "killed")
        killed.run("feeds", "add", *feeds)
        settings = settings_of(killed)
        kills = run_with_kills(settings, random.Random(20261124))

    assert sum(kills.values()) >= 20
    assert set(kills) == {"ingest", "enrich", "index"}
    assert contents(settings) == contents(settings_of(calm))
    assert len(contents(settings)) == ARTICLES
    assert waiting(settings) == (0, 0)


def settings_of(newswire: Newswire) -> Settings:
    return Settings(
        data_dir=newswire.folder, allow_private_networks=True, host_delay_s=0.0, poll_min_s=2.0, enrich_processes=1, lease_s=3.0
    )


def run_with_kills(settings: Settings, chance: random.Random) -> dict[str, int]:
    """Run the services, kill one of them or one of its helpers at random moments, then let them drain."""
    kills: dict[str, int] = {}
    supervisor = Supervisor(settings, ("ingest", "enrich", "index"))
    supervisor.start()
    try:
        while sum(kills.values()) < KILLS:
            look_for(supervisor, chance.uniform(0.2, 2.5))
            name = chance.choice(("ingest", "enrich", "index"))
            if kill_one(supervisor, name, chance):
                kills[name] = kills.get(name, 0) + 1
        until(lambda: waiting(settings)[0] == 0 and count(settings) == ARTICLES, supervisor)
    finally:
        supervisor.stop()
    return kills


def look_for(supervisor: Supervisor, seconds: float) -> None:
    """Let things go on for a while, restarting what has fallen over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        supervisor.look()
        time.sleep(0.05)


def kill_one(supervisor: Supervisor, name: str, chance: random.Random) -> bool:
    """SIGKILL the service or one of its own children, if it runs."""
    pid = supervisor.pids().get(name)
    if pid is None:
        return False
    family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    os.kill(chance.choice(family), signal.SIGKILL)
    return True


def until(condition: Callable[[], bool], supervisor: Supervisor) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "the pipeline did not drain"
        look_for(supervisor, 0.5)


def waiting(settings: Settings) -> tuple[int, int]:
    """Messages not yet handled, and dead letters."""
    with closing(open_log(settings)) as log:
        lag = sum(row.lag for group, topic in GROUPS for row in log.lag(group, [topic]))
        return lag, sum(1 for _, topic in GROUPS[1:] for record in log.read(dead(topic)) if record.value)


def count(settings: Settings) -> int:
    with closing(open_store(settings)) as store:
        return store.status().articles


def contents(settings: Settings) -> list[dict[str, Any]]:
    """Every stored document without the times at which we worked on it."""
    with closing(open_store(settings)) as store:
        documents = [msgspec.to_builtins(each) for each in store.all()]
    for document in documents:
        del document["enriched_at"], document["article"]["fetched_at"]
    return documents
