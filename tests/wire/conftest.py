"""Logs as the services write them, so that no test shows the whole inside of a traceback."""

from __future__ import annotations

import pytest

from wire import logs


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    logs.configure("debug", "json")
