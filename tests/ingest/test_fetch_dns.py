"""Name lookups that fail or hang stop nobody else."""

import asyncio
import socket
import threading
from functools import partial
from typing import Any

import pytest

from ingest.fetch import Fetcher
from ingest.fetch_dns import Resolver
from tests.ingest.fetching import failure
from wire.settings import Settings


def no_such_name(*_: object) -> list[tuple[Any, ...]]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_an_unknown_name_is_a_failure_with_its_own_cause() -> None:
    failed = failure("http://nowhere.example/", Settings(), fetcher=partial(Fetcher, lookup=no_such_name))
    assert (failed.cause, failed.transient) == ("dns", True)
    assert "nowhere.example" in failed.detail


def test_a_name_that_idna_cannot_write_is_a_failure() -> None:
    failed = failure(f"http://{'a' * 70}.example/", Settings(fetch_timeout_s=5))
    assert failed.cause in ("dns", "bad-url")


def test_a_lookup_without_answer_ends_in_time() -> None:
    release = threading.Event()

    def hangs(*_: object) -> list[tuple[Any, ...]]:
        release.wait(10)
        return []

    async def look_up() -> None:
        await Resolver(hangs, timeout_s=0.1).resolve("slow.example", 80)

    with pytest.raises(OSError, match="no answer"):
        asyncio.run(look_up())
    release.set()


def test_addresses_come_with_port_and_zone() -> None:
    def both(host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", port)),
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1", port, 0, 2)),
        ]

    results = asyncio.run(_resolve(Resolver(both)))
    assert [(result["host"], result["port"]) for result in results] == [("192.0.2.7", 80), ("fe80::1%2", 80)]


async def _resolve(resolver: Resolver) -> list[Any]:
    return list(await resolver.resolve("both.example", 80))
