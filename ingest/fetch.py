"""Fetches one URL: politely, within limits, and never from a private address.

    get -> sendable? -> chase redirects, and for each hop:
        the host's turn (pacing) -> connect (the address is checked) -> status and headers -> body within the cap

Origins on the allow list have a session of their own, whose connects are not checked; so a name that leads to a private
address is refused unless its very origin is listed, and a connection kept alive was opened under its own origin's rule.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

import aiohttp
from yarl import URL

from ingest.address import SocketFactory, plain_socket, public_socket
from ingest.fetch_dns import Lookup, Resolver
from ingest.fetch_errors import ERRORS, failure, status_failure
from ingest.fetch_exchange import MAX_FIELD_BYTES, MAX_HEADERS, ROBOTS_MAX_BYTES, Answer, Request, read_answer
from ingest.fetch_headers import max_age_s, retry_after_s
from ingest.fetch_result import Fetched, FetchFailed, FetchReport, Kind, Validators
from ingest.fetch_url import REDIRECTS, Chain, origin, origins, sendable
from ingest.pacing import HostHeld, HostPacer
from wire.settings import Settings

#: How long a host's pages are left alone after a 429 that names no time (s).
_HOLD_S: Final = 60.0


class Fetcher:
    """An HTTP client for feeds and pages; an async context manager. One per event loop.

    `observe` is called with a report of every finished fetch; `clock` gives seconds (monotonic); `lookup` resolves names.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        observe: Callable[[FetchReport], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        lookup: Lookup = socket.getaddrinfo,
    ) -> None:
        self._settings = settings
        self._observe = observe
        self._clock = clock
        self._lookup = lookup
        self._allowed = origins(settings.allowed_origins)
        self._slots = asyncio.Semaphore(settings.fetch_concurrency)
        self._exits = AsyncExitStack()
        self.pacer = HostPacer(
            concurrency=settings.host_concurrency,
            delay_s=settings.host_delay_s,
            unpaced=frozenset(allowed.partition("://")[2] for allowed in self._allowed),
            clock=clock,
        )

    async def __aenter__(self) -> Fetcher:
        """Open the sessions."""
        self._open = await self._exits.enter_async_context(self._session(plain_socket))
        self._guarded = await self._exits.enter_async_context(self._session(public_socket))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self._exits.aclose()

    async def get(
        self, url: str, *, kind: Kind = "feed", validators: Validators | None = None, max_bytes: int | None = None
    ) -> Fetched:
        """The answer to GET `url`, redirects followed; status 2xx or 304. Raises FetchFailed.

        Waits for the host's turn first (not counted in the deadline `fetch_timeout_s`). `max_bytes` of body after
        decompression; default: the setting for `kind`. A host that asked for a pause is not asked for pages meanwhile.
        """
        request = Request(kind, validators, max_bytes or self._max_bytes(kind), self._settings.fetch_timeout_s)
        started = self._clock()
        try:
            fetched = await self._chase(url, request)
        except FetchFailed as failed:
            self._report(FetchReport(kind, failed.cause, self._clock() - started, 0))
            raise
        outcome = "not-modified" if fetched.not_modified else "ok"
        self._report(FetchReport(kind, outcome, fetched.elapsed_s, len(fetched.body)))
        return fetched

    async def _chase(self, url: str, request: Request) -> Fetched:
        chain = Chain(sendable(url), self._settings.max_redirects)
        while True:
            answer = await self._hop(chain.url, request)
            if answer.status not in REDIRECTS:
                return self._fetched(url, chain, answer, request)
            chain.follow(answer.status, answer.headers.get("location"))

    async def _hop(self, url: URL, request: Request) -> Answer:
        """One request in its turn; what it takes is counted against the whole fetch's deadline."""
        host = origin(url).partition("://")[2]
        try:
            async with self.pacer.turn(host, heed_hold=request.kind != "feed"), self._slots:
                started = self._clock()
                async with asyncio.timeout(request.left_s):
                    answer = await self._ask(url, request)
                request.spent_s += self._clock() - started
        except HostHeld as held:
            detail = f"{url.host} asked for a pause: {held.wait_s:.0f} s are left of it, then it is asked again"
            raise FetchFailed("host-held", detail, url=str(url), retry_after_s=held.wait_s) from held
        except ERRORS as error:
            raise failure(error, url, timeout_s=request.timeout_s) from error
        self._heed(answer, host)
        return answer

    async def _ask(self, url: URL, request: Request) -> Answer:
        session = self._open if self._may_be_private(url) else self._guarded
        async with session.get(url, headers=request.headers(), allow_redirects=False) as response:
            return await read_answer(response, max_bytes=request.max_bytes)

    def _heed(self, answer: Answer, host: str) -> None:
        wait_s = retry_after_s(answer.headers, datetime.now(UTC))
        if answer.status == 429 or (answer.status == 503 and wait_s):
            self.pacer.hold(host, wait_s if wait_s is not None else _HOLD_S)

    def _fetched(self, url: str, chain: Chain, answer: Answer, request: Request) -> Fetched:
        now = datetime.now(UTC)
        wait_s = retry_after_s(answer.headers, now)
        asked = bool(request.validators and request.validators.headers())
        if not (200 <= answer.status < 300 or (answer.status == 304 and asked)):
            raise status_failure(answer.status, chain.url, wait_s)
        return Fetched(
            url_requested=url,
            final_url=str(chain.url),
            status=answer.status,
            body=answer.body,
            headers=answer.headers,
            permanent_url=str(chain.permanent) if chain.permanent else None,
            retry_after_s=wait_s,
            max_age_s=max_age_s(answer.headers, now),
            elapsed_s=request.spent_s,
        )

    def _session(self, factory: SocketFactory) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            socket_factory=factory, resolver=Resolver(self._lookup), ttl_dns_cache=60, limit=self._settings.fetch_concurrency
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None),
            headers={"User-Agent": self._settings.user_agent},
            max_line_size=MAX_FIELD_BYTES,
            max_field_size=MAX_FIELD_BYTES,
            max_headers=MAX_HEADERS,
        )

    def _may_be_private(self, url: URL) -> bool:
        return self._settings.allow_private_networks or origin(url) in self._allowed

    def _max_bytes(self, kind: Kind) -> int:
        return {"feed": self._settings.feed_max_bytes, "page": self._settings.page_max_bytes, "robots": ROBOTS_MAX_BYTES}[kind]

    def _report(self, report: FetchReport) -> None:
        if self._observe is not None:
            self._observe(report)
