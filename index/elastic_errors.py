"""What Elasticsearch's errors mean to newswire, in one place: of whole requests, and of single items of a bulk request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import elastic_transport
from elastic_transport import ConnectionTimeout, SerializationError, TlsError, TransportError
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    BadRequestError,
    NotFoundError,
    UnsupportedProductError,
)

from wire.errors import AccessDenied, NewswireError, StorageFull, Unreachable, UsageError

#: What to do about an index that takes no writes.
BLOCKED = (
    "the index takes no writes now: while `newswire reindex` swaps indices that passes by itself; if a node's disk is over the "
    "flood stage, make room; if somebody set index.blocks or cluster.blocks, take it back"
)

_MISSING = (
    "run `newswire reindex` as a user of the role newswire_admin (deploy/elasticsearch/README.md), which makes what is missing"
)

#: Errors of whole requests, what they are to us, and what to do about them; the first that fits is taken, others may pass.
_MEANINGS: tuple[tuple[type[ApiError], type[NewswireError], str], ...] = (
    (AuthenticationException, AccessDenied, "check elastic_username and elastic_password, or elastic_api_key"),
    (AuthorizationException, AccessDenied, "grant the right, see deploy/elasticsearch/README.md"),
    (NotFoundError, UsageError, _MISSING),
    (UnsupportedProductError, UsageError, "this is no Elasticsearch 9: correct `store`"),
    (BadRequestError, UsageError, "it refuses this request"),
)

#: Longest quotation of Elasticsearch's own words (characters).
_LONGEST = 500

Status = Literal["done", "conflict", "gone", "retry", "reject"]


@dataclass(frozen=True, kw_only=True)
class ItemResult:
    """What became of one item of a bulk request.

    `conflict`: another version is there. `gone`: the index is, since a reindex has put another in its place. `retry`: not
    now. `reject`: never.
    """

    status: Status
    why: str = ""


DONE = ItemResult(status="done")


def item_result(status: int, error: Mapping[str, Any] | None, where: str) -> ItemResult:
    """Classify one item by its HTTP status and error. Raises AccessDenied where a right is lacking."""
    if error is None:
        return DONE
    kind, why = str(error.get("type", "")), f"{where}: {_words(error)}"
    if kind == "cluster_block_exception":
        return ItemResult(status="retry", why=f"{why}; {BLOCKED}")
    if status in (401, 403):
        raise AccessDenied(f"{why}; grant the right, see deploy/elasticsearch/README.md")
    if status == 409:
        return ItemResult(status="conflict", why=why)
    if kind == "index_not_found_exception":
        return ItemResult(status="gone", why=why)
    return ItemResult(status="retry" if _passes(status) else "reject", why=why)


def _passes(status: int) -> bool:
    return status in (408, 429) or status >= 500


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Within the block, errors of the client become ours. `where` says whom we talk to: "Elasticsearch at host:port"."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise translate(error, where) from error


def translate(error: ApiError | TransportError, where: str) -> NewswireError:
    """The error to raise in place of one of the client's."""
    if isinstance(error, TransportError):
        return _of_transport(error, where)
    words = f"{where}: {_words(_body_error(error))}"
    if takes_no_writes(error):
        return StorageFull(f"{words}; {BLOCKED}")
    for kind, ours, advice in _MEANINGS:
        if isinstance(error, kind):
            return ours(f"{words}; {advice}")
    return Unreachable(f"{words}; it is too busy or not in good health (HTTP {error.meta.status}), later it may answer")


def translate_item(error: Mapping[str, Any], where: str) -> NewswireError:
    """The error to raise for one item of a multi-get that could not be read."""
    words = f"{where}: {_words(error)}"
    if error.get("type") == "index_not_found_exception":
        return UsageError(f"{words}; {_MISSING}")
    return AccessDenied(words) if error.get("type") == "security_exception" else Unreachable(words)


def takes_no_writes(error: ApiError) -> bool:
    """Whether an index, or the cluster, is closed for writing just now."""
    return error_type(error) == "cluster_block_exception"


def error_type(error: ApiError) -> str:
    """Elasticsearch's own name of an error: "cluster_block_exception"."""
    return str(_body_error(error).get("type", ""))


def _of_transport(error: TransportError, where: str) -> NewswireError:
    words = " ".join(str(error.message).split())[:300]
    match error:
        case TlsError() if "CERTIFICATE_VERIFY_FAILED" in words:
            return AccessDenied(f"{where}: its certificate is not trusted ({words}); name its authority in elastic_ca_file")
        case TlsError() if "WRONG_VERSION_NUMBER" in words or "record layer failure" in words:
            return AccessDenied(f"{where} does not speak TLS ({words}); write `store` with http://, or switch TLS on there")
        case ConnectionTimeout():
            return Unreachable(f"{where} has not answered in time ({words}); it is too busy, or elastic_timeout_s is too short")
        case SerializationError():
            return Unreachable(f"{where} does not answer like Elasticsearch ({words}); is there a proxy in between?")
        case elastic_transport.ConnectionError():
            return Unreachable(f"{where} cannot be reached ({words}); is it running, and is it http or https?")
        case _:
            return Unreachable(f"{where} does not answer as it should ({words})")


def _body_error(error: ApiError) -> Mapping[str, Any]:
    body = error.body
    found = body.get("error") if isinstance(body, Mapping) else None
    if isinstance(found, Mapping):
        return found
    return {"type": error.message, "reason": str(found or body or "")}


def _words(error: Mapping[str, Any]) -> str:
    """Elasticsearch's own words with the innermost cause, the endless made short."""
    parts = [str(error.get("reason") or error.get("type") or "no reason given")]
    cause = error.get("caused_by")
    while isinstance(cause, Mapping):
        parts.append(str(cause.get("reason")))
        cause = cause.get("caused_by")
    for shard in (error.get("failed_shards") or ())[:1]:
        parts.append(str(shard.get("reason", {}).get("reason")))
    words = " ".join("; ".join(dict.fromkeys(parts)).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST // 2]} ... {words[-_LONGEST // 2 :]}"
