"""Makes feeds and pages with as many articles as a test wants, served by a HostileServer that behaves itself here."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tests.servers.hostile import HostileServer

FIRST = ("Amara", "Bjorn", "Chiara", "Dmitri", "Esther", "Farid", "Gwen", "Hiro", "Ines", "Jonas")
LAST = ("Okafor", "Lindgren", "Moretti", "Sokolov", "Mbeki", "Haddad", "Pritchard", "Tanaka", "Carvalho", "Weber")
ROLES = ("harbour master", "finance minister", "union leader", "chief engineer", "mayor", "head of the water board")
PLACES = ("Porto Alto", "Westmere", "Kalden", "Isla Verde", "Brennick")
SUBJECTS = ("the new bridge", "the flood defences", "the pay offer", "the harbour tunnel", "the school budget")
#: Articles of one press are an hour apart, beginning here.
EPOCH = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Piece:
    """One generated article."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/news/{self.number}"

    def page(self) -> str:
        """Its page in HTML."""
        body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs)
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)} - The Press</title>'
            f'<meta property="og:site_name" content="The Press"><meta property="og:title" content="{escape(self.title)}">'
            f'<meta property="article:published_time" content="{self.published.isoformat()}"></head>'
            f"<body><main><article><h1>{escape(self.title)}</h1>\n{body}\n</article></main></body></html>"
        )

    def item(self, server: HostileServer) -> str:
        """Its item in an RSS feed."""
        url = server.url(self.path)
        return (
            f"<item><title>{escape(self.title)}</title><link>{url}</link><guid>{url}</guid>"
            f"<pubDate>{format_datetime(self.published)}</pubDate><description>{escape(self.paragraphs[0])}</description></item>"
        )


def write_piece(number: int, seed: int = 7) -> Piece:
    """Article number `number`: the same for the same seed."""
    chance = random.Random(f"{seed}-{number}")
    name, role = f"{chance.choice(FIRST)} {chance.choice(LAST)}", chance.choice(ROLES)
    surname, place, subject = name.split()[1], chance.choice(PLACES), chance.choice(SUBJECTS)
    return Piece(
        number=number,
        title=f"{place} argues about {subject}, day {number}",
        paragraphs=(
            f"The council of {place} met on Tuesday to discuss {subject}, which has divided the town for {number + 2} months.",
            f"“We have waited long enough for {subject},” said {role} {name}. “Nobody in {place} wants another winter like the last.”",
            f"{surname} said that the work would cost {number + 10} million and would be finished within two years.",
            f"Residents warned that {subject} had been promised before. The {role} did not answer questions about case {number}.",
        ),
        published=EPOCH + timedelta(hours=number),
    )


def publish(server: HostileServer, pieces: Iterable[Piece], *feeds: str) -> list[str]:
    """Serve the pages and the feeds, the pieces dealt out evenly among the feeds. Gives the feeds' URLs."""
    pieces = list(pieces)
    for piece in pieces:
        server.serve(piece.path, piece.page())
    return [serve_feed(server, path, pieces[position :: len(feeds)]) for position, path in enumerate(feeds)]


def serve_feed(server: HostileServer, path: str, pieces: Iterable[Piece]) -> str:
    """Serve one RSS feed of these pieces. Gives its URL."""
    items = "\n".join(piece.item(server) for piece in pieces)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {path}</title><link>{server.origin}/</link>{items}</channel></rss>'
    return server.serve(path, body, content_type="application/rss+xml")
