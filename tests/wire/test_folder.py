"""Folders that cannot be had: the same words whoever wanted them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from wire.errors import AccessDenied, StorageFull, UsageError
from wire.folder import make_folder, translate


def test_a_folder_is_made_with_those_around_it(tmp_path: Path) -> None:
    for _ in range(2):
        make_folder(tmp_path / "a" / "b")

    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_in_its_place_is_a_mistake(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="--data-dir"):
        make_folder(tmp_path / "file" / below)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.EACCES, AccessDenied), (errno.EPERM, AccessDenied), (errno.ENOSPC, StorageFull), (errno.EROFS, StorageFull)],
)
def test_what_the_system_says_is_sorted_by_what_helps(number: int, kind: type[Exception], tmp_path: Path) -> None:
    error = translate(OSError(number, os.strerror(number)), tmp_path)

    assert type(error) is kind
    assert str(tmp_path) in str(error) and "--data-dir" in str(error)
