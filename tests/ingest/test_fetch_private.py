"""No fetch reaches a private address, however it is written or led there."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from ingest.fetch import Fetcher
from ingest.fetch_result import FetchFailed
from tests.ingest.fetching import failure, fetch
from tests.servers.hostile import HostileServer, allowing
from wire.settings import Settings

GUARDED = Settings(fetch_timeout_s=30, host_delay_s=0)


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        running.serve("/", "secret")
        yield running


def port_of(server: HostileServer) -> int:
    return int(server.origin.rpartition(":")[2])


def names(**addresses: str) -> Callable[..., list[tuple[Any, ...]]]:
    """A name server of its own: names (with _ for .) to addresses."""
    table = {name.replace("_", "."): address for name, address in addresses.items()}

    def look_up(host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (table[host], port))]

    return look_up


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_loopback_is_refused_however_it_is_written(server: HostileServer, host: str) -> None:
    before = len(server.requests)
    failed = failure(f"http://{host}:{port_of(server)}/", GUARDED)
    assert failed.cause in ("refused-address", "dns", "bad-url")  # without IPv6, [::1] is not even resolved
    assert len(server.requests) == before


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_common_spellings_are_refused_for_their_address(server: HostileServer, host: str) -> None:
    failed = failure(f"http://{host}:{port_of(server)}/", GUARDED)
    assert failed.cause == "refused-address"
    assert "allow list" in failed.detail


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/", "http://10.0.0.1/", "https://192.168.0.1/", "http://0.0.0.0/"]
)
def test_other_special_addresses_are_refused(url: str) -> None:
    assert failure(url, GUARDED).cause == "refused-address"


def test_a_public_name_that_leads_home_is_refused(server: HostileServer) -> None:
    fetcher = partial(Fetcher, lookup=names(news_example="127.0.0.1"))
    assert failure(f"http://news.example:{port_of(server)}/", GUARDED, fetcher=fetcher).cause == "refused-address"


def test_that_name_is_refused_as_well_while_the_servers_own_origin_is_listed(server: HostileServer) -> None:
    fetcher = partial(Fetcher, lookup=names(news_example="127.0.0.1"))
    url = f"http://news.example:{port_of(server)}/"
    assert failure(url, allowing(server), fetcher=fetcher).cause == "refused-address"
    listed = Settings(allowed_origins=(url,), host_delay_s=0)
    assert fetch(url, listed, fetcher=fetcher).body == b"secret"


def test_a_name_that_changes_its_address_is_checked_at_every_connect(server: HostileServer) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        asked.append(host)
        address = "192.0.2.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    for _ in range(2):
        failed = failure(f"http://rebind.example:{port_of(server)}/", GUARDED, fetcher=partial(Fetcher, lookup=rebinding))
        assert failed.cause == "refused-address"
    assert len(asked) == 2


def test_a_redirect_to_another_port_of_this_machine_is_refused(server: HostileServer) -> None:
    with HostileServer() as inner:
        inner.serve("/", "secret")
        server.redirect("/trap", inner.url("/"))
        assert failure(server.url("/trap"), allowing(server)).cause == "refused-address"
        assert inner.requests == []
        assert fetch(server.url("/trap"), allowing(server, inner)).body == b"secret"


def test_a_connection_kept_alive_opens_no_way_for_another_name(server: HostileServer) -> None:
    async def story() -> FetchFailed:
        async with Fetcher(allowing(server), lookup=names(news_example="127.0.0.1")) as fetcher:
            await fetcher.get(server.url("/"))
            with pytest.raises(FetchFailed) as failed:
                await fetcher.get(f"http://news.example:{port_of(server)}/")
            return failed.value

    assert asyncio.run(story()).cause == "refused-address"


def test_the_setting_opens_all(server: HostileServer) -> None:
    assert fetch(server.url("/"), Settings(allow_private_networks=True)).body == b"secret"


def test_the_allow_list_is_lenient_about_spelling_and_strict_about_ports(server: HostileServer) -> None:
    listed = Settings(allowed_origins=(server.origin.upper().replace("HTTP", "http") + "/",))
    assert fetch(server.url("/"), listed).body == b"secret"
    other = Settings(allowed_origins=(f"http://127.0.0.1:{port_of(server) ^ 1}",))
    assert failure(server.url("/"), other).cause == "refused-address"
