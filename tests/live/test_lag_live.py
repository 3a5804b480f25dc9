"""`newswire lag` and Kafka's own tool, while a producer and a consumer are at work and when all stands still."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient

from tests.contracts.log_place import until
from tests.flow.command import Newswire
from tests.live.background import in_background
from tests.live.flow_place import remove_topics
from tests.live.kafka_shop import article
from tests.servers.kafka import KafkaServer
from wire.log import Outgoing
from wire.messages import Article, encode
from wire.metrics import Metrics
from wire.open import create_topics, open_log
from wire.outcomes import Done, Outcome
from wire.settings import Settings
from wire.stage import Stage
from wire.topics import ARTICLES, ENRICH_GROUP
from wire.worker import Worker

GROUPS_TOOL = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"
PARTITIONS = 4

#: Partition: next offset to read, end, lag.
Lag = dict[int, tuple[int, int, int]]


@pytest.fixture
def newswire(our_kafka: KafkaServer, tmp_path: Path) -> Iterator[Newswire]:
    """The command, on the broker's topics of its usual names, removed at the end."""
    settings = {"log": f"kafka://{our_kafka.bootstrap}", "partitions": str(PARTITIONS), "batch_wait_s": "0.05"}
    with closing(KafkaAdminClient(bootstrap_servers=our_kafka.bootstrap)) as admin:
        newswire = Newswire(tmp_path, settings=settings)
        newswire.run("topics", "create")
        yield newswire
        remove_topics(admin)


def test_under_load_each_lies_between_what_the_other_says_before_and_after(newswire: Newswire, our_kafka: KafkaServer) -> None:
    settings = Settings(data_dir=newswire.folder, **newswire.settings)
    with ExitStack() as load:
        producing = load.enter_context(_producing(settings))
        load.enter_context(_consuming(settings))
        until(lambda: all(_theirs(our_kafka).get(number, (0,))[0] > 0 for number in range(PARTITIONS)), "all to be read from")
        before = _theirs(our_kafka)
        for _ in range(3):
            ours, after = _ours(newswire), _theirs(our_kafka)
            for number in range(PARTITIONS):
                (committed, end, lag), first, last = ours[number], before[number], after[number]
                assert first[0] <= committed <= last[0]
                assert first[1] <= end <= last[1]
                assert lag == end - committed
            assert sum(row[1] for row in after.values()) > sum(row[1] for row in before.values())
            before = after
        producing.set()
    assert _ours(newswire) == _theirs(our_kafka)
    assert sum(row[2] for row in _ours(newswire).values()) > 0


def _producing(settings: Settings) -> AbstractContextManager[threading.Event]:
    """Articles come, faster than they are read, until the event is set."""

    def produce(stop: threading.Event) -> None:
        with closing(open_log(settings)) as log:
            number = 0
            while not stop.wait(0.05):
                some = [article(f"a{number + more}") for more in range(20)]
                log.append([Outgoing(topic=ARTICLES, key=each.id.encode(), value=encode(each)) for each in some])
                number += len(some)

    return in_background(produce)


def _consuming(settings: Settings) -> AbstractContextManager[threading.Event]:
    """A worker that takes its time."""

    def handle(messages: Sequence[Article]) -> Sequence[Outcome]:
        time.sleep(0.1)
        return [Done()] * len(messages)

    def consume(stop: threading.Event) -> None:
        with closing(open_log(settings)) as log:
            create_topics(log, settings)
            stage = Stage(name="enrich", group=ENRICH_GROUP, topic=ARTICLES, kind=Article, handle=handle)
            Worker(log, stage, settings=settings.model_copy(update={"batch_size": 8}), metrics=Metrics(), stop=stop).run()

    return in_background(consume)


def _ours(newswire: Newswire) -> Lag:
    rows = [row for row in newswire.rows("lag") if row["group"] == ENRICH_GROUP]
    return {row["partition"]: (row["committed"], row["end"], row["lag"]) for row in rows}


def _theirs(server: KafkaServer) -> Lag:
    table = server.tool(GROUPS_TOOL, "--bootstrap-server", server.bootstrap, "--describe", "--group", ENRICH_GROUP)
    found = re.findall(rf"^{ENRICH_GROUP}\s+{ARTICLES}\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", table, re.MULTILINE)
    return {int(number): (int(committed), int(end), int(lag)) for number, committed, end, lag in found}
