"""Feeds that print more and more articles, on four hosts whose feeds lie in different partitions.

A feed lists all that it has printed, up to `FEED_LENGTH`, and then the next one begins; or, where a window is given, all feeds
print in turn and each lists its newest articles only, as most feeds do.
"""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

from tests.flow.press import Piece, serve_feed, write_piece
from tests.servers.hostile import HostileServer
from wire.partitioner import partition_for
from wire.topics import host_key

#: Hosts, and partitions that they are to be spread over.
HOSTS = 4

#: Most articles of a feed.
FEED_LENGTH = 250


#: Feeds that print in turn, where each lists its newest articles only.
ROUND = 20


class DailyNews:
    """`articles` pieces in all; none is printed before `print_until`. A context manager."""

    def __init__(self, articles: int, *, window: int | None = None) -> None:
        """`window`: how many articles a feed lists, the newest; None has it list all."""
        self._window = window
        self._pieces = [write_piece(number) for number in range(articles)]
        self._servers = [HostileServer(host=host) for host in _hosts()]
        self._feeds = _one_after_another(self._pieces) if window is None else _in_turn(self._pieces)
        self._printed = 0
        self._stack = ExitStack()

    def __enter__(self) -> DailyNews:
        for server in self._servers:
            self._stack.enter_context(server)
        for feed in range(len(self._feeds)):
            self._print_feed(feed, 0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    @property
    def feeds(self) -> list[str]:
        """The URLs of all feeds."""
        return [self._server(feed).url(_path(feed)) for feed in range(len(self._feeds))]

    def print_until(self, share: float) -> None:
        """Have this share of all articles printed, 0 to 1."""
        before, self._printed = self._printed, round(len(self._pieces) * min(share, 1))
        for feed, pieces in enumerate(self._feeds):
            for piece in pieces:
                if before <= piece.number < self._printed:
                    self._server(feed).serve(piece.path, piece.page())
            if any(before <= piece.number < self._printed for piece in pieces):
                self._print_feed(feed, self._printed)

    def pieces(self) -> dict[str, Piece]:
        """All pieces by the URL of their page."""
        return {self._server(feed).url(piece.path): piece for feed, pieces in enumerate(self._feeds) for piece in pieces}

    def _print_feed(self, feed: int, printed: int) -> None:
        pieces = [piece for piece in self._feeds[feed] if piece.number < printed]
        serve_feed(self._server(feed), _path(feed), pieces[-(self._window or FEED_LENGTH) :])

    def _server(self, feed: int) -> HostileServer:
        return self._servers[feed % HOSTS]


def _path(feed: int) -> str:
    return f"/feed-{feed}.xml"


def _in_turn(pieces: list[Piece]) -> list[list[Piece]]:
    return [pieces[feed::ROUND] for feed in range(ROUND)]


def _one_after_another(pieces: list[Piece]) -> list[list[Piece]]:
    return [_pieces_of(feed, pieces) for feed in range(-(-len(pieces) // FEED_LENGTH // HOSTS) * HOSTS)]


def _pieces_of(feed: int, pieces: list[Piece]) -> list[Piece]:
    """Those of a feed: one feed of each host fills up at a time."""
    generation, host = divmod(feed, HOSTS)
    start = generation * FEED_LENGTH * HOSTS
    return pieces[start + host : start + FEED_LENGTH * HOSTS : HOSTS]


def _hosts() -> list[str]:
    """One address of this machine for each partition."""
    found: dict[int, str] = {}
    for number in range(1, 250):
        host = f"127.0.0.{number}"
        found.setdefault(partition_for(host_key(f"http://{host}/"), HOSTS), host)
    return list(found.values())
