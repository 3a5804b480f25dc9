"""On a full disk everything can still be read; what must be written says so."""

from __future__ import annotations

import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build
from tests.flow.command import Newswire

FEED = "https://news.example/rss.xml"

#: Bytes a file may have: what SQLite's users share beside a file has more.
ROOM = 1000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a feed and an article, used by nobody now."""
    data = tmp_path_factory.mktemp("full") / "data"
    Newswire(data).run("feeds", "add", FEED)
    with closing(EmbeddedStore(data / "index")) as store:
        store.write([build("a1", "The bridge", "It stands.")])
        store.refresh()
    return data


def without_room(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newswire", *arguments],
        env=Newswire(folder).environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM)),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lag", "--json"), '"lag": 0'),
        (("feeds", "list", "--json"), FEED),
        (("dead", "list"), "No dead letters"),
        (("search", "bridge", "--json"), "The bridge"),
        (("show", "a1", "--json"), "It stands."),
        (("why", "https://nowhere.example/"), "not in the store"),
    ],
)
def test_reading_goes_on(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    done = without_room(folder, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert words in done.stdout


@pytest.mark.parametrize("arguments", [("feeds", "add", "https://other.example/"), ("erase", "a1")])
def test_writing_tells_what_is_missing(folder: Path, arguments: tuple[str, ...]) -> None:
    done = without_room(folder, *arguments)
    assert done.returncode == 5
    assert "full" in done.stderr or "make room" in done.stderr
    assert "Traceback" not in done.stderr
