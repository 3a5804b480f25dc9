"""Memory of the index service alone, at the speed at which it can go: articles are made up and appended ready enriched.

    python -m benchmarks.bench_index_memory [--articles 10000]

Harder than `bench_memory`: 60,000 different words in four languages, and 20 times as many articles a second as enrich gives.
Anonymous memory is the service's own; file-backed pages (programs, libraries, mapped segments) the system can take back.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from benchmarks.memory import Memory, memory_of
from benchmarks.news_corpus import Newsroom
from index.open import open_store
from index.store import Store
from newswire.supervisor import Supervisor
from wire.log import Log, Outgoing
from wire.messages import EnrichedArticle, encode
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ENRICHED

#: Articles of one append, and the pause after it (s).
BATCH, PAUSE_S = 20, 0.1

#: Readings are taken when the segments of the last articles have been merged (s).
SETTLE_S = 2.0


def main() -> None:
    """Measure and print, a line per tenth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        supervisor = Supervisor(settings, ("index",))
        with closing(open_log(settings)) as log:
            create_topics(log, settings)
            supervisor.start()
            try:
                with closing(open_store(settings)) as store:
                    for count, memory in readings(log, store, supervisor, articles):
                        print(f"{count:6} articles: {memory}", flush=True)
            finally:
                supervisor.stop()


def readings(log: Log, store: Store, supervisor: Supervisor, articles: int) -> Iterator[tuple[int, Memory]]:
    """(articles in the store, memory of the service) at every tenth."""
    stream = Newsroom().articles(articles)
    for count in range(articles // 10, articles + 1, articles // 10):
        feed(log, islice(stream, articles // 10))
        while store.status().articles < count:
            supervisor.look()
            time.sleep(0.2)
        time.sleep(SETTLE_S)
        yield count, memory_of(supervisor.pids()["index"])


def feed(log: Log, stream: Iterator[EnrichedArticle]) -> None:
    """Append articles as enrich does."""
    while batch := list(islice(stream, BATCH)):
        log.append([Outgoing(topic=ENRICHED, key=one.article.id.encode(), value=encode(one)) for one in batch])
        time.sleep(PAUSE_S)


if __name__ == "__main__":
    main()
