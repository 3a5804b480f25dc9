"""The real application over a real store and a real log, asked without a network in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from index.api import create_app
from index.store_embedded import EmbeddedStore
from tests.index_web.newsstand import NOW, articles
from tests.index_web.pressroom import fill_log
from wire.log_sqlite import SqliteLog
from wire.metrics import Metrics
from wire.settings import Settings

#: Asks for an address and gives the answer.
Get = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """All articles of the newsstand."""
    with closing(EmbeddedStore(tmp_path_factory.mktemp("store"))) as opened:
        opened.write(articles())
        opened.refresh()
        yield opened


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """Nothing yet."""
    with closing(EmbeddedStore(tmp_path_factory.mktemp("empty"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteLog]:
    """Feeds in every state, messages waiting, dead letters."""
    with closing(SqliteLog(tmp_path_factory.mktemp("log") / "log.db")) as opened:
        fill_log(opened)
        yield opened


@pytest.fixture(scope="session")
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture(scope="session")
def app(store: EmbeddedStore, log: SqliteLog, metrics: Metrics, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application as `newswire serve` makes it."""
    return make_app(store, log, metrics, tmp_path_factory.mktemp("data"))


def make_app(store: EmbeddedStore, log: SqliteLog | None, metrics: Metrics, folder: Path) -> FastAPI:
    """The application at the time of the newsstand."""
    settings = Settings(data_dir=folder, allowed_hosts=("news.example",))
    return create_app(store, log=log, settings=settings, metrics=metrics, clock=lambda: NOW)


@pytest.fixture(scope="session")
def get(app: FastAPI) -> Get:
    """GET from the application."""
    return getter(app)


def getter(app: FastAPI) -> Get:
    """A function that asks an application for addresses, as a browser on this machine would."""

    def get(url: str, **options: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.get(url, **options)  # type: ignore[arg-type]

        return asyncio.run(ask())

    return get
