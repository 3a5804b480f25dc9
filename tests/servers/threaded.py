"""A server of aiohttp in a thread with an event loop of its own, so that a test can block while it answers."""

from __future__ import annotations

import abc
import asyncio
import threading
from types import TracebackType
from typing import Self

from aiohttp import web


class ThreadedServer(abc.ABC):
    """A context manager: the server answers inside the block. Subclasses make `_runner` and start it in `_start`."""

    _runner: web.ServerRunner

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @abc.abstractmethod
    async def _start(self) -> None:
        """Listen."""

    async def _stop(self) -> None:
        await self._runner.cleanup()
