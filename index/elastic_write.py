"""Writing enriched articles so that a kill at any moment leaves nothing that writing the same again does not mend.

    read     what stands under the ids now, and in which index
    decide   index/precedence.py: what should stand there
    article  written on condition that nothing has changed since it was read; else read and decide again
    quotes   each to its place, with the article's version, so that a late one never overwrites a newer one

An article that is there in the version to be written was written before, perhaps by somebody who was killed then: its quotes
are looked at and, where some are missing, written.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from elasticsearch import Elasticsearch

from index.elastic_bulk import Bulk, Operation, create, put, replace
from index.elastic_documents import TOMBSTONE, article_json, quote_jsons, slot_id
from index.elastic_errors import ItemResult
from index.elastic_indices import Indices, write_alias
from index.elastic_stored import Stored, read_stored, read_versions
from index.precedence import merge
from index.store import Written
from wire.errors import BadMessage
from wire.messages import EnrichedArticle

#: How often an article is read and decided on anew because somebody else wrote it in between.
_ROUNDS = 8

_BUSY = "others keep writing the same article"


@dataclass
class Item:
    """One article on its way. `current` is what should stand in `index`; `outcome` is None until it is settled."""

    enriched: EnrichedArticle
    outcome: Written | None = None
    current: EnrichedArticle | None = None
    index: str = ""
    slots: int = 0
    indexed_at: int = 0
    rewrite: bool = False  #: whether its quotes are to be written without looking
    why: str = field(default=_BUSY)


class ArticleWriter:
    """Writes articles that all have different ids. Safe to use from several threads."""

    def __init__(self, client: Elasticsearch, where: str, indices: Indices, bulk: Bulk) -> None:
        self._client = client
        self._where = where
        self._indices = indices
        self._bulk = bulk

    def write(self, batch: Sequence[EnrichedArticle]) -> list[Written]:
        """One outcome per article, in order."""
        items = [Item(enriched) for enriched in batch]
        open_items = items
        for _ in range(_ROUNDS):
            open_items = self._round(open_items)
            if not open_items:
                break
        return [item.outcome or Written(outcome="retry", why=item.why) for item in items]

    def _round(self, items: Sequence[Item]) -> list[Item]:
        """Settle what can be settled; what must be read again is given back."""
        ids = [item.enriched.article.id for item in items]
        stored = read_stored(self._client, self._where, self._indices.alias("articles"), ids)
        operations = [self._decided(item, one) for item, one in zip(items, stored, strict=True)]
        self._write_articles([(item, operation) for item, operation in zip(items, operations, strict=True) if operation])
        self._write_quotes([item for item in items if item.current and not _failed(item)])
        return [item for item in items if item.outcome is None]

    def _decided(self, item: Item, stored: Stored) -> Operation | None:
        try:
            return decide(item, stored, now_us=time.time_ns() // 1000)
        except BadMessage as error:
            item.outcome = Written(outcome="reject", why=str(error))
            return None

    def _write_articles(self, writes: Sequence[tuple[Item, Operation]]) -> None:
        for (item, _), result in zip(writes, self._bulk.run([operation for _, operation in writes]), strict=True):
            if result.status != "done":
                _not_written(item, result)

    def _write_quotes(self, items: Sequence[Item]) -> None:
        """Write the quotes of articles that are in place, or those that are missing."""
        missing = self._missing([item for item in items if not item.rewrite])
        writes = [
            (item, operation)
            for item in items
            for operation in quote_operations(item, None if item.rewrite else missing[item.enriched.article.id])
        ]
        for (item, _), result in zip(writes, self._bulk.run([operation for _, operation in writes]), strict=True):
            if result.status in ("retry", "reject"):
                item.outcome = Written(outcome=result.status, why=result.why)
            elif result.status == "gone":  # a reindex has taken the article along, or will be asked for it
                item.outcome, item.why = None, result.why

    def _missing(self, items: Sequence[Item]) -> dict[str, list[int]]:
        """The places of each article that do not hold what belongs to its version."""
        places = [(item, position) for item in items for position in range(item.slots)]
        ids = [slot_id(item.enriched.article.id, position) for item, position in places]
        versions = read_versions(self._client, self._where, self._indices.alias("quotes"), ids)
        missing: dict[str, list[int]] = {item.enriched.article.id: [] for item in items}
        for (item, position), version in zip(places, versions, strict=True):
            if item.current and version < item.current.version:
                missing[item.enriched.article.id].append(position)
        return missing


def decide(item: Item, stored: Stored, *, now_us: int) -> Operation | None:
    """Settle what should stand in place of `stored`, and the write that this takes, if any. Raises BadMessage."""
    item.current, item.index, item.rewrite = None, stored.index, True
    if stored.erased:
        item.outcome = Written(outcome="kept", why="it was erased")
        return None
    merged, outcome = (item.enriched, "written") if stored.enriched is None else merge(stored.enriched, item.enriched)
    item.outcome = Written(outcome=outcome)  # type: ignore[arg-type]
    item.slots = max(stored.slots, len(merged.analysis.quotes))
    item.indexed_at = now_us if outcome == "written" else stored.indexed_at
    item.rewrite = outcome == "written"
    if item.rewrite or item.enriched.version == merged.version:
        item.current = merged
    return None if merged is stored.enriched else _write(item, merged, stored)


def _write(item: Item, merged: EnrichedArticle, stored: Stored) -> Operation:
    article_id, index = merged.article.id, write_alias(stored.index, "articles")
    document = article_json(merged, slots=item.slots, indexed_at=item.indexed_at)
    if stored.enriched is None:
        return create(index, article_id, document)
    return replace(index, article_id, document, seq_no=stored.seq_no, primary_term=stored.primary_term)


def quote_operations(item: Item, positions: Iterable[int] | None) -> list[Operation]:
    """Writes that bring places of an article to its version; all places where `positions` is None."""
    if item.current is None or not (wanted := range(item.slots) if positions is None else list(positions)):
        return []
    article_id, version = item.current.article.id, item.current.version
    index = write_alias(item.index, "quotes")
    documents = quote_jsons(item.current, indexed_at=item.indexed_at)
    return [
        put(index, slot_id(article_id, at), documents[at] if at < len(documents) else TOMBSTONE, version=version)
        for at in wanted
    ]


def _not_written(item: Item, result: ItemResult) -> None:
    item.current = None
    if result.status in ("conflict", "gone"):
        item.outcome, item.why = None, result.why
    else:
        item.outcome = Written(outcome=result.status, why=result.why)  # type: ignore[arg-type]


def _failed(item: Item) -> bool:
    return item.outcome is None or item.outcome.outcome in ("retry", "reject")
