"""The answers of the hostile server: what `Reply` sends, and every named way of behaving badly (SCENARIOS)."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import brotli
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Reply:
    """One answer, sent whole. `etag` and `last_modified` make it conditional."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """The answer to `request`: 304 without a body where its validators match."""
        given = {"ETag": self.etag, "Last-Modified": self.last_modified}
        headers = {"Content-Type": self.content_type} | self.headers | {k: v for k, v in given.items() if v}
        asked = (request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since"))
        if any(ours and ours == theirs for ours, theirs in zip(given.values(), asked, strict=True)):
            return web.Response(status=304, headers={k: v for k, v in headers.items() if k != "Content-Type"})
        return web.Response(status=self.status, body=self.body, headers=headers)


async def redirect_loop(request: web.Request) -> web.StreamResponse:
    """Two URLs that redirect to each other."""
    other = "b" if request.query_string != "b" else "a"
    return web.Response(status=302, headers={"Location": f"/hostile/redirect-loop?{other}"})


async def redirect_chain(request: web.Request) -> web.StreamResponse:
    """?N: N redirects 301, one after another, then a small page."""
    left = int(request.query_string or 3)
    if left == 0:
        return web.Response(text="<p>arrived</p>", content_type="text/html")
    return web.Response(status=301, headers={"Location": f"/hostile/redirect-chain?{left - 1}"})


async def redirect_without_target(request: web.Request) -> web.StreamResponse:
    """A 302 that names no target."""
    return web.Response(status=302)


async def redirect_to_metadata(request: web.Request) -> web.StreamResponse:
    """A redirect to the metadata service of cloud machines."""
    return web.Response(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})


async def redirect_to_file(request: web.Request) -> web.StreamResponse:
    """A redirect to a file of the reader's machine."""
    return web.Response(status=302, headers={"Location": "file:///etc/passwd"})


def _bomb(encoding: str, packed: bytes) -> Handler:
    async def send_bomb(request: web.Request) -> web.StreamResponse:
        """A small body that unpacks to 50 MB."""
        return web.Response(body=packed, headers={"Content-Encoding": encoding, "Content-Type": "text/html"})

    return send_bomb


def gzip_bomb() -> Handler:
    """50 MB of spaces in 50 KB of gzip."""
    packer = zlib.compressobj(9, wbits=31)
    return _bomb("gzip", b"".join(packer.compress(b" " * (1 << 20)) for _ in range(50)) + packer.flush())


def brotli_bomb() -> Handler:
    """50 MB of spaces in a few hundred bytes of brotli."""
    packer = brotli.Compressor(quality=1)
    return _bomb("br", b"".join(packer.process(b" " * (1 << 20)) for _ in range(50)) + packer.finish())


def _once(make: Callable[[], Handler]) -> Handler:
    made: list[Handler] = []

    async def made_at_first_use(request: web.Request) -> web.StreamResponse:
        if not made:
            made.append(await asyncio.to_thread(make))
        return await made[0](request)

    return made_at_first_use


async def false_encoding(request: web.Request) -> web.StreamResponse:
    """Plain text that calls itself gzip."""
    return web.Response(body=b"<p>not packed at all</p>", headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})


async def endless_body(request: web.Request) -> web.StreamResponse:
    """A body without end, as fast as it is taken."""
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await response.write(b"<p>and on and on</p>\n" * 1000)
    return response


async def slow_body(request: web.Request) -> web.StreamResponse:
    """Slow-loris: a byte of the body now and then, for as long as anybody waits."""
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await response.write(b".")
            await asyncio.sleep(0.05)
    return response


async def slow_headers(request: web.Request) -> web.StreamResponse:
    """Slow-loris: a header now and then, never the last one."""
    transport = _raw(request)
    transport.write(b"HTTP/1.1 200 OK\r\n")
    while not transport.is_closing():
        transport.write(b"X-Wait: 1\r\n")
        await asyncio.sleep(0.05)
    return web.Response()


async def huge_headers(request: web.Request) -> web.StreamResponse:
    """100 KB in one header."""
    return web.Response(text="x", headers={"X-Huge": "x" * 100_000})


async def many_headers(request: web.Request) -> web.StreamResponse:
    """5,000 headers."""
    response = web.Response(text="x")
    for number in range(5000):
        response.headers.add(f"X-{number}", "x")
    return response


async def silence(request: web.Request) -> web.StreamResponse:
    """The request is taken, and never answered."""
    await asyncio.sleep(3600)
    return web.Response()


async def reset_mid_body(request: web.Request) -> web.StreamResponse:
    """The connection is reset in the middle of the body."""
    response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "100000"})
    await response.prepare(request)
    await response.write(b"<p>half of the stor")
    _raw(request).abort()
    return response


async def truncated(request: web.Request) -> web.StreamResponse:
    """Fewer bytes than Content-Length promises, then a clean close."""
    _raw(request).write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>half of")
    _raw(request).close()
    return web.Response()


async def not_http(request: web.Request) -> web.StreamResponse:
    """An answer that is no HTTP."""
    _raw(request).write(b"SSH-2.0-OpenSSH_9.2\r\n")
    _raw(request).close()
    return web.Response()


async def deep_tags(request: web.Request) -> web.StreamResponse:
    """200,000 tags inside each other, with a little text in the middle."""
    return web.Response(body=b"<html><body>" + b"<div>" * 200_000 + b"deep" + b"</div>" * 200_000, content_type="text/html")


async def big_page(request: web.Request) -> web.StreamResponse:
    """A page of 10 MB."""
    return web.Response(body=b"<html><body>" + b"<p>A sentence of a long page.</p>\n" * 300_000, content_type="text/html")


async def long_line(request: web.Request) -> web.StreamResponse:
    """A page of one line of 2 MB."""
    return web.Response(body=b"<html><body><p>" + b"word " * 400_000 + b"</p>", content_type="text/html")


async def binary(request: web.Request) -> web.StreamResponse:
    """Bytes of every value that call themselves HTML."""
    return web.Response(body=bytes(range(256)) * 400, content_type="text/html")


async def image(request: web.Request) -> web.StreamResponse:
    """A PNG, honestly declared."""
    return web.Response(body=b"\x89PNG\r\n\x1a\n" + bytes(500), content_type="image/png")


async def error_page(request: web.Request) -> web.StreamResponse:
    """An error page that comes with status 200, as HTML."""
    body = "<html><head><title>Error 500</title></head><body><h1>Something went wrong</h1></body></html>"
    return web.Response(text=body, content_type="text/html")


async def sets_cookie(request: web.Request) -> web.StreamResponse:
    """Sets a cookie; whoever sends it back is told so with 418."""
    if "Cookie" in request.headers:
        return web.Response(status=418)
    return web.Response(text="<p>no cookie</p>", content_type="text/html", headers={"Set-Cookie": "id=1; Path=/"})


def _raw(request: web.Request) -> asyncio.Transport:
    assert isinstance(request.transport, asyncio.Transport)
    return request.transport


#: Every scenario by name; the path is /hostile/NAME.
SCENARIOS: dict[str, Handler] = {
    "redirect-loop": redirect_loop,
    "redirect-chain": redirect_chain,
    "redirect-without-target": redirect_without_target,
    "redirect-to-metadata": redirect_to_metadata,
    "redirect-to-file": redirect_to_file,
    "gzip-bomb": _once(gzip_bomb),
    "brotli-bomb": _once(brotli_bomb),
    "false-encoding": false_encoding,
    "endless-body": endless_body,
    "slow-body": slow_body,
    "slow-headers": slow_headers,
    "huge-headers": huge_headers,
    "many-headers": many_headers,
    "silence": silence,
    "reset-mid-body": reset_mid_body,
    "truncated": truncated,
    "not-http": not_http,
    "deep-tags": deep_tags,
    "big-page": big_page,
    "long-line": long_line,
    "binary": binary,
    "image": image,
    "error-page": error_page,
    "sets-cookie": sets_cookie,
    "gone": Reply(410),
    "not-found": Reply(404),
    "forbidden": Reply(403),
    "too-many-requests": Reply(429, headers={"Retry-After": "120"}),
    "unavailable": Reply(503, headers={"Retry-After": "60"}),
    "server-error": Reply(500),
}
