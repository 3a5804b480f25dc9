"""Logs as the services write them, so that no test shows the whole inside of a traceback; no deadlines on slow machines."""

from __future__ import annotations

import hypothesis
import pytest

from wire import logs

hypothesis.settings.register_profile("newswire", deadline=None)
hypothesis.settings.load_profile("newswire")


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    logs.configure("debug", "json")
