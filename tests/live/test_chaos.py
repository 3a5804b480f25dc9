"""Seven services on a real Kafka and a real Elasticsearch, and everything that can fail fails: the content is exact.

Two ingesters, three enrichers and two indexers as processes of their own, while feeds print. What goes wrong is in troubles.py,
seeded. In the end every article is stored once, word for word, with what was said in it, nothing waits, and nothing is dead.

A longer run by hand: `make chaos MINUTES=30` (or the variables NEWSWIRE_TEST_CHAOS_... below).
"""

from __future__ import annotations

import os
import random
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from enrich.enricher import document
from index.open import open_store
from ingest.registry import Registry
from tests.flow.press import Piece
from tests.live.cheap_analyser import CheapAnalyser
from tests.live.daily_news import DailyNews
from tests.live.elastic_place import content
from tests.live.fleet import Fleet
from tests.live.flow_place import servers_for, waiting
from tests.live.troubles import Troubles
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from wire.errors import Unreachable
from wire.messages import EnrichedArticle
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import GROUPS, dead

#: Articles printed in all, how long things go wrong at least (s), and what decides which.
ARTICLES = int(os.environ.get("NEWSWIRE_TEST_CHAOS_ARTICLES", "2000"))
SECONDS = float(os.environ.get("NEWSWIRE_TEST_CHAOS_SECONDS", "60"))
SEED = int(os.environ.get("NEWSWIRE_TEST_CHAOS_SEED", "20261124"))

SERVICES = {"ingest": 2, "enrich": 3, "index": 2}

#: Between two troubles, at most (s).
PAUSE_S = 2.5

#: Longest wait for the pipeline to drain after the last trouble (s).
DEADLINE_S = 300.0

#: How a service may end that nobody asked to: killed, or because a server was away when it started.
FAIR_ENDS = ("SIGKILL", "exit code 3")


@pytest.mark.timeout(2 * SECONDS + 900)
def test_kills_freezes_storms_and_restarted_servers_change_nothing(
    tmp_path: Path, our_kafka: KafkaServer, our_elastic: ElasticServer
) -> None:
    with DailyNews(ARTICLES) as news, servers_for(our_kafka, our_elastic) as urls:
        settings = _settings(tmp_path, urls)
        _register(settings, news.feeds)
        fleet, chance = Fleet(settings), random.Random(SEED)
        troubles = Troubles(fleet, settings, kafka=our_kafka, elastic=our_elastic, chance=chance)
        try:
            for stage, count in SERVICES.items():
                for number in range(count):
                    fleet.add(f"{stage}-{number}", stage)
            _make_trouble(troubles, fleet, news, chance)
            _drain(settings, fleet)
            fleet.stop()
        except BaseException:
            fleet.kill_all()
            raise
        finally:
            _report(troubles, fleet)

        assert _dead_letters(settings) == []
        assert waiting(settings) == 0
        with closing(open_store(settings)) as store:
            stored = content(store)["articles"]
        _compare(news.pieces(), stored)
        assert list(fleet.errors()) == []
        assert [end for end in fleet.endings if not end.endswith(FAIR_ENDS)] == []


def _settings(folder: Path, urls: dict[str, str]) -> Settings:
    """Feeds are polled again and again, so that what a killed poll left is met again."""
    return Settings(
        **{
            **urls,
            "data_dir": folder,
            "allow_private_networks": True,
            "host_delay_s": 0.0,
            "poll_min_s": 2.0,
            "page_processes": 1,
            "enrich_processes": 1,
            "lease_s": 6.0,
        }
    )


def _register(settings: Settings, feeds: list[str]) -> None:
    """Eight feeds are polled every three seconds, more of them not more often together."""
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        registry = Registry(log)
        for url in feeds:
            registry.add(url, poll_interval_s=3.0 * max(len(feeds) / 8, 1))


def _make_trouble(troubles: Troubles, fleet: Fleet, news: DailyNews, chance: random.Random) -> None:
    """Rounds of trouble until the time is over, while articles are printed bit by bit."""
    begun = time.monotonic()
    while True:
        planned = troubles.round()
        for number, trouble in enumerate(planned):
            passed = (time.monotonic() - begun) / SECONDS
            news.print_until(passed if SECONDS > 300 else (number + 1) / len(planned))
            fleet.look(chance.uniform(0.3, PAUSE_S))
            trouble()
        if time.monotonic() - begun >= SECONDS:
            news.print_until(1)
            return


def _drain(settings: Settings, fleet: Fleet) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not _is_drained(settings):
        assert time.monotonic() < deadline, f"the pipeline did not drain: {waiting(settings)} messages wait"
        fleet.look(2)


def _is_drained(settings: Settings) -> bool:
    try:
        with closing(open_store(settings)) as store:
            return store.status().articles == ARTICLES and waiting(settings) == 0
    except Unreachable:
        return False


def _dead_letters(settings: Settings) -> list[bytes | None]:
    with closing(open_log(settings)) as log:
        return [record.value for _, topic in GROUPS[1:] for record in log.read(dead(topic))]


def _report(troubles: Troubles, fleet: Fleet) -> None:
    """What was done; shown with `pytest -s`, and beside a failure."""
    for what, count in sorted(troubles.done.items()):
        sys.stdout.write(f"\n{count:>5} times {what}")
    for what, count in sorted(fleet.endings.items()):
        sys.stdout.write(f"\n{count:>5} times ended: {what}")
    sys.stdout.write("\n")


def _compare(pieces: dict[str, Piece], stored: dict[str, EnrichedArticle]) -> None:
    """Every piece once, word for word, with what was said in it."""
    by_url = {each.article.url: each for each in stored.values()}
    assert by_url.keys() == pieces.keys()
    assert len(stored) == len(pieces)
    analyser = CheapAnalyser()
    for url, piece in pieces.items():
        enriched = by_url[url]
        assert enriched.article.revision == 1, url
        assert enriched.article.title == piece.title
        assert enriched.article.text == "\n".join(piece.paragraphs)
        assert [enriched.analysis] == analyser.analyse([document(enriched.article)])
        assert enriched.analysis.quotes
