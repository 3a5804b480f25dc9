"""A real HTTP server on 127.0.0.1 that behaves as told, and as badly as told.

    with HostileServer() as server:
        server.serve("/feed.xml", body, content_type="application/rss+xml", etag='"1"')   # 304 when asked with that ETag
        server.redirect("/old", "/feed.xml", status=301)
        server.replies("/flaky", Reply(503), Reply(200, b"fine"))      # one after another, the last one for ever
        server.act("/odd", reset_mid_body)                             # any handler; the named ones stand in SCENARIOS
        server.url("/hostile/gzip-bomb")                               # every scenario is also found at /hostile/NAME
        server.hits("/feed.xml")                                       # what was asked: method, path, headers

The server runs in a thread with its own event loop; routes may be set and changed from the test's thread at any time.
`robots.txt` is answered 404 unless served. `hanging_origin` and `closed_origin` are addresses where nobody answers.

Two helpers make Settings for it: `allowing(server)` opens nothing but the server's own origin.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers.scenarios import SCENARIOS, Handler, Reply
from tests.servers.threaded import ThreadedServer
from wire.settings import Settings


@dataclass(frozen=True)
class Received:
    """One request as it came. `at` is time.monotonic(); header names are lower-case."""

    method: str
    path: str
    headers: dict[str, str]
    at: float


class HostileServer(ThreadedServer):
    """The server; a context manager. `port` 0 takes a free one. Others of 127.0.0.0/8 are hosts of their own to a reader."""

    def __init__(self, *, port: int = 0, host: str = "127.0.0.1") -> None:
        super().__init__("hostile-server")
        self._port, self._host = port, host
        self._routes: dict[str, Handler] = {f"/hostile/{name}": scenario for name, scenario in SCENARIOS.items()}
        self.requests: list[Received] = []

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return f"http://{self._host}:{self._port}"

    def url(self, path: str) -> str:
        """The URL of a path of this server."""
        return self.origin + path

    def serve(self, path: str, body: str | bytes, *, content_type: str = "text/html; charset=utf-8", **options: Any) -> str:
        """Answer `path` with `body` from now on (options: those of Reply). Gives the URL."""
        data = body.encode() if isinstance(body, str) else body
        return self.act(path, Reply(body=data, content_type=content_type, **options))

    def redirect(self, path: str, to: str, *, status: int = 302) -> str:
        """Answer `path` with a redirect to `to` (sent as given). Gives the URL."""
        return self.act(path, Reply(status=status, headers={"Location": to}))

    def replies(self, path: str, *replies: Handler) -> str:
        """Answer `path` with one reply after another, then with the last for ever. Gives the URL."""
        left = list(replies)

        async def next_reply(request: web.Request) -> web.StreamResponse:
            return await (left.pop(0) if len(left) > 1 else left[0])(request)

        return self.act(path, next_reply)

    def act(self, path: str, handler: Handler) -> str:
        """Let `handler` answer `path` (query included, where the path has one). Gives the URL."""
        self._routes[path] = handler
        return self.url(path)

    def forget(self, path: str) -> None:
        """Answer `path` with 404 from now on."""
        self._routes.pop(path, None)

    def hits(self, path: str) -> list[Received]:
        """The requests for `path` so far, oldest first."""
        return [request for request in self.requests if request.path == path]

    async def _start(self) -> None:
        server = web.Server(self._answer, access_log=None)
        self._runner = web.ServerRunner(server, handler_cancellation=True, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Received(request.method, request.path_qs, headers, time.monotonic()))
        handler = self._routes.get(request.path_qs) or self._routes.get(request.path) or Reply(404, b"not here")
        return await handler(request)  # type: ignore[arg-type]


def allowing(*servers: HostileServer, **overrides: Any) -> Settings:
    """Settings with quick limits under which only the origins of `servers` may be private."""
    quick: dict[str, Any] = {"allowed_origins": tuple(s.origin for s in servers), "host_delay_s": 0.0, "fetch_timeout_s": 30.0}
    return Settings(**(quick | overrides))


@contextlib.contextmanager
def closed_origin() -> Iterator[str]:
    """An origin where nobody listens: the connect is refused at once."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@contextlib.contextmanager
def hanging_origin() -> Iterator[str]:
    """An origin where the connect hangs: its queue of waiting connections is full, so that SYNs are dropped."""
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
