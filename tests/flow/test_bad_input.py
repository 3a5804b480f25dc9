"""Whatever stands in a feed or page, the round ends well, the bad thing is explained, and the good articles are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.command import Newswire
from tests.flow.press import publish, write_piece
from tests.servers.hostile import HostileServer
from tests.servers.scenarios import Reply

ITEM = "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{date}</pubDate><description>{text}</description></item>"
GOOD_TEXT = (
    "The ferry left on time, said captain Inger Dahl. She said that the sea was calm and that nobody had been sick on the way."
)


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{"".join(items)}</channel></rss>'


def item(link: str, *, title: str = "A title", guid: str | None = None, date: str = "Mon, 02 Nov 2026 10:00:00 GMT") -> str:
    return ITEM.format(title=title, link=link, guid=guid or link, date=date, text=GOOD_TEXT)


def bad_feeds(server: HostileServer) -> dict[str, str]:
    """Feed URLs of every kind of badness, and a word of the explanation each must get."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    bodies: dict[str, tuple[str | bytes, str]] = {
        "not-xml": ("To be, or not to be", "feed"),
        "web-page": ("<!doctype html><html><body><h1>Welcome</h1></body></html>", "page"),
        "truncated": (rss(item("http://x/1"))[:80], ""),
        "nested": ("<rss>" + "<a>" * 200_000, ""),
        "entities": (f"<!DOCTYPE r [{entities}]><rss><channel><title>&a11;</title></channel></rss>", ""),
        "binary": (bytes(range(256)) * 64, "feed"),
    }
    feeds = {
        server.serve(f"/bad/{name}", body, content_type="application/rss+xml"): word for name, (body, word) in bodies.items()
    }
    for name in (
        "gzip-bomb",
        "endless-body",
        "slow-body",
        "slow-headers",
        "redirect-loop",
        "redirect-to-metadata",
        "error-page",
    ):
        feeds[server.url(f"/hostile/{name}")] = ""
    feeds[server.act("/bad/gone", Reply(410))] = "gone"
    feeds[server.act("/bad/broken", Reply(500))] = "500"
    return feeds


def odd_feeds(server: HostileServer) -> dict[str, int]:
    """Feeds that are odd but usable, and how many articles each must give."""
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt; \u202edesrever\u202c \u05e9\u05dc\u05d5\u05dd"
    shared = rss(*(item(server.url(f"/p/shared{n}"), guid="same") for n in range(3)))
    years = rss(
        item(server.url("/p/year0"), date="0000-01-01T00:00:00Z"), item(server.url("/p/year9999"), date="9999-12-31T23:59:59Z")
    )
    titles = rss(item(server.url("/p/script"), title=hostile))
    for n, path in enumerate(("shared0", "shared1", "shared2", "year0", "year9999", "script")):
        server.serve(f"/p/{path}", write_piece(100 + n).page())
    server.redirect("/chain1", "/chain2", status=301)
    server.redirect("/chain2", "/chain3", status=301)
    server.redirect("/chain3", "/odd/chained", status=301)
    server.serve("/p/chained", write_piece(120).page())
    server.serve("/odd/chained", rss(item(server.url("/p/chained"))), content_type="application/rss+xml")
    served = {"/odd/shared": shared, "/odd/years": years, "/odd/titles": titles, "/odd/empty": rss()}
    urls = {path: server.serve(path, body, content_type="application/rss+xml") for path, body in served.items()}
    return {
        urls["/odd/shared"]: 3,
        urls["/odd/years"]: 2,
        urls["/odd/titles"]: 1,
        urls["/odd/empty"]: 0,
        server.url("/chain1"): 1,
    }


def bad_pages(server: HostileServer) -> str:
    """One feed whose entries lead to pages that cannot be read; the feed's own text must do."""
    server.serve("/q/long-line", "<html><body><p>" + "word " * 400_000 + "</p></body></html>")
    server.serve("/q/nested", "<html><body>" + "<div>" * 200_000 + "deep")
    names = ("gzip-bomb", "endless-body", "redirect-loop", "redirect-to-metadata", "big-page", "binary")
    links = [server.url("/q/nested"), *(server.url(f"/hostile/{name}") for name in names)]
    return server.serve("/odd/pages", rss(*(item(link) for link in links)), content_type="application/rss+xml")


@pytest.mark.timeout(400)
def test_the_pipeline_goes_on(tmp_path: Path) -> None:
    with HostileServer() as server:
        newswire = Newswire(tmp_path / "data", origins=(server.origin,))
        pieces = [write_piece(number) for number in range(4)]
        (good,) = publish(server, pieces, "/good.xml")
        bad, odd, pages = bad_feeds(server), odd_feeds(server), bad_pages(server)
        newswire.run("feeds", "add", good, *bad, *odd, pages)
        newswire.run("run", "--once")

        feeds = {row["url"]: row for row in newswire.rows("feeds", "list")}
        for url, word in bad.items():
            assert feeds[url]["status"] in ("failing", "gone"), url
            assert word.lower() in feeds[url]["error"].lower(), feeds[url]["error"]
            assert len(feeds[url]["error"]) > 10
        for url, articles in odd.items():
            assert (feeds[url]["status"], feeds[url]["articles"]) == ("ok", articles), feeds[url]

        stored = {row["url"]: row for row in newswire.rows("search", "--limit", "100")}
        assert {server.url(piece.path) for piece in pieces} <= set(stored)
        assert all("\u0000" not in row["title"] for row in stored.values())
        assert all(row["lag"] == 0 for row in newswire.rows("lag"))
        assert newswire.run("dead", "list", "--json") == ""
        told = newswire.run("why", server.url("/hostile/gzip-bomb"))
        assert "feed" in told and "large" in told.lower()
