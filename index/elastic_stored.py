"""Reading back what is stored, by id and at once: what was written a moment ago is there although no search finds it yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from index.elastic_documents import message_of
from index.elastic_errors import translate_item, translated
from index.elastic_indices import Indices
from wire.messages import EnrichedArticle

#: Fields of an article's document that are read back.
_FIELDS = ("message", "slots", "erased", "indexed_at")

#: Most ids asked for at once.
_MOST = 500


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What stands under the id of an article. Neither `enriched` nor `erased`: nothing.

    `index` is the index asked; `slots` how many places of quotes were ever used; `seq_no` and `primary_term` say which
    write made it what it is; `indexed_at` is in microseconds since 1970.
    """

    index: str
    enriched: EnrichedArticle | None = None
    erased: bool = False
    slots: int = 0
    indexed_at: int = 0
    seq_no: int = 0
    primary_term: int = 0


def read_stored(client: Elasticsearch, where: str, alias: str, ids: Sequence[str]) -> list[Stored]:
    """What stands under each id, in order. Raises Unreachable, AccessDenied, or UsageError where the alias is missing."""
    return [_stored(document) for document in _read(client, where, alias, ids, _FIELDS)]


def erased_ids(client: Elasticsearch, where: str, indices: Indices) -> Iterator[str]:
    """The id of every article that was erased, in order; the alias hides them, so the index itself is asked."""
    wanted: dict[str, Any] = {"query": {"term": {"erased": True}}, "sort": [{"id": "asc"}], "size": _MOST, "source": ["id"]}
    while (live := indices.current()) is not None:
        with translated(where):
            answer = client.search(index=live.index("articles"), allow_partial_search_results=False, **wanted)
        found = answer["hits"]["hits"]
        yield from (one["_source"]["id"] for one in found)
        if len(found) < _MOST:
            return
        wanted["search_after"] = found[-1]["sort"]


def read_versions(client: Elasticsearch, where: str, alias: str, ids: Sequence[str]) -> list[int]:
    """The version (external) of each document, in order; -1 where there is none."""
    return [document.get("_version", -1) for document in _read(client, where, alias, ids, ())]


def _read(client: Elasticsearch, where: str, alias: str, ids: Sequence[str], fields: Iterable[str]) -> Iterator[dict[str, Any]]:
    wanted: dict[str, Any] = {"source_includes": list(fields)} if fields else {"source": False}
    for start in range(0, len(ids), _MOST):
        with translated(where):
            answer = client.mget(index=alias, ids=list(ids[start : start + _MOST]), **wanted)
        for document in answer["docs"]:
            if "error" in document:
                raise translate_item(document["error"], where)
            yield document


def _stored(document: dict[str, Any]) -> Stored:
    if not document["found"]:
        return Stored(index=document["_index"])
    source = document["_source"]
    erased = bool(source.get("erased"))
    return Stored(
        index=document["_index"],
        enriched=None if erased else message_of(source),
        erased=erased,
        slots=source["slots"],
        indexed_at=source.get("indexed_at", 0),
        seq_no=document["_seq_no"],
        primary_term=document["_primary_term"],
    )
