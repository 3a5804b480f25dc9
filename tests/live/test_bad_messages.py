"""What can never succeed, through the services on the real servers: buried with its cause, and the rest goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from msgspec.structs import replace

from enrich import service as enrich
from index import service as index
from index.elastic_indices import Generation, definition
from index.open import open_store
from tests.contracts.corpus import corpus
from tests.contracts.log_place import until
from tests.enrich.scripted import ScriptedAnalyser
from tests.flow.command import Newswire
from tests.live.background import in_background
from tests.live.flow_place import PREFIX, servers_for
from tests.live.kafka_shop import article
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from tests.servers.live import GivenElastic, GivenKafka
from wire.log import Log, Outgoing
from wire.messages import encode
from wire.metrics import RETRIES, Metrics
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ARTICLES, ENRICH_GROUP, ENRICHED, INDEX_GROUP, dead

LIVE = Generation(PREFIX, 1, 1)


@pytest.fixture
def newswire(kafka: KafkaServer | GivenKafka, elastic: ElasticServer | GivenElastic, tmp_path: Path) -> Iterator[Newswire]:
    with servers_for(kafka, elastic) as urls:
        yield Newswire(tmp_path, settings={**urls, "enrich_processes": "1", "batch_wait_s": "0.05"})


@pytest.fixture
def settings(newswire: Newswire) -> Settings:
    return Settings(data_dir=newswire.folder, **newswire.settings)


@pytest.fixture
def log(settings: Settings) -> Iterator[Log]:
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        yield log


def test_articles_nobody_can_enrich(newswire: Newswire, settings: Settings, log: Log) -> None:
    texts = {"fine": "fine", "poison": "CRASH", "raises": "RAISE", "too": "fine"}
    _append(log, ARTICLES, {key: encode(replace(article(key), text=text)) for key, text in texts.items()})
    _append(log, ARTICLES, {"future": _of_the_future(encode(article("future"))), "junk": b"\xff\x00 no message"})

    with _running(lambda **given: enrich.run(settings, factory=ScriptedAnalyser, **given)):
        until(lambda: _lag(log, ENRICH_GROUP, ARTICLES) == 0, "all to be handled")

    assert sorted(record.key for record in log.read(ENRICHED)) == [b"fine", b"too"]
    told = {row["key"]: row for row in newswire.rows("dead", "list")}
    assert {key: row["cause"] for key, row in told.items()} == {
        "poison": "analyser-crashed",
        "raises": "analyser-crashed",
        "future": "unknown-schema",
        "junk": "bad-message",
    }
    assert "SIGSEGV" in told["poison"]["detail"]
    assert "99" in told["future"]["detail"]
    assert "upgrade" in told["future"]["detail"]


def test_documents_that_the_index_refuses(
    newswire: Newswire, settings: Settings, log: Log, elastic: ElasticServer | GivenElastic
) -> None:
    good = corpus()[:5]
    refused = replace(good[0], article=replace(good[0].article, id="refused", authors=("Ana Rey",)))
    with Elasticsearch(elastic.url) as client:
        _make_indices_with_authors_as_numbers(client)
    _append(log, ENRICHED, {each.article.id: encode(each) for each in [*good[:2], refused, *good[2:]]})
    _append(log, ENRICHED, {"future": _of_the_future(encode(good[0]))})

    with _running(lambda **given: index.run(settings, **given)):
        until(lambda: _lag(log, INDEX_GROUP, ENRICHED) == 0, "all to be handled")

    with closing(open_store(settings)) as store:
        store.refresh()
        assert {each.article.id for each in store.all()} == {each.article.id for each in good}
    told = {row["key"]: row for row in newswire.rows("dead", "list")}
    assert {key: row["cause"] for key, row in told.items()} == {"refused": "store-rejected", "future": "unknown-schema"}
    assert "authors" in told["refused"]["detail"]


def test_an_index_that_takes_no_writes_makes_the_indexer_wait(
    settings: Settings, log: Log, elastic: ElasticServer | GivenElastic
) -> None:
    with closing(open_store(settings)) as store:
        store.status()
    with Elasticsearch(elastic.url) as client:
        _block(client, on=True)
        _append(log, ENRICHED, {each.article.id: encode(each) for each in corpus()[:5]})
        metrics = Metrics()
        with _running(lambda **given: index.run(settings, **given), metrics=metrics):
            until(lambda: metrics.total(RETRIES) > 0, "the indexer to wait")
            assert _lag(log, INDEX_GROUP, ENRICHED) == 5
            _block(client, on=None)
            until(lambda: _lag(log, INDEX_GROUP, ENRICHED) == 0, "all to be indexed")
    assert list(log.read(dead(ENRICHED))) == []
    with closing(open_store(settings)) as store:
        store.refresh()
        assert store.status().articles == 5


def _running(run: Callable[..., None], *, metrics: Metrics | None = None) -> AbstractContextManager[threading.Event]:
    """A service in a thread; it must end in good order."""
    return in_background(lambda stop: run(stop=stop, metrics=metrics or Metrics(), ready=lambda: None))


def _make_indices_with_authors_as_numbers(client: Elasticsearch) -> None:
    """As an index might be that somebody made by hand."""
    for kind in ("quotes", "articles"):
        wanted: dict[str, Any] = definition(kind)  # type: ignore[arg-type]
        properties = wanted["mappings"]["properties"] | ({"authors": {"type": "long"}} if kind == "articles" else {})
        client.indices.create(
            index=LIVE.index(kind),  # type: ignore[arg-type]
            settings={**wanted["settings"], "number_of_replicas": 0},
            mappings={**wanted["mappings"], "properties": properties},
            aliases={LIVE.write_alias(kind): {}, f"{PREFIX}-{kind}": {}},  # type: ignore[arg-type]
        )


def _block(client: Elasticsearch, *, on: bool | None) -> None:
    """What Elasticsearch itself does above 95 % of the disk."""
    client.indices.put_settings(index=f"{PREFIX}-*", settings={"index.blocks.read_only_allow_delete": on})


def _append(log: Log, topic: str, values: dict[str, bytes]) -> None:
    log.append([Outgoing(topic=topic, key=key.encode(), value=value) for key, value in values.items()])


def _of_the_future(value: bytes) -> bytes:
    """A message with a schema number nobody knows yet."""
    assert value.count(b'"schema":1,') >= 1
    return value.replace(b'"schema":1,', b'"schema":99,', 1)


def _lag(log: Log, group: str, topic: str) -> int:
    return sum(row.lag for row in log.lag(group, [topic]))
