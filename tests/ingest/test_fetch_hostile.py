"""Servers that behave badly: each ends in its own named failure, within the limits."""

import asyncio
from collections.abc import Iterator

import pytest
from aiohttp import web

from tests.ingest.fetching import failure, fetch
from tests.servers.hostile import HostileServer, Reply, allowing, closed_origin, hanging_origin


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("redirect-loop", "redirect-loop"),
        ("redirect-chain?6", "too-many-redirects"),
        ("redirect-without-target", "bad-redirect"),
        ("redirect-to-file", "bad-redirect"),
        ("redirect-to-metadata", "refused-address"),
        ("gzip-bomb", "too-large"),
        ("brotli-bomb", "too-large"),
        ("endless-body", "too-large"),
        ("big-page", "too-large"),
        ("false-encoding", "bad-encoding"),
        ("slow-body", "timeout"),
        ("slow-headers", "timeout"),
        ("silence", "timeout"),
        ("huge-headers", "broken-answer"),
        ("many-headers", "broken-answer"),
        ("reset-mid-body", "broken-answer"),
        ("truncated", "broken-answer"),
        ("not-http", "broken-answer"),
    ],
)
def test_each_ends_in_its_own_failure(server: HostileServer, name: str, cause: str) -> None:
    deadline_s = 0.3 if cause == "timeout" else 30
    failed = failure(server.url(f"/hostile/{name}"), allowing(server, fetch_timeout_s=deadline_s), kind="page")
    assert failed.cause == cause
    assert len(failed.detail) > 20


def test_five_redirects_are_followed(server: HostileServer) -> None:
    fetched = fetch(server.url("/hostile/redirect-chain?5"), allowing(server))
    assert b"arrived" in fetched.body
    assert fetched.permanent_url == server.url("/hostile/redirect-chain?0")


def test_a_loop_names_its_stations(server: HostileServer) -> None:
    failed = failure(server.url("/hostile/redirect-loop?a"), allowing(server))
    assert f"{server.url('/hostile/redirect-loop?b')} -> {server.url('/hostile/redirect-loop?a')}" in failed.detail


def test_the_deadline_holds_for_all_redirects_together(server: HostileServer) -> None:
    async def slow_redirect(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.15)
        return await Reply(302, headers={"Location": f"/slow?{request.query_string}x"})(request)

    failed = failure(server.act("/slow", slow_redirect), allowing(server, fetch_timeout_s=0.4))
    assert failed.cause == "timeout"


def test_a_body_of_exactly_the_limit_is_read(server: HostileServer) -> None:
    url = server.serve("/limit", b"x" * 1000)
    assert len(fetch(url, allowing(server), max_bytes=1000).body) == 1000
    assert failure(url, allowing(server), max_bytes=999).cause == "too-large"


def test_nobody_listens(server: HostileServer) -> None:
    with closed_origin() as origin:
        failed = failure(origin, allowing(server, allow_private_networks=True))
    assert (failed.cause, failed.transient) == ("connect", True)


def test_the_connect_hangs(server: HostileServer) -> None:
    with hanging_origin() as origin:
        failed = failure(origin, allowing(server, allow_private_networks=True, fetch_timeout_s=0.3))
    assert failed.cause == "timeout"


def test_tls_spoken_to_a_server_that_knows_none(server: HostileServer) -> None:
    failed = failure(server.origin.replace("http:", "https:"), allowing(server, allow_private_networks=True))
    assert failed.cause == "tls"
