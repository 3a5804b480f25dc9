"""How many articles pass through KafkaLog? A real broker, articles of about 4 KB, a stage that does nothing with them.

    python -m benchmarks.bench_kafka [--articles 20000]

Starts a broker of its own on this machine (Java and Maven needed), or takes the one NEWSWIRE_TEST_KAFKA names. The worker
is the real one: it reads, decodes, hands over, appends an article of the same size, and commits, batch by batch. The target
is 1,500 articles/s with one worker. "CPU" is our process's own, all threads; the broker takes its share of the same machine.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from tests.servers.kafka import KafkaServer
from wire import logs
from wire.log import Log, Outgoing, TopicSpec
from wire.log_kafka import open_kafka
from wire.messages import Article, encode
from wire.metrics import Metrics
from wire.outcomes import Done, Outcome
from wire.settings import Settings
from wire.stage import Stage
from wire.topics import dead
from wire.worker import Worker

#: Articles/s that one worker must reach.
TARGET = 1500

#: Characters of an article's text, so that the message is about 4 KB.
TEXT = 3500

PARTITIONS = 8


@contextmanager
def broker() -> Iterator[str]:
    """`host:port` of a broker."""
    if given := os.environ.get("NEWSWIRE_TEST_KAFKA"):
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        server = KafkaServer.create(Path(folder))
        server.start()
        try:
            yield server.bootstrap
        finally:
            server.stop()


def articles(count: int) -> list[Article]:
    """Articles of words drawn at random, about as compressible as prose."""
    chance = random.Random(7)
    words = ["".join(chance.choices("etaoinshrdlucmfwygpb", k=chance.randint(2, 9))) for _ in range(5000)]
    return [_article(f"{number:08}", " ".join(chance.choices(words, k=TEXT // 6))[:TEXT]) for number in range(count)]


def _article(name: str, text: str) -> Article:
    url = f"https://news.example/{name}"
    return Article(
        id=name,
        revision=1,
        url=url,
        canonical_url=url,
        feed_url="https://news.example/feed.xml",
        origins=("https://news.example/feed.xml",),
        source="News",
        title=f"Title of {name}",
        text=text,
        text_source="page",
        fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
        content_hash=name,
    )


def through_worker(log: Log, source: str, count: int, batch: int) -> None:
    """One worker, until it has passed on every article."""
    stop, target, done = threading.Event(), f"{source}-out", 0

    def handle(messages: Sequence[Article]) -> Sequence[Outcome]:
        nonlocal done
        done += len(messages)
        if done >= count:
            stop.set()
        return [Done((Outgoing(topic=target, key=message.id.encode(), value=encode(message)),)) for message in messages]

    stage = Stage(name="bench", group=f"group-{uuid4().hex[:8]}", topic=source, kind=Article, handle=handle)
    settings = Settings(batch_size=batch, batch_wait_s=0.05)
    Worker(log, stage, settings=settings, metrics=Metrics(), stop=stop).run()


def append(log: Log, topic: str, wanted: Sequence[Article], batch: int) -> None:
    """Append in batches, each acknowledged before the next."""
    for start in range(0, len(wanted), batch):
        log.append([Outgoing(topic=topic, key=a.id.encode(), value=encode(a)) for a in wanted[start : start + batch]])


def measure(name: str, count: int, work: Callable[[], object]) -> float:
    """Articles/s, printed with the CPU time each takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name}: {count / wall:,.0f} articles/s ({wall:.2f} s, CPU {cpu / count * 1000:.2f} ms each)", flush=True)
    return count / wall


def main() -> int:
    """Measure, and print one line per figure. Fails below the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=32, help="articles at once")
    options = parser.parse_args()
    logs.configure("warning", "console")
    wanted = articles(options.articles)
    print(f"{len(wanted)} articles of {len(encode(wanted[0]))} bytes, batches of {options.batch}")
    with broker() as bootstrap, closing(open_kafka(Settings(log=f"kafka://{bootstrap}"))) as log:
        topic = f"bench-{uuid4().hex[:8]}"
        log.create_topics([TopicSpec(name=n, partitions=PARTITIONS) for n in (topic, f"{topic}-out", dead(topic))])
        measure("append", len(wanted), lambda: append(log, topic, wanted, options.batch))
        measure("read", len(wanted), lambda: deque(log.read(topic), maxlen=0))
        rate = measure("worker", len(wanted), lambda: through_worker(log, topic, len(wanted), options.batch))
        print(f"target {TARGET:,} articles/s: {'reached' if rate >= TARGET else 'missed'}")
    return 0 if rate >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
