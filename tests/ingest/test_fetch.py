"""What a well-meant fetch gives, and what is sent for it."""

import asyncio
from collections.abc import Iterator

import pytest
from aiohttp import web

from ingest.fetch import Fetcher
from ingest.fetch_result import FetchFailed, FetchReport, Validators
from tests.ingest.fetching import failure, fetch
from tests.servers.hostile import HostileServer, Reply, allowing

GZIPPED = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcbH\xcd\xc9\xc9\x07\x00\x86\xa6\x106\x05\x00\x00\x00"


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


def test_gives_body_and_headers(server: HostileServer) -> None:
    url = server.serve(
        "/feed", "<rss/>", content_type="application/rss+xml", headers={"X-Cache": "hit", "Cache-Control": "max-age=90"}
    )
    fetched = fetch(url, allowing(server))
    assert (fetched.status, fetched.body, fetched.content_type) == (200, b"<rss/>", "application/rss+xml")
    assert (fetched.url_requested, fetched.final_url, fetched.permanent_url) == (url, url, None)
    assert (fetched.headers["x-cache"], fetched.max_age_s, fetched.retry_after_s) == ("hit", 90, None)


def test_says_who_we_are_and_sends_no_more_than_needed(server: HostileServer) -> None:
    fetch(server.serve("/who", "x"), allowing(server, user_agent="newsroom-7/1.0 (+https://example.org)"))
    sent = server.hits("/who")[0].headers
    assert sent["user-agent"] == "newsroom-7/1.0 (+https://example.org)"
    assert set(sent) == {"host", "accept", "accept-encoding", "user-agent"}


def test_unpacks_compressed_bodies(server: HostileServer) -> None:
    url = server.serve("/packed", GZIPPED, headers={"Content-Encoding": "gzip"})
    assert fetch(url, allowing(server)).body == b"hello"


def test_asks_whether_it_has_changed(server: HostileServer) -> None:
    url = server.serve("/conditional", "x", etag='"7"', last_modified="Mon, 23 Nov 2026 10:00:00 GMT")
    first = fetch(url, allowing(server))
    again = fetch(url, allowing(server), validators=first.validators)
    assert first.validators == Validators('"7"', "Mon, 23 Nov 2026 10:00:00 GMT")
    assert (again.status, again.not_modified, again.body) == (304, True, b"")


def test_a_304_that_nobody_asked_for_is_a_failure(server: HostileServer) -> None:
    failed = failure(server.act("/304", Reply(304)), allowing(server))
    assert (failed.cause, failed.status) == ("http-other", 304)


def test_a_permanent_chain_is_told_and_a_temporary_end_is_not_part_of_it(server: HostileServer) -> None:
    server.serve("/new", "moved")
    server.redirect("/temporary", "/new", status=302)
    moved = fetch(server.redirect("/old", server.url("/new"), status=308), allowing(server))
    mixed = fetch(server.redirect("/older", "/temporary", status=301), allowing(server))
    away = fetch(server.url("/temporary"), allowing(server))
    assert (moved.final_url, moved.permanent_url) == (server.url("/new"), server.url("/new"))
    assert (mixed.final_url, mixed.permanent_url) == (server.url("/new"), server.url("/temporary"))
    assert (away.final_url, away.permanent_url) == (server.url("/new"), None)


def test_no_cookie_is_kept(server: HostileServer) -> None:
    async def twice() -> list[int]:
        async with Fetcher(allowing(server)) as fetcher:
            return [(await fetcher.get(server.url("/hostile/sets-cookie"))).status for _ in range(2)]

    assert asyncio.run(twice()) == [200, 200]


def test_no_proxy_is_taken_from_the_environment(server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch(server.serve("/direct", "x"), allowing(server)).status == 200


@pytest.mark.parametrize(
    ("name", "cause", "status", "retry_after_s", "transient"),
    [
        ("gone", "http-4xx", 410, None, False),
        ("not-found", "http-4xx", 404, None, False),
        ("forbidden", "http-4xx", 403, None, False),
        ("too-many-requests", "http-4xx", 429, 120, True),
        ("unavailable", "http-5xx", 503, 60, True),
        ("server-error", "http-5xx", 500, None, True),
    ],
)
def test_a_status_that_is_no_success(
    server: HostileServer, name: str, cause: str, status: int, retry_after_s: float | None, transient: bool
) -> None:
    failed = failure(server.url(f"/hostile/{name}"), allowing(server))
    assert (failed.cause, failed.status, failed.retry_after_s) == (cause, status, retry_after_s)
    assert (failed.transient, failed.gone) == (transient, status == 410)
    assert str(status) in failed.detail


def test_a_host_that_asks_for_a_pause_is_not_asked_for_pages_but_for_feeds(server: HostileServer) -> None:
    server.serve("/page", "x")

    async def story() -> FetchFailed:
        async with Fetcher(allowing(server)) as fetcher:
            with pytest.raises(FetchFailed):
                await fetcher.get(server.url("/hostile/too-many-requests"), kind="page")
            with pytest.raises(FetchFailed) as held:
                await fetcher.get(server.url("/page"), kind="page")
            assert (await fetcher.get(server.url("/page"), kind="feed")).status == 200
            return held.value

    held = asyncio.run(story())
    assert (held.cause, held.transient) == ("host-held", True)
    assert held.retry_after_s is not None
    assert 100 < held.retry_after_s <= 120
    assert len(server.hits("/page")) == 1


def test_every_fetch_is_reported(server: HostileServer) -> None:
    reports: list[FetchReport] = []
    url = server.serve("/counted", "12345", etag='"1"')

    async def three() -> None:
        async with Fetcher(allowing(server), observe=reports.append) as fetcher:
            await fetcher.get(url)
            await fetcher.get(url, validators=Validators(etag='"1"'))
            with pytest.raises(FetchFailed):
                await fetcher.get(server.url("/hostile/gone"), kind="page")

    asyncio.run(three())
    assert [(r.kind, r.outcome, r.body_bytes) for r in reports] == [
        ("feed", "ok", 5),
        ("feed", "not-modified", 0),
        ("page", "http-4xx", 0),
    ]


def test_no_more_requests_at_once_per_host_than_allowed(server: HostileServer) -> None:
    now, most = 0, 0

    async def counted(request: web.Request) -> web.StreamResponse:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        return await Reply(200, b"x")(request)

    async def ten() -> None:
        async with Fetcher(allowing(server, host_concurrency=3)) as fetcher:
            await asyncio.gather(*(fetcher.get(url) for _ in range(10)))

    url = server.act("/counting", counted)
    asyncio.run(ten())
    assert most <= 3
    assert len(server.hits("/counting")) == 10
