"""Elasticsearch overloaded, blocked, full, or set up wrongly: what is written waits, is refused alone, or says what to do."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from index.elastic_bulk import Bulk
from index.elastic_erase import Eraser
from index.elastic_indices import Generation, Indices
from index.elastic_purge import Purge
from index.query import All
from index.store import FACETS
from index.store_elastic import ElasticStore
from tests.contracts.corpus import build, corpus
from tests.contracts.oracle import facet_counts, found
from tests.live.elastic_place import content, elastic_store, store_of_its_own, write_until_done
from tests.live.news_stream import stream, wanted
from tests.servers.elastic import ElasticServer
from tests.servers.live import GivenElastic
from wire.errors import StorageFull, Unreachable, UsageError

PREFIX = "trouble"

LIVE = Generation(PREFIX, 1, 1)

#: A node that writes with one thread, lets one request wait, and refuses all others.
_NARROW = """
thread_pool.write.size: 1
thread_pool.write.queue_size: 1
"""


@pytest.fixture(scope="module")
def client(elastic: ElasticServer | GivenElastic) -> Iterator[Elasticsearch]:
    with Elasticsearch(elastic.url) as client:
        yield client


@pytest.fixture
def store(elastic: ElasticServer | GivenElastic, erased: ElasticStore) -> Iterator[ElasticStore]:
    with store_of_its_own(elastic.url, PREFIX) as store:
        yield store


@pytest.fixture(scope="module")
def erased(elastic: ElasticServer | GivenElastic) -> Iterator[ElasticStore]:
    """A store from which a strange word was erased at the beginning of these tests."""
    with store_of_its_own(elastic.url, "purged") as store:
        store.write([*corpus()[:3], build("secret", "Xylofrobnicate", "“{{direct; ; ; Xylofrobnicate}},” he said.")])
        store._client.indices.flush(index="purged-*")
        if isinstance(elastic, ElasticServer):
            assert _in_files(elastic, b"xylofrobnicate")
        assert store.delete("secret")
        yield store


@pytest.fixture
def narrow(our_elastic: ElasticServer) -> Iterator[ElasticServer]:
    """The node, started anew so that it refuses most of what comes at once."""
    config = our_elastic.folder / "config" / "elasticsearch.yml"
    usual = config.read_text()
    _restart(our_elastic, config, usual + _NARROW)
    yield our_elastic
    _restart(our_elastic, config, usual)


def _restart(server: ElasticServer, config: Path, text: str) -> None:
    server.stop()
    config.write_text(text)
    server.start()


def test_a_storm_of_refusals_is_waited_out(narrow: ElasticServer) -> None:
    with store_of_its_own(narrow.url, "storm") as store, Elasticsearch(narrow.url) as client:
        store.status()
        messages = stream(1200, seed=4, articles=300)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda share: write_until_done(store, messages[share::8]), range(8)))
        assert content(store)["articles"] == wanted(messages)
        (node,) = client.nodes.stats(metric="thread_pool")["nodes"].values()
        assert node["thread_pool"]["write"]["rejected"] > 0


@pytest.mark.parametrize("block", ["index.blocks.write", "index.blocks.read_only_allow_delete"])
def test_while_an_index_takes_no_writes_they_wait_and_reading_goes_on(
    store: ElasticStore, client: Elasticsearch, block: str
) -> None:
    store.write(corpus()[:5])
    store.refresh()
    for kind in ("articles", "quotes"):
        client.indices.put_settings(index=LIVE.index(kind), settings={block: True})
    written = store.write(corpus()[4:8])
    assert [one.outcome for one in written] == ["kept", "retry", "retry", "retry"]
    assert "make room" in (written[1].why or "")
    assert store.search("articles", All()).total == 5
    for kind in ("articles", "quotes"):
        client.indices.put_settings(index=LIVE.index(kind), settings={block: None})
    assert [one.outcome for one in store.write(corpus()[4:8])] == ["kept", "written", "written", "written"]


def test_while_the_whole_cluster_takes_no_writes_they_wait(store: ElasticStore, our_elastic: ElasticServer) -> None:
    store.write(corpus()[:5])
    with Elasticsearch(our_elastic.url) as client:
        client.cluster.put_settings(persistent={"cluster.blocks.read_only": True})
        try:
            written = store.write(corpus()[4:8])
        finally:
            client.cluster.put_settings(persistent={"cluster.blocks.read_only": None})
    assert [one.outcome for one in written] == ["kept", "retry", "retry", "retry"]
    assert "cluster.blocks" in (written[1].why or "")
    assert [one.outcome for one in store.write(corpus()[4:8])] == ["kept", "written", "written", "written"]


def test_erasing_from_an_index_that_takes_no_writes_fails_aloud(store: ElasticStore, client: Elasticsearch) -> None:
    indices = Indices(client, "test", prefix=PREFIX, shards=1, replicas=0)
    store.write(corpus()[:1])
    client.indices.put_settings(index=LIVE.index("articles"), settings={"index.blocks.write": True})
    with pytest.raises(StorageFull, match="not erased"):
        Eraser(client, "test", indices, Bulk(client, "test"), patience_s=0).erase("dam-1")
    client.indices.put_settings(index=LIVE.index("articles"), settings={"index.blocks.write": None})
    assert store.delete("dam-1")
    assert store.get("dam-1") is None


def test_an_article_elasticsearch_cannot_take_is_rejected_alone(store: ElasticStore) -> None:
    good, bad = corpus()[0], build("b" * 600, "An id too long", "For Elasticsearch.")
    for batch in ([bad, good], [bad]):
        written = store.write(batch)
        assert written[0].outcome == "reject"
        assert "512" in (written[0].why or "")
    assert store.get("dam-1") == good


def test_documents_too_large_for_one_request_are_written_in_several(store: ElasticStore) -> None:
    large = [build(f"large-{number}", "Long", f"word{number} " * 700_000) for number in range(3)]
    assert [one.outcome for one in store.write(large)] == ["written"] * 3
    store.refresh()
    assert store.search("articles", All()).total == 3


def test_indices_that_were_removed_are_missed_and_never_made_by_a_write(
    elastic: ElasticServer | GivenElastic, store: ElasticStore, client: Elasticsearch
) -> None:
    store.write(corpus()[:1])
    for kind in ("articles", "quotes"):
        client.indices.delete(index=LIVE.index(kind))
    with pytest.raises(UsageError, match="newswire_admin"):
        store.write(corpus()[:2])
    assert not client.indices.exists(index=f"{PREFIX}-*", allow_no_indices=False)
    again = elastic_store(elastic.url, PREFIX)
    assert [one.outcome for one in again.write(corpus()[:2])] == ["written", "written"]
    again.close()


def test_quotes_whose_index_was_removed_are_made_anew_by_a_reindex(
    elastic: ElasticServer | GivenElastic, store: ElasticStore, client: Elasticsearch
) -> None:
    store.write(corpus())
    store.refresh()
    before = content(store)
    client.indices.delete(index=LIVE.index("quotes"))
    again = elastic_store(elastic.url, PREFIX)
    with pytest.raises(UsageError, match="newswire reindex"):
        again.status()
    again.rebuild()
    assert content(again) == before
    again.close()


def test_an_alias_that_names_a_strange_index_is_refused(
    elastic: ElasticServer | GivenElastic, store: ElasticStore, client: Elasticsearch
) -> None:
    client.indices.create(index=f"{PREFIX}-own", aliases={f"{PREFIX}-articles": {}})
    with pytest.raises(UsageError, match="did not make"):
        store.status()


def test_nobody_there_is_unreachable_until_somebody_is() -> None:
    store = elastic_store("http://127.0.0.1:9", PREFIX, elastic_timeout_s=1)
    for ask in (lambda: store.write(corpus()[:1]), store.status, lambda: store.get("x"), store.refresh):
        with pytest.raises(Unreachable, match="is it running"):
            ask()
    store.close()


def test_facets_are_exact_on_many_shards(elastic: ElasticServer | GivenElastic) -> None:
    with store_of_its_own(elastic.url, "shards", elastic_shards=5) as store:
        store.write(corpus())
        store.refresh()
        for kind in ("articles", "quotes"):
            for limit in (1, 3, 50):
                counted = store.facets(kind, All(), FACETS, limit=limit)
                for name in FACETS:
                    right = facet_counts(found(corpus(), kind, All()), name)[:limit]
                    assert [(one.value, one.count) for one in counted[name]] == right


def test_an_erased_word_is_gone_from_the_files_after_a_while(erased: ElasticStore, our_elastic: ElasticServer) -> None:
    indices = Indices(erased._client, "test", prefix="purged", shards=1, replicas=0)
    deadline = time.monotonic() + 90
    while found := [*_in_files(our_elastic, b"xylofrobnicate"), *_in_files(our_elastic, b"Xylofrobnicate")]:
        assert time.monotonic() < deadline, found
        time.sleep(1)
        Purge(erased._client, "test", indices, after_s=0).look()
        erased._client.indices.flush(index="purged-*", force=True)


def _in_files(server: ElasticServer, word: bytes) -> list[str]:
    """The files that hold a word. Files and folders may be merged away or deleted meanwhile."""
    found = []
    for folder, _, names in os.walk(server.folder / "data"):
        for name in names:
            with suppress(FileNotFoundError):
                if word in Path(folder, name).read_bytes():
                    found.append(name)
    return found
