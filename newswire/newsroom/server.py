"""Serves the sample newsroom over real HTTP on 127.0.0.1, in a thread with a loop of its own."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from aiohttp import web

from newswire.newsroom.content import Newsroom, Story, feeds
from newswire.newsroom.pages import CONTENT_TYPES, Press
from wire.errors import UsageError

HOST = "127.0.0.1"


@contextmanager
def serving(newsroom: Newsroom, *, port: int, opened_at: datetime) -> Iterator[str]:
    """Serve within the block; gives the base URL. Port 0 takes a free one. Raises UsageError where the port is taken."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="newsroom", daemon=True)
    thread.start()
    try:
        runner, base_url = asyncio.run_coroutine_threadsafe(_start(newsroom, port, opened_at), loop).result()
        yield base_url
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _start(newsroom: Newsroom, port: int, opened_at: datetime) -> tuple[web.AppRunner, str]:
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)
    # the routes need the base URL, which is known for sure once the port is ours
    taken = _bind(port)
    base_url = f"http://{HOST}:{taken.getsockname()[1]}"
    add_routes(app, newsroom, Press(newsroom, base_url=base_url, opened_at=opened_at), opened_at=opened_at)
    await runner.setup()
    await web.SockSite(runner, taken).start()
    return runner, base_url


def _bind(port: int) -> socket.socket:
    """A socket at the port. Raises UsageError where it is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise UsageError(f"port {port} for the sample newsroom is taken: choose another with --set sample_port=PORT") from error
    return listener


def add_routes(app: web.Application, newsroom: Newsroom, press: Press, *, opened_at: datetime) -> None:
    """Every page and feed of the newsroom."""

    def age_s() -> float:
        return (datetime.now(UTC) - opened_at).total_seconds()

    def get(path: str, render: Callable[[], str], content_type: str) -> None:
        async def answer(request: web.Request) -> web.Response:
            return _answer(request, render(), content_type)

        app.router.add_get(path, answer)

    for story in newsroom.stories:
        get(newsroom.path(story), _article(press, story, age_s), "text/html")
    for outlet in newsroom.outlets:
        get(outlet.home, lambda outlet=outlet: press.home(outlet, age_s()), "text/html")  # type: ignore[misc]
    for outlet, feed in feeds(newsroom.outlets):
        get(feed.path, lambda feed=feed, outlet=outlet: press.feed(feed, outlet, age_s()), CONTENT_TYPES[feed.format])  # type: ignore[misc]
        if feed.old_path:
            app.router.add_get(feed.old_path, _moved(feed.path))
    get("/robots.txt", lambda: "User-agent: *\nAllow: /\n", "text/plain")


def _article(press: Press, story: Story, age_s: Callable[[], float]) -> Callable[[], str]:
    return lambda: press.article(story, age_s())


def _moved(path: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        raise web.HTTPMovedPermanently(path)

    return answer


def _answer(request: web.Request, text: str, content_type: str) -> web.Response:
    """The text, or 304 where the reader has it already."""
    body = text.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers={"ETag": etag})
