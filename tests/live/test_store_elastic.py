"""The store on a real Elasticsearch keeps the contract of all stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from tests.contracts.store_contract import Opener, StoreContract
from tests.live.elastic_place import elastic_store, remove_all
from tests.servers.elastic import ElasticServer
from tests.servers.live import GivenElastic


class TestElasticStore(StoreContract):
    @pytest.fixture(scope="class")
    @classmethod
    def opener(cls, elastic: ElasticServer | GivenElastic) -> Iterator[Opener]:
        yield lambda name: elastic_store(elastic.url, f"contract-{name}")
        with Elasticsearch(elastic.url) as client:
            remove_all(client, "contract-")
