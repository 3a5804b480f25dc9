"""The logs of `newswire run` on a full disk: what they tell of goes on."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from newswire.service_logs import open_log_file
from wire import logs


@pytest.fixture(autouse=True)
def configuration() -> Iterator[None]:
    """The logging of the test run, put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_the_work_goes_on_where_a_line_finds_no_room(tmp_path: Path) -> None:
    with open_log_file(tmp_path, "run") as file, Path("/dev/full").open("w", encoding="utf-8") as full:
        logs.configure("info", "json", stream=file)
        logs.get("here").info("there is room")
        os.dup2(full.fileno(), file.fileno())
        logs.get("here").info("there is none")
        logging.getLogger("there").warning("nor is there now")
    assert "there is room" in (tmp_path / "logs" / "run.log").read_text()
