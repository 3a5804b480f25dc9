"""Writing many documents: requests of bearable size, an outcome for each item, and short spells of overload waited out.

The client's own helpers either stop at the first error or hide which item it was, and sleep longer than a worker should.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from index.elastic_errors import ItemResult, item_result, takes_no_writes, translate
from wire.backoff import Backoff

#: Most bytes of one request; Elasticsearch's own limit is 100 MB (http.max_content_length), its advice 5 to 15.
MAX_BYTES = 8 << 20

#: Most items of one request.
MAX_ITEMS = 1000

#: How often items that were refused for overload are sent again before they are the worker's to wait for.
_ATTEMPTS = 4

#: Longest first and longest wait between (s).
_FIRST_S, _LONGEST_S = 0.1, 1.0

#: Whole requests are refused with these for what is in them, or for now: bad, too large, too many.
_OF_THE_ITEMS = (400, 413, 429)

#: All that is looked at in an answer.
_FILTER = "items.*.status,items.*.error"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One document to write, its action and itself as lines of JSON."""

    action: bytes
    document: bytes

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return len(self.action) + len(self.document) + 2


def create(index: str, document_id: str, document: bytes) -> Operation:
    """Write a document that is not there yet."""
    return Operation(action=_action("create", {"_index": index, "_id": document_id}), document=document)


def put(index: str, document_id: str, document: bytes, *, version: int) -> Operation:
    """Write a document of a version of ours, unless that or a higher one is there."""
    where = {"_index": index, "_id": document_id, "version": version, "version_type": "external"}
    return Operation(action=_action("index", where), document=document)


def replace(index: str, document_id: str, document: bytes, *, seq_no: int, primary_term: int) -> Operation:
    """Write a document in place of exactly the one that was read."""
    where = {"_index": index, "_id": document_id, "if_seq_no": seq_no, "if_primary_term": primary_term}
    return Operation(action=_action("index", where), document=document)


def overwrite(index: str, document_id: str, document: bytes) -> Operation:
    """Write a document whatever is there."""
    return Operation(action=_action("index", {"_index": index, "_id": document_id}), document=document)


def _action(name: str, where: dict[str, Any]) -> bytes:
    return msgspec.json.encode({name: where})


class Bulk:
    """Sends operations. Safe to use from several threads. `sleep` takes seconds."""

    def __init__(self, client: Elasticsearch, where: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._where = where
        self._sleep = sleep

    def run(self, operations: Sequence[Operation]) -> list[ItemResult]:
        """One result per operation, in order. Raises Unreachable, AccessDenied or StorageFull of whole requests.

        All indices must be named by aliases, so that none comes into being by a write.
        """
        results = self._send_all(operations)
        backoff = Backoff(first_s=_FIRST_S, longest_s=_LONGEST_S)
        for _ in range(_ATTEMPTS - 1):
            again = [at for at, result in enumerate(results) if result.status == "retry"]
            if not again:
                break
            self._sleep(backoff.next_s())
            for at, result in zip(again, self._send_all([operations[at] for at in again]), strict=True):
                results[at] = result
        return results

    def _send_all(self, operations: Sequence[Operation]) -> list[ItemResult]:
        return [result for part in parts(operations) for result in self._send(part)]

    def _send(self, operations: Sequence[Operation]) -> list[ItemResult]:
        lines: list[Any] = [line for operation in operations for line in (operation.action, operation.document)]
        try:
            answer = self._client.bulk(operations=lines, require_alias=True, filter_path=_FILTER)
        except ApiError as error:
            if error.meta.status in _OF_THE_ITEMS or takes_no_writes(error):
                return self._refused(operations, error)
            raise translate(error, self._where) from error
        except TransportError as error:
            raise translate(error, self._where) from error
        return [self._result(item) for item in answer["items"]]

    def _refused(self, operations: Sequence[Operation], error: ApiError) -> list[ItemResult]:
        """A whole request refused for overload or a block, which pass, or for its size or a bad id, which halving finds."""
        passes = error.meta.status == 429 or takes_no_writes(error)
        if len(operations) > 1 and not passes:
            half = len(operations) // 2
            return [*self._send(operations[:half]), *self._send(operations[half:])]
        why = str(translate(error, self._where))
        return [ItemResult(status="retry" if passes else "reject", why=why)] * len(operations)

    def _result(self, item: dict[str, Any]) -> ItemResult:
        (answer,) = item.values()
        return item_result(answer["status"], answer.get("error"), self._where)


def parts(operations: Sequence[Operation]) -> Iterator[Sequence[Operation]]:
    """Consecutive operations that fit into one request; one that is too large by itself goes alone."""
    start, size = 0, 0
    for at, operation in enumerate(operations):
        if at > start and (size + operation.size > MAX_BYTES or at - start >= MAX_ITEMS):
            yield operations[start:at]
            start, size = at, 0
        size += operation.size
    if operations:
        yield operations[start:]
