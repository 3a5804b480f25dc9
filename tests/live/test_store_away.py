"""The store goes away while articles arrive: the indexer waits without losing its place, and then everything drains."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from index.open import open_store
from index.service import run
from tests.contracts.log_place import until
from tests.live.flow_place import servers_for
from tests.live.news_stream import stream, wanted
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from tests.servers.ports import free_port
from wire.log import Log, Outgoing
from wire.messages import EnrichedArticle, encode
from wire.metrics import LAG, RETRIES, Metrics
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ENRICHED, INDEX_GROUP, dead

#: Longer than the lease, so that a member that gave no sign of life would be thrown out (s).
AWAY_S, LEASE_S = 10.0, 6.0


@pytest.mark.timeout(300)
def test_the_indexer_waits_for_the_store_and_keeps_its_place(our_kafka: KafkaServer, our_elastic: ElasticServer) -> None:
    messages = stream(120, seed=5)
    with servers_for(our_kafka, our_elastic) as urls:
        settings = Settings(**{**urls, "lease_s": LEASE_S, "elastic_timeout_s": 10.0})
        with closing(open_log(settings)) as log:
            create_topics(log, settings)
            _append(log, messages[:40])
            with indexing(settings) as indexer:
                until(lambda: _lag(log) == 0, "the first articles to be indexed")
                members = _members(log)
                our_elastic.kill()
                _append(log, messages[40:])
                end = time.monotonic() + AWAY_S
                while time.monotonic() < end:
                    assert indexer.is_alive()
                    assert _members(log) == members
                    time.sleep(0.5)
                assert _lag(log) > 0
                our_elastic.start()
                until(lambda: _lag(log) == 0, "everything to be indexed")
                assert _members(log) == members
            assert list(log.read(dead(ENRICHED))) == []
        with closing(open_store(settings)) as store:
            store.refresh()
            assert {each.article.id: each for each in store.all()} == wanted(messages)


@contextmanager
def indexing(
    settings: Settings, *, metrics: Metrics | None = None, beat: Callable[[], None] = lambda: None
) -> Iterator[threading.Thread]:
    """The index service in a thread, as a process of its own would run it."""
    stop = threading.Event()
    options = {"stop": stop, "metrics": metrics or Metrics(), "ready": beat}
    thread = threading.Thread(target=run, args=(settings,), kwargs=options, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(30)


def _append(log: Log, messages: list[EnrichedArticle]) -> None:
    log.append([Outgoing(topic=ENRICHED, key=each.article.id.encode(), value=encode(each)) for each in messages])


def _lag(log: Log) -> int:
    return sum(row.lag for row in log.lag(INDEX_GROUP, [ENRICHED]))


def _members(log: Log) -> dict[int, str | None]:
    return {row.partition: row.member for row in log.lag(INDEX_GROUP, [ENRICHED])}


@pytest.mark.timeout(300)
def test_an_indexer_started_while_the_store_is_away_waits_for_it(our_kafka: KafkaServer, our_elastic: ElasticServer) -> None:
    messages = stream(20, seed=6)
    with servers_for(our_kafka, our_elastic) as urls:
        settings = Settings(**{**urls, "elastic_timeout_s": 10.0})
        with closing(open_log(settings)) as log:
            create_topics(log, settings)
            _append(log, messages)
            our_elastic.kill()
            beats: list[float] = []
            metrics = Metrics()
            with indexing(settings, metrics=metrics, beat=lambda: beats.append(time.monotonic())) as indexer:
                until(lambda: len(beats) > 2, "the indexer to wait and say that it lives")
                assert indexer.is_alive()
                assert metrics.total(RETRIES, stage="index") > 0
                assert metrics.total(LAG, group=INDEX_GROUP) == len(messages)
                our_elastic.start()
                until(lambda: _lag(log) == 0, "everything to be indexed")
        with closing(open_store(settings)) as store:
            store.refresh()
            assert {each.article.id: each for each in store.all()} == wanted(messages)


def test_an_indexer_that_waits_for_the_store_stops_when_told_to(our_kafka: KafkaServer, our_elastic: ElasticServer) -> None:
    with servers_for(our_kafka, our_elastic) as urls:
        settings = Settings(**{**urls, "store": f"http://127.0.0.1:{free_port()}"})
        beats: list[float] = []
        with indexing(settings, beat=lambda: beats.append(time.monotonic())) as indexer:
            until(lambda: len(beats) > 1, "the indexer to wait")
        assert not indexer.is_alive()
