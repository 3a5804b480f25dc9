"""A storm of 429s through the indexer as a process: whole requests and then single items refused, and everything arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from index.open import open_store
from tests.flow.command import Newswire
from tests.live.fleet import Fleet
from tests.live.flow_place import servers_for, settings_of
from tests.live.kafka_shop import wait_for
from tests.live.news_stream import stream, wanted
from tests.servers.crowded import CrowdedProxy
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from tests.servers.live import GivenElastic, GivenKafka
from tests.servers.ports import free_port
from wire.log import Log, Outgoing
from wire.messages import EnrichedArticle, encode
from wire.metrics import DEAD_LETTERS, LAG, MESSAGES, RETRIES, STORE_WRITES, Metric
from wire.open import create_topics, open_log
from wire.topics import ENRICHED, INDEX_GROUP, dead

#: Fewest items that must have been refused one by one before all are let through again.
REFUSED = 200

#: Value of a metric of the service, summed over what its labels leave open.
Reading = Callable[..., float]


@pytest.mark.timeout(300)
def test_a_storm_of_refusals_is_waited_out_by_the_service(
    kafka: KafkaServer | GivenKafka, elastic: ElasticServer | GivenElastic, tmp_path: Path
) -> None:
    messages = stream(300, seed=7, articles=200)
    with servers_for(kafka, elastic) as urls, CrowdedProxy(elastic.url) as proxy:
        newswire = Newswire(tmp_path, settings={**urls, "index_batch_size": "60"})
        with closing(open_log(settings_of(newswire))) as log, indexing(newswire, proxy) as (read, fleet):
            create_topics(log, settings_of(newswire))
            proxy.mood = "refuse"
            _append(log, messages)
            wait_for(lambda: read(RETRIES, stage="index") >= 3, "the indexer to try again and again")
            assert proxy.refused_requests >= 3
            assert read(LAG, group=INDEX_GROUP) == len(messages)
            _lag_is_shown(newswire, len(messages))
            proxy.mood = "some"
            wait_for(lambda: proxy.refused_items >= REFUSED, "some items to be refused")
            proxy.mood = "pass"
            wait_for(lambda: _lag(log) == 0, "everything to be indexed")
            wait_for(lambda: read(LAG, group=INDEX_GROUP) == 0, "the metric to follow")
            assert read(STORE_WRITES, outcome="retry") > 0
            assert read(MESSAGES, stage="index", outcome="done") == len(messages)
            assert read(DEAD_LETTERS) == 0
            assert list(log.read(dead(ENRICHED))) == []
            said = fleet.log("index").read_text()
        assert not fleet.endings
        assert proxy.passed_items > 0
        assert "Data too large" in said
        with closing(open_store(settings_of(newswire))) as store:
            store.refresh()
            assert {each.article.id: each for each in store.all()} == wanted(messages)


@contextmanager
def indexing(newswire: Newswire, proxy: CrowdedProxy) -> Iterator[tuple[Reading, Fleet]]:
    """`newswire index` as a process that reaches its store through the proxy, and a way to read its metrics."""
    port = free_port()
    through = {"store": proxy.url, "metrics_port": port, "data_dir": newswire.folder / "services"}
    fleet = Fleet(settings_of(newswire).model_copy(update=through))

    def read(metric: Metric, **labels: str) -> float:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            families = text_string_to_metric_families(answer.read().decode())
        samples = [sample for family in families for sample in family.samples if sample.name == metric.name]
        return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())

    try:
        fleet.add("index", "index")
        wait_for(lambda: _answers(port), "the service to answer")
        yield read, fleet
        fleet.stop()
    finally:
        fleet.kill_all()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _lag_is_shown(newswire: Newswire, count: int) -> None:
    """`newswire lag` says what waits, for how long, and that somebody holds it."""
    rows = [row for row in newswire.rows("lag") if row["group"] == INDEX_GROUP]
    assert sum(row["lag"] for row in rows) == count
    assert all(row["seconds_behind"] > 0 and row["member"] for row in rows if row["lag"])


def _append(log: Log, messages: list[EnrichedArticle]) -> None:
    log.append([Outgoing(topic=ENRICHED, key=each.article.id.encode(), value=encode(each)) for each in messages])


def _lag(log: Log) -> int:
    return sum(row.lag for row in log.lag(INDEX_GROUP, [ENRICHED]))
