"""A server of many RSS feeds: `python -m benchmarks.many_feeds FEEDS ENTRIES PORT VALIDATORS`, the last 1 or 0."""

from __future__ import annotations

import sys
from hashlib import sha256

from aiohttp import web

PARAGRAPH = (
    "<p>The council of Lower Tarn voted on <b>Thursday</b> to close the bridge for six weeks, "
    "<a href='/x'>said</a> the mayor.</p>"
)


def body(feed: int, entries: int) -> bytes:
    """One feed, about 1 KB an entry, as most are."""
    items = "".join(_item(feed, n) for n in range(entries))
    return f"<rss version='2.0'><channel><title>Feed {feed}</title><link>/home/{feed}</link>{items}</channel></rss>".encode()


def _item(feed: int, n: int) -> str:
    return (
        f"<item><title>Story {n} of feed {feed} &amp;amp; more</title><link>/story/{feed}/{n}</link>"
        f"<guid isPermaLink='false'>{feed}-{n}</guid><pubDate>Fri, 20 Nov 2026 {n % 24:02}:00:00 GMT</pubDate>"
        f"<description><![CDATA[Number {n}. {PARAGRAPH * 6}]]></description></item>"
    )


def main(feeds: int, entries: int, port: int, validators: int) -> None:
    """Serve until killed."""
    bodies = [body(feed, entries) for feed in range(feeds)]
    tags = [f'"{sha256(each).hexdigest()[:16]}"' for each in bodies]

    async def feed(request: web.Request) -> web.Response:
        n = int(request.match_info["n"])
        headers = {"ETag": tags[n]} if validators else {}
        if headers and request.headers.get("If-None-Match") == tags[n]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=bodies[n], content_type="application/rss+xml", headers=headers)

    app = web.Application()
    app.add_routes([web.get("/feed/{n}", feed)])
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:5]))
