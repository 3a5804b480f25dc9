"""`newswire migrate`: everything arrives, nothing twice, and a move that was cut off goes on."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from newswire.migrate_log import move_newest
from tests.flow.command import Newswire
from tests.newswire.moving_day import LETTER, STORED, WAITING, fill_folder, settings_of, stored
from tests.servers.hostile import HostileServer
from wire.dead import letter_id
from wire.lock import hold_folder
from wire.open import create_topics, open_log
from wire.topics import FEED_STATE


def test_everything_is_moved_once_and_the_new_place_goes_on_from_there(tmp_path: Path) -> None:
    with HostileServer() as server:
        old = Newswire(tmp_path / "old")
        fill_folder(old, server)
        new = Newswire(tmp_path / "new", settings=_urls(tmp_path))
        target = ("--to-log", new.settings["log"], "--to-store", new.settings["store"])
        _half_a_move(old, new)

        first = old.run("migrate", *target)
        again = old.run("migrate", *target)

        assert f"stored articles: {STORED} here, {STORED} moved now" in first
        assert "erasures: 1 here, 1 moved now" in first
        assert f"waiting for enrich: {WAITING} here, {WAITING} moved now" in first
        assert "states of feeds: 1 here, 0 moved now, 1 there already" in first
        assert "dead letters: 1 here, 1 moved now" in first
        assert "MISSING" not in first + again
        assert [line for line in again.splitlines() if " here" in line and ", 0 moved now" not in line] == []

        old_feeds, new_feeds = old.rows("feeds", "list"), new.rows("feeds", "list")
        assert new_feeds == old_feeds
        (letter,) = new.rows("dead", "list")
        assert (letter["key"], letter["cause"]) == (LETTER.key.decode(), LETTER.cause)
        assert letter["id"] != letter_id(LETTER)

        new.run("run", "--once")
        assert stored(old).items() <= stored(new).items()
        assert len(stored(new)) == STORED + WAITING


@pytest.mark.parametrize("same", ["log", "store"])
def test_a_folder_is_not_moved_onto_itself(tmp_path: Path, same: str) -> None:
    newswire = Newswire(tmp_path / "data")
    settings, urls = settings_of(newswire), _urls(tmp_path)
    urls[same] = settings.log_url if same == "log" else settings.store_url
    newswire.run("migrate", "--to-log", urls["log"], "--to-store", urls["store"], code=2)


def test_a_folder_at_work_is_not_moved(tmp_path: Path) -> None:
    newswire = Newswire(tmp_path / "data")
    newswire.folder.mkdir()
    urls = _urls(tmp_path)
    with hold_folder(newswire.folder):
        newswire.run("migrate", "--to-log", urls["log"], "--to-store", urls["store"], code=6)


def _urls(folder: Path) -> dict[str, str]:
    return {"log": f"sqlite:///{folder}/elsewhere.db", "store": f"embedded:///{folder}/elsewhere"}


def _half_a_move(old: Newswire, new: Newswire) -> None:
    """As far as a move comes that is killed early."""
    with closing(open_log(settings_of(old))) as here, closing(open_log(settings_of(new))) as there:
        create_topics(there, settings_of(new))
        assert move_newest(here, there, FEED_STATE, what="states").moved == 1
