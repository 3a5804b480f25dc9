"""`newswire run --once` from feed to search, as a person uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.command import Newswire
from tests.flow.press import Piece, publish, serve_feed, write_piece
from tests.servers.hostile import HostileServer


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture
def newswire(tmp_path: Path) -> Newswire:
    return Newswire(tmp_path / "data")


def test_feeds_in_who_said_what_out(server: HostileServer, newswire: Newswire) -> None:
    pieces = [write_piece(number) for number in range(6)]
    (feed,) = publish(server, pieces, "/feed.xml")
    newswire.run("feeds", "add", feed)
    newswire.run("run", "--once")

    found = newswire.rows("search", "--limit", "50")
    assert {row["url"] for row in found} == {server.url(piece.path) for piece in pieces}
    assert {row["title"] for row in found} == {piece.title for piece in pieces}
    assert all(row["source"] and row["published_at"] and row["entities"] for row in found)

    quotes = newswire.rows("quotes", "said:winter", "kind:direct", "--limit", "50")
    assert {row["url"] for row in quotes} == {server.url(piece.path) for piece in pieces}
    for row in quotes:
        shown = newswire.rows("show", row["url"])[0]
        assert " ".join(shown["text"][start:end] for start, end in row["spans"]) == row["text"]
        assert row["speaker"] in shown["text"]

    # a second round finds nothing new, and says so
    before = newswire.rows("show", server.url(pieces[0].path))
    newswire.run("run", "--once")
    assert newswire.rows("search", "--limit", "50") == found
    assert newswire.rows("show", server.url(pieces[0].path)) == before
    assert all(row["lag"] == 0 for row in newswire.rows("lag"))


def test_an_edit_becomes_revision_2_in_search_too(server: HostileServer, newswire: Newswire) -> None:
    piece = write_piece(1)
    (feed,) = publish(server, [piece], "/feed.xml")
    newswire.run("feeds", "add", feed)
    newswire.run("run", "--once")
    edited = Piece(
        piece.number, piece.title + ", vote postponed", (*piece.paragraphs, "A hedgehog stopped the session."), piece.published
    )
    publish(server, [edited], "/feed.xml")
    newswire.run("run", "--once")

    (row,) = newswire.rows("search", "hedgehog")
    assert (row["revision"], row["title"]) == (2, edited.title)
    assert len(newswire.rows("search")) == 1


def test_one_story_in_two_feeds_of_a_site_is_one_article_with_two_origins(server: HostileServer, newswire: Newswire) -> None:
    pieces = [write_piece(number) for number in range(3)]
    feeds = publish(server, pieces[:2], "/politics.xml", "/local.xml")
    serve_feed(server, "/politics.xml", [pieces[0], pieces[2]])
    serve_feed(server, "/local.xml", [pieces[1], pieces[2]])
    publish(server, [pieces[2]], "/unused.xml")
    newswire.run("feeds", "add", *feeds)
    newswire.run("run", "--once")
    newswire.run("run", "--once")

    assert len(newswire.rows("search")) == 3
    (shared,) = newswire.rows("show", server.url(pieces[2].path))
    assert sorted(shared["origins"]) == sorted(feeds)
    assert shared["revision"] == 1


def test_a_second_run_on_the_same_folder_is_refused(newswire: Newswire) -> None:
    from wire.lock import hold_folder

    newswire.folder.mkdir()
    with hold_folder(newswire.folder):
        newswire.run("run", "--once", code=6)
