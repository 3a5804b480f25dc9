"""The server that other tests lean on does what it is told."""

from collections.abc import Iterator

import httpx
import pytest

from tests.servers.hostile import HostileServer, Reply, closed_origin, hanging_origin


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


def test_serves_what_it_is_given_and_records_the_request(server: HostileServer) -> None:
    url = server.serve("/page", "<p>hello</p>")
    assert httpx.get(url, headers={"X-Mark": "7"}).text == "<p>hello</p>"
    assert [hit.headers["x-mark"] for hit in server.hits("/page")] == ["7"]


def test_answers_304_only_to_the_right_validator(server: HostileServer) -> None:
    url = server.serve("/feed", "<rss/>", etag='"1"', last_modified="Mon, 23 Nov 2026 10:00:00 GMT")
    assert httpx.get(url, headers={"If-None-Match": '"1"'}).status_code == 304
    assert httpx.get(url, headers={"If-None-Match": '"2"'}).status_code == 200


def test_replies_come_one_after_another_and_the_last_stays(server: HostileServer) -> None:
    url = server.replies("/flaky", Reply(503), Reply(200, b"fine"))
    assert [httpx.get(url).status_code for _ in range(3)] == [503, 200, 200]


def test_a_path_with_a_query_goes_before_the_path_alone(server: HostileServer) -> None:
    server.serve("/q", "plain")
    server.serve("/q?id=1", "one")
    assert [httpx.get(server.url(path)).text for path in ("/q", "/q?id=1", "/q?id=2")] == ["plain", "one", "plain"]


def test_what_is_not_served_is_not_found(server: HostileServer) -> None:
    url = server.serve("/soon-gone", "x")
    server.forget("/soon-gone")
    assert httpx.get(url).status_code == 404
    assert httpx.get(server.url("/robots.txt")).status_code == 404


def test_nobody_answers_at_the_closed_and_the_hanging_origin() -> None:
    with closed_origin() as closed, pytest.raises(httpx.ConnectError):
        httpx.get(closed)
    with hanging_origin() as hanging, pytest.raises(httpx.ConnectTimeout):
        httpx.get(hanging, timeout=0.2)
