"""Name lookups in threads of their own: bounded in number and time, so that dead name servers stop nobody else."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any, Final

from aiohttp.abc import AbstractResolver, ResolveResult

#: Lookups under way at once.
_LOOKUPS: Final = 32
#: A lookup that takes longer counts as failed (s).
_LOOKUP_TIMEOUT_S: Final = 10.0

#: The signature of socket.getaddrinfo(host, port, family, type, proto, flags).
Lookup = Callable[..., list[tuple[Any, ...]]]


class Resolver(AbstractResolver):
    """Resolves names with `lookup` in daemon threads: an exit never waits for a name server.

    A lookup that ran out of time keeps its slot until its thread ends, so the number of threads stays bounded.
    """

    def __init__(self, lookup: Lookup = socket.getaddrinfo, *, timeout_s: float = _LOOKUP_TIMEOUT_S) -> None:
        self._lookup = lookup
        self._timeout_s = timeout_s
        self._slots = asyncio.Semaphore(_LOOKUPS)

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """The addresses of `host`. Raises OSError where there are none, or no answer in time."""
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._slots.acquire()
                infos = await self._in_thread(host, port, family)
        except TimeoutError as error:
            raise OSError(f"no answer from the name servers within {self._timeout_s:.0f} s") from error
        return [_result(host, info) for info in infos]

    async def close(self) -> None:
        """Nothing to close: threads end by themselves."""

    async def _in_thread(self, host: str, port: int, family: int) -> list[tuple[Any, ...]]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[tuple[Any, ...]]] = loop.create_future()

        def finish(infos: list[tuple[Any, ...]] | None, error: OSError | None) -> None:
            self._slots.release()
            if answer.done():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(infos or [])

        def look_up() -> None:
            infos, failure = None, None
            try:
                infos = self._lookup(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
            except UnicodeError as error:  # a label that IDNA cannot write
                failure = OSError(f"{host!r} is no name of a host ({error})")
            except OSError as error:
                failure = error
            if not loop.is_closed():
                loop.call_soon_threadsafe(finish, infos, failure)

        threading.Thread(target=look_up, name=f"dns {host}", daemon=True).start()
        return await answer


def _result(host: str, info: tuple[Any, ...]) -> ResolveResult:
    family, _, proto, _, address = info
    return ResolveResult(
        hostname=host,
        host=_numeric(address),
        port=address[1],
        family=family,
        proto=proto,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


def _numeric(address: tuple[Any, ...]) -> str:
    """The host of a socket address; link-local IPv6 with its zone."""
    zone = address[3] if len(address) > 3 else 0
    return f"{address[0]}%{zone}" if zone and "%" not in address[0] else str(address[0])
