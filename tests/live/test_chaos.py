"""Two machines on a real Kafka and a real Elasticsearch, and everything that can fail fails: the content in the end is exact."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from index.open import open_store
from ingest.registry import Registry
from newswire.supervisor import Supervisor
from tests.flow.press import Piece, publish, write_piece
from tests.live.elastic_place import content
from tests.live.flow_place import servers_for, waiting
from tests.servers.elastic import ElasticServer
from tests.servers.hostile import HostileServer
from tests.servers.kafka import KafkaServer
from wire.errors import Unreachable
from wire.messages import EnrichedArticle
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import GROUPS, dead

ARTICLES, FEEDS, MACHINES, KILLS = 300, 6, 2, 8
SERVICES = ("ingest", "enrich", "index")
SEED = 20261124

#: Longer than the lease, so that a frozen process wakes up to find its partitions gone (s).
FROZEN_S, LEASE_S = 7.0, 6.0

#: Longest wait for the pipeline to drain after the last trouble (s).
DEADLINE_S = 240.0


@pytest.mark.timeout(480)
def test_kills_freezes_and_restarted_servers_change_nothing(
    tmp_path: Path, our_kafka: KafkaServer, our_elastic: ElasticServer
) -> None:
    chance = random.Random(SEED)
    with HostileServer() as server, servers_for(our_kafka, our_elastic) as urls:
        pieces = [write_piece(number) for number in range(ARTICLES)]
        feeds = publish(server, pieces, *(f"/feed-{number}.xml" for number in range(FEEDS)))
        machines = [_settings(tmp_path / f"machine-{number}", urls) for number in range(MACHINES)]
        _register(machines[0], feeds)

        supervisors = [Supervisor(each, SERVICES) for each in machines]
        try:
            for each in supervisors:
                each.start()
            for trouble in _troubles(supervisors, our_kafka, our_elastic, chance):
                _look(supervisors, chance.uniform(0.5, 3.0))
                trouble()
            _drain(machines[0], supervisors)
        finally:
            for each in supervisors:
                each.stop()

        assert _dead_letters(machines[0]) == 0
        with closing(open_store(machines[0])) as store:
            stored = content(store)["articles"]
    _compare({server.url(piece.path): piece for piece in pieces}, stored)


def _settings(folder: Path, urls: dict[str, str]) -> Settings:
    """Those of one machine. Feeds are polled again and again, so that what a killed poll left is met again."""
    return Settings(
        **{
            **urls,
            "data_dir": folder,
            "allow_private_networks": True,
            "host_delay_s": 0.0,
            "poll_min_s": 2.0,
            "enrich_processes": 1,
            "lease_s": LEASE_S,
        }
    )


def _register(settings: Settings, feeds: list[str]) -> None:
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        for url in feeds:
            Registry(log).add(url, poll_interval_s=3.0)


def _troubles(
    supervisors: list[Supervisor], kafka: KafkaServer, elastic: ElasticServer, chance: random.Random
) -> list[Callable[[], None]]:
    """What goes wrong, in a random order."""

    def restart(server: KafkaServer | ElasticServer) -> None:
        server.kill()
        _look(supervisors, 3)
        server.start()

    def kill() -> None:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):  # it has just ended by itself
            if pid := _some(supervisors, chance):
                family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
                os.kill(chance.choice(family), signal.SIGKILL)

    def freeze() -> None:
        if pid := _some(supervisors, chance):
            os.kill(pid, signal.SIGSTOP)
            _look(supervisors, FROZEN_S)
            os.kill(pid, signal.SIGCONT)

    found: list[Callable[[], None]] = [*[kill] * KILLS, freeze, lambda: restart(kafka), lambda: restart(elastic)]
    chance.shuffle(found)
    return found


def _some(supervisors: list[Supervisor], chance: random.Random) -> int | None:
    """The process of some service that runs."""
    return chance.choice(supervisors).pids().get(chance.choice(SERVICES))


def _look(supervisors: list[Supervisor], seconds: float) -> None:
    """Let things go on for a while, restarting what has fallen over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for each in supervisors:
            each.look()
        time.sleep(0.1)


def _drain(settings: Settings, supervisors: list[Supervisor]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not _is_drained(settings):
        assert time.monotonic() < deadline, f"the pipeline did not drain: {waiting(settings)} messages wait"
        _look(supervisors, 1)


def _is_drained(settings: Settings) -> bool:
    try:
        with closing(open_store(settings)) as store:
            return store.status().articles == ARTICLES and waiting(settings) == 0
    except Unreachable:
        return False


def _dead_letters(settings: Settings) -> int:
    with closing(open_log(settings)) as log:
        return sum(1 for _, topic in GROUPS[1:] for _ in log.read(dead(topic)))


def _compare(pieces: dict[str, Piece], stored: dict[str, EnrichedArticle]) -> None:
    """Every piece once, word for word, with what was said in it."""
    by_url = {each.article.url: each for each in stored.values()}
    assert by_url.keys() == pieces.keys()
    assert len(stored) == len(pieces)
    for url, piece in pieces.items():
        enriched = by_url[url]
        assert enriched.article.revision == 1
        assert enriched.article.title == piece.title
        assert enriched.article.text == "\n".join(piece.paragraphs)
        assert any(quote.kind == "direct" for quote in enriched.analysis.quotes), url
        for quote in enriched.analysis.quotes:
            assert " ".join(enriched.article.text[start:end] for start, end in quote.spans) == quote.text
