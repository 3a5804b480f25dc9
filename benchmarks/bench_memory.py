"""Memory over 10,000 articles: resident size of every service at article 1,000 and at article 10,000.

The services run as in `newswire run`: 20 feeds of 500 generated articles each, served over HTTP on 127.0.0.1. A service is
the process with all its children; the resident size is the median of three readings a second apart.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.memory import Memory, memory_of
from index.open import open_store
from ingest.registry import Registry
from newswire.supervisor import Supervisor
from tests.flow.press import publish, write_piece
from tests.servers.hostile import HostileServer
from wire.open import create_topics, open_log
from wire.settings import Settings

FEEDS = 20
SERVICES = ("ingest", "enrich", "index")


def reading(supervisor: Supervisor) -> dict[str, Memory]:
    """Memory per service: of three readings the one with the median resident size."""
    rounds = []
    for _ in range(3):
        rounds.append({name: memory_of(pid) for name, pid in supervisor.pids().items()})
        time.sleep(1)
    return {name: sorted((each[name] for each in rounds), key=lambda memory: memory.resident)[1] for name in rounds[0]}


def wait_for(count: int, settings: Settings, supervisor: Supervisor) -> None:
    """Until the store holds so many articles."""
    with closing(open_store(settings)) as store:
        while store.status().articles < count:
            supervisor.look()
            time.sleep(0.5)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    articles = parser.parse_args().articles
    early = articles // 10
    with tempfile.TemporaryDirectory() as folder, HostileServer() as server:
        settings = Settings(
            data_dir=Path(folder), enrich_processes=1, host_delay_s=0.0, allow_private_networks=True, max_new_per_poll=1000
        )
        pieces = [write_piece(number) for number in range(articles)]
        feeds = publish(server, pieces, *(f"/feed-{number}.xml" for number in range(FEEDS)))
        with closing(open_log(settings)) as log:
            create_topics(log, settings)
            for feed in feeds:
                Registry(log).add(feed)
        supervisor = Supervisor(settings, SERVICES)
        supervisor.start()
        try:
            begun = time.perf_counter()
            wait_for(early, settings, supervisor)
            first = reading(supervisor)
            wait_for(articles, settings, supervisor)
            seconds = time.perf_counter() - begun
            last = reading(supervisor)
        finally:
            supervisor.stop()
    for name in SERVICES:
        growth = last[name].resident / first[name].resident - 1
        print(f"{name:7} {first[name]} at {early}, {last[name]} at {articles}: {growth:+.1%}")
    print(f"{articles / seconds:.1f} articles/s")


if __name__ == "__main__":
    main()
