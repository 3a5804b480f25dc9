"""What others wrote does nothing to a terminal but be shown."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.flow.command import Newswire
from wire.log import Outgoing
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ARTICLES

HOSTILE = "a\x1b[31m [/b] [red]c"
SHOWN = "a�[31m [/b] [red]c"


@pytest.fixture
def newswire(tmp_path: Path) -> Newswire:
    return Newswire(tmp_path)


def test_the_title_of_a_feed_is_shown_without_what_a_terminal_would_obey(
    newswire: Newswire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    newswire.run("feeds", "add", "https://news.example/rss", "--title", HOSTILE)
    assert "a[31m [/b] [red]c" in newswire.run("feeds", "list")


def test_a_dead_letter_is_shown_as_it_stands(newswire: Newswire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    settings = Settings(data_dir=newswire.folder)
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        log.append([Outgoing(topic=ARTICLES, key=HOSTILE.encode(), value=b'{"schema": 99}')])
    assert "dead letters           1" in newswire.run("run", "--once")
    assert SHOWN in newswire.run("dead", "list")
    assert newswire.rows("dead", "list")[0]["key"] == HOSTILE


def test_a_setting_is_shown_as_it_stands(newswire: Newswire) -> None:
    assert "[/b]x" in newswire.run("config", "--set", "user_agent=[/b]x")


@pytest.mark.parametrize("width", ["60", "80"])
def test_nothing_is_cut_off_in_a_narrow_terminal(newswire: Newswire, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    address = "https://news.example/" + "/".join(f"section-{number}" for number in range(12))
    newswire.run("feeds", "add", address)
    listed = newswire.run("feeds", "list")
    pieces = (line.split()[-1] for line in listed.splitlines() if "ection" in line or "news.example" in line)
    assert "…" not in listed + newswire.run("lag") + newswire.run("config")
    assert "section-11" in "".join(pieces)
