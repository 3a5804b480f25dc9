"""One newswire per folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.contracts.log_place import line_of, python
from wire.errors import AlreadyRunning, NewswireError, UsageError
from wire.lock import check_held, hold_folder


def test_a_second_holder_is_told_who_has_it(tmp_path: Path) -> None:
    with (
        hold_folder(tmp_path),
        pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}\).*--data-dir"),
        hold_folder(tmp_path),
    ):
        pass


def test_a_folder_can_be_held_again_and_is_made_if_need_be(tmp_path: Path) -> None:
    for _ in range(2):
        with hold_folder(tmp_path / "new" / "folder"):
            pass


def test_the_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    hold = (
        "import sys, pathlib, wire.lock as l\nwith l.hold_folder(pathlib.Path(sys.argv[1])): print('held', flush=True); input()"
    )
    with python("-c", hold, str(tmp_path)) as holder:
        assert line_of(holder) == "held"
        with pytest.raises(AlreadyRunning, match=f"process {holder.pid}"), hold_folder(tmp_path):
            pass
        holder.kill()

    with hold_folder(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="no folder"), hold_folder(tmp_path / "file"):
        pass


def test_a_folder_that_was_removed_or_replaced_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with hold_folder(folder) as lock:
        check_held(folder, lock)
        shutil.rmtree(folder)
        with pytest.raises(NewswireError, match="removed"):
            check_held(folder, lock)
        with hold_folder(folder), pytest.raises(NewswireError, match="replaced"):
            check_held(folder, lock)


def test_a_full_disk_is_left_to_whoever_must_write_on_it(tmp_path: Path) -> None:
    (tmp_path / "newswire.lock").symlink_to("/dev/full")

    with hold_folder(tmp_path):
        pass
