"""Fixed names of members: one each, the same again after a restart, and none that Kafka refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wire.errors import UsageError
from wire.kafka_instance import take_name


def test_processes_of_one_folder_get_a_name_each_and_a_restart_gets_its_own_again(tmp_path: Path) -> None:
    first, second = take_name("w", "group", tmp_path), take_name("w", "group", tmp_path)
    assert first.text != second.text
    first.release()
    first.release()
    assert take_name("w", "group", tmp_path).text == first.text


def test_groups_are_numbered_apart(tmp_path: Path) -> None:
    assert take_name("w", "one", tmp_path).text == take_name("w", "other", tmp_path).text


def test_a_name_is_one_that_kafka_takes(tmp_path: Path) -> None:
    assert re.fullmatch(r"[\w.-]{1,249}", take_name("Büro 7/" * 50, "group", tmp_path).text, re.ASCII)


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="--data-dir"):
        take_name("w", "group", tmp_path / "file")
