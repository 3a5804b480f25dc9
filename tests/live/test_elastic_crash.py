"""Writers that are killed, meet each other or lose the server: what Elasticsearch holds in the end is exact."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
from elasticsearch import Elasticsearch

from index.elastic_bulk import Bulk, Operation
from index.elastic_errors import ItemResult
from index.elastic_indices import Indices
from index.elastic_write import ArticleWriter
from index.store_elastic import ElasticStore
from tests.contracts.corpus import build
from tests.live.elastic_place import content, elastic_store, store_of_its_own, write_until_done
from tests.live.news_stream import stream, wanted
from tests.servers.elastic import ElasticServer
from tests.servers.live import GivenElastic
from wire.messages import EnrichedArticle

#: Articles of one write.
BATCH = 16

_WRITER = """
import sys
from tests.live.elastic_place import elastic_store
from tests.live.news_stream import stream
from tests.live.test_elastic_crash import BATCH
from wire import logs
logs.configure("warning", "json")
url, prefix, start = sys.argv[1], sys.argv[2], int(sys.argv[3])
messages = stream(600, seed=3)
store = elastic_store(url, prefix)
for at in range(start, len(messages), BATCH):
    store.write(messages[at : at + BATCH])
    print(min(at + BATCH, len(messages)), flush=True)
store.close()
"""


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> str:
    return f"crash-{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]}"


@pytest.fixture
def store(elastic: ElasticServer | GivenElastic, prefix: str) -> Iterator[ElasticStore]:
    with store_of_its_own(elastic.url, prefix) as store:
        yield store


class Killed(Exception):
    """Stands for a kill: nothing catches it."""


class DyingBulk(Bulk):
    """Sends so many requests, and dies at the next: before it is sent, or after, before the answer is read."""

    def __init__(self, client: Elasticsearch, *, lives: int, after_sending: bool) -> None:
        super().__init__(client, "test")
        self._lives = lives
        self._after_sending = after_sending

    def run(self, operations: Sequence[Operation]) -> list[ItemResult]:
        if not operations:
            return []
        self._lives -= 1
        if self._lives >= 0:
            return super().run(operations)
        if self._after_sending:
            super().run(operations)
        raise Killed


@pytest.mark.parametrize("after_sending", [False, True])
@pytest.mark.parametrize("lives", [0, 1])
def test_a_write_broken_off_anywhere_is_mended_by_writing_the_same_again(
    store: ElasticStore, elastic: ElasticServer | GivenElastic, prefix: str, lives: int, after_sending: bool
) -> None:
    def quoting(count: int, revision: int) -> EnrichedArticle:
        said = "".join(f"“{{{{direct; Bo Cruz; ; Part {number} of {revision}}}}},” he said. " for number in range(count))
        return build("x", f"Revision {revision}", said, revision=revision, origins=(f"feed-{revision}",))

    versions = [quoting(3, 1), quoting(1, 2), quoting(4, 3)]
    with Elasticsearch(elastic.url) as client:
        store.status()  # makes the indices
        indices = Indices(client, "test", prefix=prefix, shards=1, replicas=0)
        for version in versions:
            dying = DyingBulk(client, lives=lives, after_sending=after_sending)
            with pytest.raises(Killed):
                ArticleWriter(client, "test", indices, dying).write([version])
            store.write([version])
            held = content(store)["articles"]["x"]
            assert held.analysis == version.analysis
    assert held.article.origins == ("feed-1", "feed-2", "feed-3")


def test_a_process_killed_at_random_leaves_what_going_on_completes(
    store: ElasticStore, elastic: ElasticServer | GivenElastic, prefix: str
) -> None:
    chooser, start = random.Random(5), 0
    for _ in range(4):
        command = [sys.executable, "-c", _WRITER, elastic.url, prefix, str(start)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            done = [int(line) for line in islice(process.stdout, chooser.randrange(2, 8))]
            time.sleep(chooser.random() * 0.1)
            process.kill()
            done += [int(line) for line in process.stdout if line.strip().isdigit()]
        start = max(0, max(done, default=start) - BATCH)  # what a log would give again
    messages = stream(600, seed=3)
    write_until_done(store, messages[start:])
    assert content(store)["articles"] == wanted(messages)


def test_many_writers_of_the_same_articles_agree(
    store: ElasticStore, elastic: ElasticServer | GivenElastic, prefix: str
) -> None:
    store.status()
    messages = stream(400, seed=8, articles=20)

    def write(share: int) -> None:
        other = elastic_store(elastic.url, prefix)
        for at in range(share, len(messages), 4 * BATCH):
            write_until_done(other, messages[at : at + 4 * BATCH : 4])
        other.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    assert content(store)["articles"] == wanted(messages)


def test_elasticsearch_killed_in_the_middle_of_writes_loses_nothing(our_elastic: ElasticServer) -> None:
    with store_of_its_own(our_elastic.url, "outage", elastic_timeout_s=5) as store:
        messages, wrote = stream(600, seed=21), threading.Event()

        def write() -> None:
            for at in range(0, len(messages), BATCH):
                write_until_done(store, messages[at : at + BATCH])
                wrote.set()

        with ThreadPoolExecutor(1) as threads:
            writing = threads.submit(write)
            wrote.wait(60)
            our_elastic.kill()
            our_elastic.start()
            writing.result()
        assert content(store)["articles"] == wanted(messages)
