"""The whole pipeline on the real servers: topics and indices of its own, removed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import msgspec
import pytest
from elasticsearch import Elasticsearch
from kafka import KafkaAdminClient

from index.open import open_store
from tests.contracts.log_place import until
from tests.flow.command import Newswire
from tests.live.elastic_place import remove_all
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from tests.servers.live import GivenElastic, GivenKafka
from wire.open import open_log
from wire.settings import Settings
from wire.topics import GROUPS, specs

#: What the names of the indices begin with.
PREFIX = "flow"

TOPICS = tuple(spec.name for spec in specs(1, None))


@contextmanager
def servers_for(kafka: KafkaServer | GivenKafka, elastic: ElasticServer | GivenElastic) -> Iterator[dict[str, str]]:
    """The settings (by name, as text) by which newswire runs on the servers, with nothing in the log and the store."""
    settings = {
        "log": f"kafka://{kafka.bootstrap}",
        "store": elastic.url,
        "elastic_prefix": PREFIX,
        "elastic_replicas": "0",
        "partitions": "4",
    }
    with ExitStack() as stack:
        admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
        stack.callback(admin.close)
        client = stack.enter_context(Elasticsearch(elastic.url))
        if _topics(admin):
            pytest.skip(f"{kafka.bootstrap} has topics of newswire already: they are not touched")
        stack.callback(remove_topics, admin)
        remove_all(client, PREFIX)
        stack.callback(remove_all, client, PREFIX)
        yield settings


def settings_of(newswire: Newswire) -> Settings:
    """The settings that the command runs with."""
    return Settings(data_dir=newswire.folder, **newswire.settings)


def contents(settings: Settings) -> dict[str, Any]:
    """Every stored article by its URL, without the times at which we worked on it."""
    with closing(open_store(settings)) as store:
        store.refresh()
        documents = {each.article.url: msgspec.to_builtins(each) for each in store.all()}
    for document in documents.values():
        del document["enriched_at"], document["article"]["fetched_at"]
    return documents


def waiting(settings: Settings) -> int:
    """Messages not yet handled, of all stages."""
    with closing(open_log(settings)) as log:
        return sum(row.lag for group, topic in GROUPS for row in log.lag(group, [topic]))


def _topics(admin: KafkaAdminClient) -> list[str]:
    return sorted(set(admin.list_topics()) & set(TOPICS))


def remove_topics(admin: KafkaAdminClient) -> None:
    """Remove the topics of newswire, and what is known of its groups."""
    if found := _topics(admin):
        admin.delete_topics(found)
    until(lambda: not _topics(admin), "the topics to be gone")
