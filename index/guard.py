"""What stands before every request: the Host check, the headers that keep pages safe, and the meter."""

from __future__ import annotations

from collections.abc import Callable, Collection
from ipaddress import ip_address
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wire.metrics import HTTP_REQUESTS, HTTP_SECONDS, Metrics

#: Nothing but our own stylesheet, script and icon; no frames, no plug-ins, no inline code, forms only to ourselves.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

SAFETY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class HeadAsGet:
    """Answers HEAD as GET without the body: routes need not say that they allow it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope.get("method") != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


class SafeHeaders:
    """Adds the headers of `SAFETY` to every answer; pages are not kept by caches unless they say so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_safety(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, with_headers)


def add_safety(headers: MutableHeaders) -> None:
    """Set what is not set yet."""
    for name, value in SAFETY.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-cache")


class HostCheck:
    """Refuses requests made under a foreign host name.

    A page on the Internet could point its own name at 127.0.0.1 and read what is served here (DNS rebinding); it cannot do
    so with a bare IP address, so all of those are allowed.
    """

    def __init__(self, app: ASGIApp, *, allowed: Collection[str]) -> None:
        self._app = app
        self._allowed = frozenset(name.lower() for name in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with 421."""
        if scope["type"] != "http" or self._admits(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
            return
        refusal = "This host name is not ours. If it should be, add it to the setting `allowed_hosts`.\n"
        await PlainTextResponse(refusal, status_code=421)(scope, receive, send)

    def _admits(self, host: str) -> bool:
        name = host_name(host)
        return name in self._allowed or is_address(name)


def host_name(host: str) -> str:
    """A Host header without its port, in small letters: "[::1]:8080" is "::1"."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def is_address(name: str) -> bool:
    """Whether a host name is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Meter:
    """Counts and times requests by the route's template, so that no address becomes a label."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, timer: Callable[[], float] = perf_counter) -> None:
        self._app = app
        self._metrics = metrics
        self._timer = timer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = self._timer(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "none")  # the router puts it there; nothing does for a refusal
            self._metrics.count(HTTP_REQUESTS, route=route, status=str(status))
            self._metrics.observe(HTTP_SECONDS, self._timer() - begun, route=route)
