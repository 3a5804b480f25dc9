"""Stores on the real node, each under a prefix of its own."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from index.store_elastic import ElasticStore, open_elastic
from wire.settings import Settings


def settings_for(url: str, prefix: str, **changes: Any) -> Settings:
    """Settings of a store; one node holds no copies."""
    return Settings(store=url, elastic_prefix=prefix, elastic_replicas=0, **changes)


def elastic_store(url: str, prefix: str, **changes: Any) -> ElasticStore:
    """The store of a prefix."""
    return open_elastic(settings_for(url, prefix, **changes))


def remove_all(client: Elasticsearch, prefix: str) -> None:
    """Remove the indices whose names begin so."""
    for index in client.indices.get_alias(index=f"{prefix}*", expand_wildcards="all"):
        client.indices.delete(index=index, ignore_unavailable=True)
