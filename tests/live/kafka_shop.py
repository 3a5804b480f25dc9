"""A worker's surroundings on a real Kafka: articles to work on, a stage that copies them, and what came of it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from tests.contracts.log_place import new_group
from tests.live.background import in_background
from tests.live.kafka_place import KafkaPlace
from wire.log import Outgoing, TopicSpec
from wire.messages import Article, encode
from wire.metrics import Metrics
from wire.outcomes import Done, Outcome
from wire.settings import Settings
from wire.stage import Stage
from wire.topics import dead
from wire.worker import Worker


def article(name: str) -> Article:
    """Some article."""
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
        text="A paragraph.\nAnother one.",
        text_source="page",
        fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
        content_hash=name,
    )


class KafkaShop:
    """Topics of its own, `partitions` wide."""

    def __init__(self, place: KafkaPlace, *, partitions: int = 6) -> None:
        self.place = place
        self.log = place.open()
        name = uuid4().hex[:12]
        self.topic, self.out, self.group = f"in-{name}", f"out-{name}", new_group()
        self.log.create_topics(
            [
                TopicSpec(name=self.topic, partitions=partitions),
                TopicSpec(name=self.out, partitions=partitions),
                TopicSpec(name=dead(self.topic), partitions=1),
            ]
        )
        self.handled: Counter[str] = Counter()

    def put(self, count: int) -> list[str]:
        """So many articles to work on; gives their ids."""
        ids = [f"a{number:05}" for number in range(count)]
        self.log.append([Outgoing(topic=self.topic, key=i.encode(), value=encode(article(i))) for i in ids])
        return ids

    def came_out(self) -> Counter[str]:
        """How often each article was passed on."""
        return Counter(record.key.decode() for record in self.log.read(self.out))

    def dead(self) -> int:
        """How many dead letters there are."""
        return len(list(self.log.read(dead(self.topic))))

    def lag(self) -> int:
        """How many articles are not yet committed."""
        return sum(row.lag for row in self.log.lag(self.group, [self.topic]))

    @contextmanager
    def worker(self, *, slowly: Callable[[Sequence[Article]], None] = lambda messages: None, batch: int = 16) -> Iterator[None]:
        """A worker in a thread; `slowly` may take its time over a batch. What stops the worker by itself fails the block."""

        def handle(messages: Sequence[Article]) -> Sequence[Outcome]:
            slowly(messages)
            self.handled.update(message.id for message in messages)
            return [Done((Outgoing(topic=self.out, key=m.id.encode(), value=b"done"),)) for m in messages]

        def work(stop: threading.Event) -> None:
            log = self.place.open()
            stage = Stage(name="copy", group=self.group, topic=self.topic, kind=Article, handle=handle)
            settings = Settings(batch_size=batch, batch_wait_s=0.05)
            Worker(log, stage, settings=settings, metrics=Metrics(), stop=stop).run()

        with in_background(work):
            yield


def wait_for(condition: Callable[[], bool], what: str, timeout_s: float = 90) -> None:
    """Until the condition holds; looks twice a second, since looking asks the broker."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {timeout_s:g} s in vain: {what}"
        time.sleep(0.5)
