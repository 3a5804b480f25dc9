"""The system's Chromium before a real server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from index.api import create_app
from index.serve import listen, serving, url_of
from index.store_embedded import EmbeddedStore
from tests.index_web.newsstand import NOW, articles
from tests.index_web.pressroom import fill_log
from wire.log_sqlite import SqliteLog
from wire.metrics import Metrics
from wire.settings import Settings

#: Headless, with nothing that calls home; as root Chromium has no sandbox.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


#: How long anything on a page may take on a busy machine (ms).
PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Per module, not per session: an open Playwright keeps asyncio.run from working in tests of other parts."""
    chromium = shutil.which("chromium")
    if chromium is None:
        missing = "the system has no Chromium: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """The newsstand."""
    with closing(EmbeddedStore(tmp_path_factory.mktemp("store"))) as opened:
        opened.write(articles())
        opened.refresh()
        yield opened


@pytest.fixture(scope="module")
def site(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    folder: Path = tmp_path_factory.mktemp("data")
    with closing(SqliteLog(folder / "log.db")) as log, closing(listen("127.0.0.1", 0)) as listening:
        fill_log(log)
        app = create_app(store, log=log, settings=Settings(data_dir=folder), metrics=Metrics(), clock=lambda: NOW)
        with serving(app, listening):
            yield url_of(listening)
