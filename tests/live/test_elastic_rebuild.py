"""New indices are built while writes go on; nothing is lost, and what was broken off leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from elasticsearch import Elasticsearch

from index.elastic_bulk import Bulk, Operation
from index.elastic_errors import ItemResult
from index.elastic_indices import Generation, Indices
from index.elastic_rebuild import Rebuild
from index.query_parse import parse
from index.store_elastic import ElasticStore
from tests.contracts.corpus import corpus
from tests.live.elastic_place import content, elastic_store, store_of_its_own, write_until_done
from tests.live.news_stream import stream, wanted
from tests.servers.elastic import ElasticServer
from tests.servers.live import GivenElastic
from wire.errors import AlreadyRunning, UsageError

PREFIX = "rebuilt"

Rebuilder = Callable[..., Rebuild]


@pytest.fixture(scope="module")
def client(elastic: ElasticServer | GivenElastic) -> Iterator[Elasticsearch]:
    with Elasticsearch(elastic.url) as client:
        yield client


@pytest.fixture
def store(elastic: ElasticServer | GivenElastic) -> Iterator[ElasticStore]:
    with store_of_its_own(elastic.url, PREFIX, elastic_shards=3) as store:
        yield store


@pytest.fixture
def rebuild(client: Elasticsearch) -> Rebuilder:
    """Makes rebuilds of the store."""

    def make(bulk: Bulk | None = None, sleep: Callable[[float], None] = lambda _: None) -> Rebuild:
        indices = Indices(client, "test", prefix=PREFIX, shards=3, replicas=0)
        return Rebuild(client, "test", indices, bulk or Bulk(client, "test"), sleep=sleep)

    return make


def names(client: Elasticsearch) -> set[str]:
    return set(client.indices.get_alias(index=f"{PREFIX}-*"))


def generation(number: int) -> set[str]:
    return {Generation(PREFIX, 1, number).index(kind) for kind in ("articles", "quotes")}


def test_writes_and_erasures_go_on_during_rebuilds_and_none_is_lost(
    store: ElasticStore, elastic: ElasticServer | GivenElastic, client: Elasticsearch
) -> None:
    messages, rebuilt, wrote = stream(3000, seed=1, articles=400), threading.Event(), threading.Event()
    written, erased = {0: 0, 1: 0}, set[str]()

    def write(share: int) -> None:
        writer = elastic_store(elastic.url, PREFIX)
        mine = messages[share::2]
        for at in range(0, len(mine), 10):
            if rebuilt.is_set():
                break
            write_until_done(writer, mine[at : at + 10])
            written[share] = at + 10
            wrote.set()
            if at % 50 == 0 and writer.delete(mine[at // 2].article.id):
                erased.add(mine[at // 2].article.id)
        writer.close()

    with ThreadPoolExecutor(2) as threads:
        writing = [threads.submit(write, share) for share in (0, 1)]
        wrote.wait(60)
        for _ in range(3):
            store.rebuild()
        rebuilt.set()
        for each in writing:
            each.result()
    there = content(store)["articles"]
    sent = wanted([one for share in (0, 1) for one in messages[share::2][: written[share]]])
    assert there == {key: one for key, one in sent.items() if key not in erased}
    assert erased
    assert names(client) == generation(4)


def test_what_was_erased_stays_erased_after_a_rebuild(store: ElasticStore) -> None:
    store.write(corpus())
    store.delete("dam-1")
    assert store.rebuild() == len(corpus()) - 1
    assert [one.outcome for one in store.write(corpus()[:2])] == ["kept", "kept"]
    assert store.get("dam-1") is None
    assert store.search("quotes", parse("said:hold")).total == 0


def test_a_rebuild_that_fails_leaves_all_as_it_was(store: ElasticStore, rebuild: Rebuilder, client: Elasticsearch) -> None:
    store.write(corpus())
    before = content(store)

    class Failing(Bulk):
        def run(self, operations: Sequence[Operation]) -> list[ItemResult]:
            raise UsageError("no")

    with pytest.raises(UsageError):
        rebuild(Failing(client, "test")).run()
    assert names(client) == generation(1)
    assert content(store) == before
    assert {one.outcome for one in store.write(stream(3, seed=1))} == {"written"}


def test_what_a_killed_rebuild_left_is_removed_and_its_block_does_not_last(
    store: ElasticStore, rebuild: Rebuilder, client: Elasticsearch
) -> None:
    store.write(corpus())
    indices = Indices(client, "test", prefix=PREFIX, shards=1, replicas=0)
    indices.make(Generation(PREFIX, 1, 2), live=False)
    client.indices.add_block(index=Generation(PREFIX, 1, 1).index("articles"), block="write")
    (blocked,) = store.write(stream(1, seed=1))
    assert blocked.outcome == "retry"
    assert blocked.why
    assert "newswire reindex" in blocked.why
    assert rebuild().run() == len(corpus())
    assert names(client) == generation(3)
    assert [one.outcome for one in store.write(stream(1, seed=1))] == ["written"]


def test_a_second_rebuild_is_refused_while_one_is_at_work(
    store: ElasticStore, rebuild: Rebuilder, client: Elasticsearch
) -> None:
    store.write(corpus())
    going_on = Generation(PREFIX, 1, 2)
    Indices(client, "test", prefix=PREFIX, shards=1, replicas=0).make(going_on, live=False)

    def meanwhile(_: float) -> None:
        client.index(index=going_on.index("articles"), id="1", document={"id": "1", "slots": 0})

    with pytest.raises(AlreadyRunning, match="another reindex"):
        rebuild(sleep=meanwhile).run()
    assert names(client) == generation(1) | generation(2)


def test_an_index_with_the_fields_of_another_version_takes_no_writes_before_a_rebuild(
    elastic: ElasticServer | GivenElastic, client: Elasticsearch, store: ElasticStore
) -> None:
    store.write(corpus())
    old = Generation(PREFIX, 1, 1)
    for kind in ("articles", "quotes"):
        client.indices.update_aliases(actions=[{"remove": {"index": old.index(kind), "alias": f"{PREFIX}-{kind}"}}])
    client.indices.add_block(index=old.index("articles"), block="write")
    other = Generation(PREFIX, 0, 1)
    aliases = {f"{PREFIX}-articles": {}}
    client.indices.clone(index=old.index("articles"), target=other.index("articles"), aliases=aliases)
    client.indices.add_block(index=old.index("quotes"), block="write")
    client.indices.clone(index=old.index("quotes"), target=other.index("quotes"), aliases={f"{PREFIX}-quotes": {}})
    for kind in ("articles", "quotes"):
        client.indices.delete(index=old.index(kind))  # type: ignore[arg-type]
    fresh = elastic_store(elastic.url, PREFIX)
    with pytest.raises(UsageError, match="newswire reindex"):
        fresh.write(corpus())
    assert fresh.rebuild() == len(corpus())
    assert names(client) == generation(2)
    assert {one.outcome for one in fresh.write(corpus())} == {"kept"}
    fresh.close()
