"""The parts of the store on Elasticsearch that need no server: requests, outcomes, queries, counts, settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

import msgspec
import pytest
from elastic_transport import (
    ApiResponseMeta,
    ConnectionTimeout,
    HttpHeaders,
    NodeConfig,
    SerializationError,
    TlsError,
    TransportError,
)
from elastic_transport import (
    ConnectionError as Refused,
)
from elasticsearch import ApiError
from elasticsearch.exceptions import HTTP_EXCEPTIONS

from index.documents import KEYWORDS, STEMS, TERMS
from index.elastic_bulk import MAX_BYTES, MAX_ITEMS, Bulk, Operation, create, overwrite, parts
from index.elastic_client import connect, hosts_of
from index.elastic_documents import article_json, quote_jsons
from index.elastic_errors import item_result, translate
from index.elastic_facets import counts_per, facets
from index.elastic_indices import Generation, Indices, definition
from index.elastic_purge import Purge
from index.elastic_query import elastic_query
from index.elastic_search import Search
from index.query import All, And, Not, Or, Query, Words
from index.query_parse import parse
from index.query_plan import plan
from index.store import Kind
from index.store_elastic import layers
from tests.contracts.corpus import build, corpus
from wire.errors import AccessDenied, NewswireError, StorageFull, Unreachable, UsageError
from wire.settings import Settings

KINDS: tuple[Kind, ...] = get_args(Kind)


def api_error(status: int, kind: str, reason: str = "because") -> ApiError:
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "es", 9200))
    body = {"error": {"type": kind, "reason": reason}, "status": status}
    return HTTP_EXCEPTIONS.get(status, ApiError)(message=kind, meta=meta, body=body)


class FakeClient:
    """Answers bulk requests from a script: an error to raise, or a list of (status, error) for the items."""

    def __init__(self, *script: ApiError | list[tuple[int, dict[str, Any] | None]]) -> None:
        self._script = list(script)
        self.sizes: list[int] = []

    def bulk(self, *, operations: list[bytes], require_alias: bool, filter_path: str) -> dict[str, Any]:
        assert require_alias
        self.sizes.append(len(operations) // 2)
        answer = self._script.pop(0)
        if isinstance(answer, ApiError):
            raise answer
        return {"items": [{"index": {"status": status, "error": error}} for status, error in answer]}


def run(client: FakeClient, count: int) -> list[str]:
    bulk = Bulk(client, "ES", sleep=lambda _: None)  # type: ignore[arg-type]
    return [result.status for result in bulk.run([overwrite("i", str(number), b"{}") for number in range(count)])]


DONE: tuple[int, None] = (200, None)
BUSY = (429, {"type": "es_rejected_execution_exception", "reason": "queue"})


# what is sent


def test_operations_are_sent_in_parts_of_bearable_size() -> None:
    small, large = create("i", "1", b"{}"), create("i", "2", b"x" * (MAX_BYTES - 10))
    assert [len(part) for part in parts([small] * (MAX_ITEMS + 1))] == [MAX_ITEMS, 1]
    assert [len(part) for part in parts([small, large, large, small])] == [1, 1, 1, 1]
    assert [len(part) for part in parts([small, small])] == [2]
    assert list(parts([])) == []


def test_the_second_time_an_article_occurs_comes_after_the_first() -> None:
    a, b = build("a", "T", "T"), build("b", "T", "T")
    assert layers([a, b, a, a, b]) == [[0, 1], [2, 4], [3]]
    assert layers([]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_document_is_in_the_mapping(kind: Kind) -> None:
    known = definition(kind)["mappings"]["properties"]
    for enriched in corpus():
        documents = (
            [article_json(enriched, slots=1, indexed_at=1)] if kind == "articles" else quote_jsons(enriched, indexed_at=1)
        )
        for document in documents:
            assert set(msgspec.json.decode(document)) <= set(known)
    unstored = set(definition(kind)["mappings"]["_source"]["excludes"])
    assert unstored == {field for field in (*TERMS, *STEMS) if field in known}
    assert set(KEYWORDS) <= set(known)


# what came of it


def test_items_refused_for_overload_are_sent_again_alone() -> None:
    client = FakeClient([DONE, BUSY, (409, {"type": "version_conflict_engine_exception"})], [BUSY], [DONE])
    assert run(client, 3) == ["done", "done", "conflict"]
    assert client.sizes == [3, 1, 1]


def test_overload_that_lasts_is_left_to_the_worker() -> None:
    assert run(FakeClient(*[api_error(429, "circuit_breaking_exception")] * 4), 2) == ["retry", "retry"]


def test_a_request_too_large_or_with_one_bad_id_is_halved_until_it_passes() -> None:
    bad = api_error(400, "action_request_validation_exception")
    assert run(FakeClient(bad, [DONE, DONE], bad, bad, [DONE]), 4) == ["done", "done", "reject", "done"]
    assert run(FakeClient(api_error(413, "too_large"), [DONE], api_error(413, "too_large")), 2) == ["done", "reject"]


@pytest.mark.parametrize(
    ("status", "kind", "wanted"),
    [
        (409, "version_conflict_engine_exception", "conflict"),
        (429, "circuit_breaking_exception", "retry"),
        (503, "unavailable_shards_exception", "retry"),
        (403, "cluster_block_exception", "retry"),
        (429, "cluster_block_exception", "retry"),
        (404, "index_not_found_exception", "gone"),
        (400, "strict_dynamic_mapping_exception", "reject"),
        (400, "document_parsing_exception", "reject"),
    ],
)
def test_each_item_is_classified(status: int, kind: str, wanted: str) -> None:
    result = item_result(status, {"type": kind, "reason": "no", "caused_by": {"reason": "deep down"}}, "ES")
    assert result.status == wanted
    assert "deep down" in result.why


def test_an_item_that_lacks_a_right_stops_the_worker() -> None:
    with pytest.raises(AccessDenied, match="right"):
        item_result(403, {"type": "security_exception", "reason": "unauthorized"}, "ES")


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (api_error(401, "security_exception"), AccessDenied),
        (api_error(403, "security_exception"), AccessDenied),
        (api_error(403, "cluster_block_exception"), StorageFull),
        (api_error(404, "index_not_found_exception"), UsageError),
        (api_error(400, "parsing_exception"), UsageError),
        (api_error(429, "rejected"), Unreachable),
        (api_error(503, "master_not_discovered_exception"), Unreachable),
        (TlsError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"), AccessDenied),
        (TlsError("[SSL: WRONG_VERSION_NUMBER]"), AccessDenied),
        (TlsError("EOF occurred in violation of protocol"), Unreachable),
        (Refused("refused"), Unreachable),
        (ConnectionTimeout("timed out"), Unreachable),
        (SerializationError("<html>"), Unreachable),
        (TransportError("?"), Unreachable),
    ],
)
def test_each_error_of_the_client_becomes_ours(error: ApiError | TransportError, wanted: type[NewswireError]) -> None:
    ours = translate(error, "Elasticsearch at http://es:9200")
    assert type(ours) is wanted
    assert str(ours).startswith("Elasticsearch at http://es:9200")


# queries


def test_words_never_become_syntax() -> None:
    text = '") OR *:* {"match_all": {}}'
    found = msgspec.json.encode(elastic_query(plan("articles", Words("kind", text))))
    assert msgspec.json.decode(found) == {"bool": {"filter": [{"terms": {"kind": [text.lower()]}}]}}


@pytest.mark.parametrize(
    "nest",
    [lambda one, inner: And((one, Not(inner))), lambda one, inner: Or((one, And((one, inner))))],
)
def test_deep_queries_stay_within_the_depth_elasticsearch_allows(nest: Callable[[Query, Query], Query]) -> None:
    query: Query = All()
    for _ in range(60):
        query = nest(Words("text", "dam"), query)
    assert _depth(elastic_query(plan("articles", query))) <= 29


def _depth(dsl: Any) -> int:
    """Queries within queries; a wrapped one counts anew."""
    if isinstance(dsl, list):
        return max(map(_depth, dsl), default=0)
    if not isinstance(dsl, dict):
        return 0
    return max((_depth(value) for value in dsl.values()), default=0) + int(next(iter(dsl), "") in ("bool", "term", "match_all"))


def test_relevance_cannot_be_paged_without_end() -> None:
    search = Search("articles", parse("dam"), sort="relevance", limit=1000, cursor=None)
    assert search.request()["size"] == 1001
    with pytest.raises(UsageError, match="cursor"):
        Search("articles", parse("dam"), sort="newest", limit=1, cursor="nonsense")


# counts


class Shards:
    """Answers as two shards do that each pass on their two most frequent values only, unless asked for certain ones."""

    counts: Sequence[dict[str, int]] = ({"a": 9, "b": 8, "c": 7}, {"d": 9, "c": 8, "b": 7})

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, aggs: dict[str, Any]) -> Any:
        (name, wanted), *_ = aggs.items()
        (kind, how), *_ = wanted.items()
        self.asked.append(kind if "include" not in how else "include")
        if kind == "composite":
            return {name: self._page(how)}
        kept = how.get("include")
        shards = [dict(sorted(one.items(), key=lambda item: -item[1])[: len(one) if kept else 2]) for one in self.counts]
        total = {value: sum(one.get(value, 0) for one in shards) for one in shards for value in one}
        ordered = sorted(total.items(), key=lambda item: (-item[1], item[0]))
        buckets = [{"key": value, "doc_count": count} for value, count in ordered if not kept or value in kept]
        return {name: {"buckets": buckets, "doc_count_error_upper_bound": 0 if kept else self.error}}

    error = 16

    def _page(self, how: Any) -> Any:
        values = sorted({value for one in self.counts for value in one})
        buckets = [{"key": {"of": one}, "doc_count": sum(each.get(one, 0) for each in self.counts)} for one in values]
        return {"buckets": buckets, "after_key": {"of": values[-1]}}


def test_facets_that_shards_have_cut_short_are_counted_again() -> None:
    shards = Shards()
    counted = facets(shards, ["speaker"], 2)["speaker"]
    assert [(one.value, one.count) for one in counted] == [("b", 15), ("c", 15)]
    assert shards.asked == ["terms", "composite"]


def test_only_those_that_may_be_wanted_are_counted_again_where_that_is_enough() -> None:
    shards = Shards()
    shards.counts, shards.error = ({"a": 99, "b": 8, "c": 7}, {"a": 90, "c": 8, "d": 1}), 15
    assert [(one.value, one.count) for one in facets(shards, ["speaker"], 1)["speaker"]] == [("a", 189)]
    assert shards.asked == ["terms", "include"]


def test_no_facets_cost_no_request() -> None:
    assert facets(lambda _: pytest.fail("asked"), [], 3) == {}


def test_histograms_of_many_buckets_come_in_pages() -> None:
    asked: list[Any] = []

    def aggregate(aggs: dict[str, Any]) -> Any:
        composite = aggs["of"]["composite"]
        asked.append(composite.get("after"))
        first = 0 if not composite.get("after") else 10_000
        count = 10_000 if first == 0 else 5
        buckets = [{"key": {"of": (first + at) * 3_600_000}, "doc_count": 1} for at in range(count)]
        return {"of": {"buckets": buckets, "after_key": {"of": first + count}}}

    counts = list(counts_per(aggregate, "hour"))
    assert len(counts) == 10_005
    assert counts[-1] == (10_004 * 3600, 1)
    assert asked == [None, {"of": 10_000}]


# settings


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://es", ["https://es:9200"]),
        ("https://a:9201,b", ["https://a:9201", "https://b:9200"]),
        ("http://[::1]:9200/", ["http://[::1]:9200"]),
    ],
)
def test_the_url_of_a_store_names_hosts(url: str, wanted: list[str]) -> None:
    assert hosts_of(url) == wanted


@pytest.mark.parametrize("url", ["https://", "https://a,,b", "https://es:port", "https://es/path", "https://es?x=1"])
def test_a_url_that_names_no_hosts_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="store"):
        hosts_of(url)


def test_a_password_within_the_url_is_refused_and_not_shown() -> None:
    for url in ("https://ada:s3cret@es:9200", "https://ada:s3cret@,es"):
        with pytest.raises(UsageError) as refused:
            hosts_of(url)
        assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "login",
    [
        {"elastic_api_key": "k", "elastic_username": "u", "elastic_password": "p"},
        {"elastic_username": "u"},
        {"elastic_password": "p"},
    ],
)
def test_a_login_that_is_half_or_double_is_refused(login: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="elastic_"):
        connect(Settings(store="http://es:9200", **login))


@pytest.mark.parametrize("prefix", ["", "-x", "x-", "News", "a*", "a,b", "a b"])
def test_a_prefix_that_no_index_can_have_is_refused(prefix: str) -> None:
    with pytest.raises(UsageError, match="elastic_prefix"):
        Indices(FakeClient(), "ES", prefix=prefix, shards=1, replicas=0)  # type: ignore[arg-type]


def test_names_of_indices_are_read_back() -> None:
    indices = Indices(FakeClient(), "ES", prefix="my-news", shards=1, replicas=0)  # type: ignore[arg-type]
    generation = Generation("my-news", 3, 12)
    assert generation.index("quotes") == "my-news-quotes-v3-000012"
    assert generation.write_alias("quotes") == "my-news-quotes-v3-000012.write"
    assert indices.parse(generation.index("articles")) == generation
    with pytest.raises(UsageError, match="did not make"):
        indices.parse("other-articles-v1-000001")


def test_an_operation_knows_its_size() -> None:
    assert Operation(action=b"12", document=b"345").size == 7


# what was erased


class ErasingClient:
    """A client that counts the erasures of a script, and merges."""

    def __init__(self, *erased_at: float) -> None:
        self.erased_at = erased_at
        self.merged = 0
        self.indices = self

    def get_alias(self, *, name: str) -> dict[str, Any]:
        return {f"{name}-v1-000001": {}}

    def count(self, *, index: str, query: Any) -> dict[str, int]:
        assert index.endswith(".write")  # the other alias filters tombstones out
        moments = query["bool"]["filter"][1]["range"]["indexed_at"]
        return {"count": sum(moments["gte"] <= at * 1e6 < moments["lt"] for at in self.erased_at)}

    def forcemerge(self, *, index: str, only_expunge_deletes: bool, wait_for_completion: bool) -> None:
        assert only_expunge_deletes
        assert not wait_for_completion
        self.merged += index.endswith("articles")


def test_files_are_rid_of_what_was_erased_a_minute_later_and_once_more() -> None:
    now = 1_000_000.0
    client = ErasingClient(now + 100)
    indices = Indices(client, "ES", prefix="news", shards=1, replicas=0)  # type: ignore[arg-type]
    purge = Purge(client, "ES", indices, after_s=60, clock=lambda: now, timer=lambda: now)  # type: ignore[arg-type]
    merged = []
    for _ in range(40):
        purge.look()
        merged.append(client.merged)
        now += 10
    assert merged[15] == 0
    assert merged[-1] == 2


def test_files_are_rid_of_what_was_erased_though_the_clock_is_put_back() -> None:
    now, put_back = 1_000_000.0, 36_000.0
    client = ErasingClient(now + 100 - put_back)
    indices = Indices(client, "ES", prefix="news", shards=1, replicas=0)  # type: ignore[arg-type]
    purge = Purge(client, "ES", indices, after_s=60, clock=lambda: now - put_back, timer=lambda: now)  # type: ignore[arg-type]
    purge._seen = now  # as before the jump
    for _ in range(40):
        purge.look()
        now += 10
    assert client.merged == 2


def test_what_was_erased_while_nobody_wrote_is_found_at_the_start() -> None:
    client = ErasingClient(1_000_000.0 - 3600)
    indices = Indices(client, "ES", prefix="news", shards=1, replicas=0)  # type: ignore[arg-type]
    Purge(client, "ES", indices, clock=lambda: 1_000_000.0).look()  # type: ignore[arg-type]
    assert client.merged == 1
