"""Copying articles from one generation of indices to the next: all of them, and then again and again what has changed.

Elasticsearch numbers the writes of each shard. Up to the checkpoint taken before a pass all writes are complete, so after a
refresh the pass sees them; the next pass goes on behind it. Articles are never removed, an erased one leaves a tombstone: so
this finds every change. Documents are made anew from the messages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from index.elastic_bulk import Bulk, Operation, overwrite, put
from index.elastic_documents import ERASED_VERSION, TOMBSTONE, article_json, erased_article, message_of, quote_jsons, slot_id
from index.elastic_errors import translated
from index.elastic_indices import Generation
from wire.errors import Unreachable, UsageError

#: Articles read at once.
_PAGE = 200

#: What of an article's document is copied.
_FIELDS = ["id", "message", "slots", "erased", "indexed_at"]


class Copier:
    """Copies from the indices of `old` to those of `new`."""

    def __init__(self, client: Elasticsearch, where: str, bulk: Bulk, old: Generation, new: Generation) -> None:
        self._client, self._where, self._bulk = client, where, bulk
        self._old, self._new = old, new
        self._checkpoints: dict[str, int] = {}

    def catch_up(self) -> int:
        """Copy what has changed since the last pass; the number of articles. Raises Unreachable or AccessDenied."""
        index = self._old.index("articles")
        with translated(self._where):
            checkpoints = self._read_checkpoints(index)
            self._client.indices.refresh(index=index)
        copied = sum(self._copy_shard(index, shard) for shard in checkpoints)
        self._checkpoints = checkpoints
        return copied

    def _read_checkpoints(self, index: str) -> dict[str, int]:
        """By shard, the number up to which all writes are complete."""
        shards = self._client.indices.stats(index=index, metric="docs", level="shards")["indices"][index]["shards"]
        return {
            shard: next(copy["seq_no"]["local_checkpoint"] for copy in copies if copy["routing"]["primary"])
            for shard, copies in shards.items()
        }

    def _copy_shard(self, index: str, shard: str) -> int:
        copied = 0
        for page in self._pages(index, shard):
            operations = [operation for source in page for operation in self._operations(source)]
            self._write(operations)
            copied += len(page)
        return copied

    def _pages(self, index: str, shard: str) -> Iterator[Sequence[dict[str, Any]]]:
        """What has changed in a shard, in the order of the changes."""
        after = self._checkpoints.get(shard, -1)
        while True:
            with translated(self._where):
                found = self._client.search(
                    index=index,
                    preference=f"_shards:{shard}",
                    query={"range": {"_seq_no": {"gt": after}}},
                    sort=[{"_seq_no": "asc"}],
                    size=_PAGE,
                    source_includes=_FIELDS,
                )["hits"]["hits"]
            yield [hit["_source"] for hit in found]
            if len(found) < _PAGE:
                return
            after = found[-1]["sort"][0]

    def _write(self, operations: Sequence[Operation]) -> None:
        for result in self._bulk.run(operations):
            if result.status == "reject":
                raise UsageError(f"an article cannot be indexed anew, so all stays as it was: {result.why}")
            if result.status not in ("done", "conflict"):
                raise Unreachable(f"the indices cannot be filled just now, so all stays as it was: {result.why}")

    def _operations(self, source: dict[str, Any]) -> list[Operation]:
        """The writes of one article. On later passes places that an earlier one may have filled get tombstones."""
        articles, quotes = self._new.write_alias("articles"), self._new.write_alias("quotes")
        article_id, slots = source["id"], source["slots"] if self._checkpoints else 0
        if source.get("erased"):
            buried = [put(quotes, slot_id(article_id, at), TOMBSTONE, version=ERASED_VERSION) for at in range(slots)]
            return [overwrite(articles, article_id, erased_article(article_id, slots=slots, at=source["indexed_at"])), *buried]
        enriched, indexed_at = message_of(source), source["indexed_at"]
        documents = quote_jsons(enriched, indexed_at=indexed_at)
        slots = max(slots, len(documents))
        documents += [TOMBSTONE] * (slots - len(documents))
        written = [
            put(quotes, slot_id(article_id, at), document, version=enriched.version) for at, document in enumerate(documents)
        ]
        return [overwrite(articles, article_id, article_json(enriched, slots=slots, indexed_at=indexed_at)), *written]
