"""What goes wrong, at random: kills, freezes, restarts of the servers, members that come and go."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress

import psutil

from tests.live.fleet import Fleet
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from wire.errors import Unreachable
from wire.open import open_log
from wire.settings import Settings
from wire.topics import GROUPS

#: Kills of one round.
KILLS = 14

#: How often members come and go in a storm.
GUSTS = 4

#: Shorter and longer than the lease: a process wakes up to find its partitions still there, or gone (s).
NAP_S, SLEEP_S = 2.0, 8.0

#: How long a server is away (s).
AWAY_S = 3.0


class Troubles:
    """Seeded. `done` counts what was done."""

    def __init__(
        self, fleet: Fleet, settings: Settings, *, kafka: KafkaServer, elastic: ElasticServer, chance: random.Random
    ) -> None:
        self._fleet, self._settings, self._chance = fleet, settings, chance
        self._servers: dict[str, KafkaServer | ElasticServer] = {"Kafka": kafka, "Elasticsearch": elastic}
        self.done: Counter[str] = Counter()

    def round(self) -> list[Callable[[], None]]:
        """Everything once or oftener, in a random order."""
        freezes = [lambda: self._freeze(NAP_S), lambda: self._freeze(NAP_S), lambda: self._freeze(SLEEP_S)]
        servers = [
            lambda: self._restart("Kafka"),
            lambda: self._restart("Elasticsearch"),
            lambda: self._stall("Kafka"),
            lambda: self._stall("Elasticsearch"),
        ]
        found: list[Callable[[], None]] = [*[self._kill] * KILLS, *freezes, *servers, self._storm]
        self._chance.shuffle(found)
        return found

    def _kill(self) -> None:
        """A service's main process, or one of its children."""
        with suppress(psutil.NoSuchProcess, ProcessLookupError):  # it has just ended by itself
            if service := self._fleet.some(self._chance):
                chosen = self._chance.choice([service, *service.children(recursive=True)])
                os.kill(chosen.pid, signal.SIGKILL)
                self.done["a service killed" if chosen == service else "a child of a service killed"] += 1

    def _freeze(self, seconds: float) -> None:
        with suppress(psutil.NoSuchProcess):
            if service := self._fleet.some(self._chance):
                service.suspend()
                self._fleet.look(seconds)
                service.resume()
                self.done[f"a service frozen for {seconds:g} s"] += 1

    def _restart(self, name: str) -> None:
        server = self._servers[name]
        how = self._chance.choice(("killed", "stopped"))
        server.kill() if how == "killed" else server.stop()
        self._fleet.look(AWAY_S)
        server.start()
        self.done[f"{name} {how} and started again"] += 1

    def _stall(self, name: str) -> None:
        server = self._servers[name]
        server.freeze()
        self._fleet.look(AWAY_S)
        server.thaw()
        self.done[f"{name} frozen for {AWAY_S:g} s"] += 1

    def _storm(self) -> None:
        """Members of every group join, get partitions, do nothing with them and leave; two services come and go too."""
        extra = {f"{stage}-extra-{self.done['rebalance storm']}": stage for stage in ("enrich", "index")}
        for name, stage in extra.items():
            self._fleet.add(name, stage)
        for _ in range(GUSTS):
            with suppress(Unreachable):
                self._gust()
        for name in extra:
            self._fleet.remove(name)
        self.done["rebalance storm"] += 1

    def _gust(self) -> None:
        with closing(open_log(self._settings)) as log:
            members = [log.consumer(group, [topic]) for group, topic in GROUPS]
            try:
                for _ in range(self._chance.randint(1, 4)):
                    for member in members:
                        member.poll(1, 0.2)
                    self._fleet.look(0.1)
            finally:
                for member in members:
                    member.close()
                    self.done["a member joined and left"] += 1
