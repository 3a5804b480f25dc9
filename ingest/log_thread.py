"""The log, for a program that waits for many things at once: every call in one thread, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Final, ParamSpec, TypeVar

from wire import logs
from wire.errors import AccessDenied, RecordTooLarge, Unreachable
from wire.log import Log, Outgoing

#: Pauses between attempts to reach a log that is away (s); the last for ever.
_AWAY_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)

#: Most records of one append.
_BATCH: Final = 200

P = ParamSpec("P")
T = TypeVar("T")

logger = logs.get(__name__)


class NotOurs(Exception):
    """The feed went to another process: what was to be written of it is not."""


@dataclass(frozen=True)
class _Waiting:
    records: Sequence[Outgoing]
    allowed: Callable[[], bool]
    done: asyncio.Future[None]


class LogThread:
    """Calls a log that blocks from an event loop; an async context manager. Appends of the same moment share a batch.

    A log that is away is waited for, until `stopping` says that there is no time for it any more.
    """

    def __init__(self, log: Log, *, stopping: Callable[[], bool] = lambda: False) -> None:
        self.log = log
        self._stopping = stopping
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="log")
        self._waiting: list[_Waiting] = []
        self._appender: asyncio.Task[None] | None = None

    async def __aenter__(self) -> LogThread:
        """Ready at once."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the appends under way. The log itself stays open."""
        if self._appender is not None:
            await asyncio.wait([self._appender])
        self._thread.shutdown()

    async def call(self, function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Run a call on the log or its consumer. While the log is away it is tried again; other errors are raised.

        `function` must be fit to be called again after it failed.
        """
        attempt = 0
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **options))
            except AccessDenied:
                raise
            except Unreachable as error:
                if self._stopping():
                    raise
                wait_s = _AWAY_S[min(attempt, len(_AWAY_S) - 1)]
                logger.warning("the log cannot be reached, will try again", error=str(error), in_s=wait_s)
                attempt += 1
                await asyncio.sleep(wait_s)

    async def append(self, records: Sequence[Outgoing], *, allowed: Callable[[], bool] = lambda: True) -> None:
        """Append, and return when the records are durable. Raises NotOurs if `allowed` says no when their turn comes.

        What is asked for while an append is under way goes with the next one: under load batches grow by themselves, and
        without load nothing waits.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(records, allowed, done))
        if self._appender is None or self._appender.done():
            self._appender = asyncio.create_task(self._append_waiting())
        await done

    async def _append_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
            for each in batch:
                if not each.done.done() and not each.allowed():
                    each.done.set_exception(NotOurs())
            await self._append_batch([each for each in batch if not each.done.done()])

    async def _append_batch(self, batch: Sequence[_Waiting]) -> None:
        """Append together; where one record is too large, one by one, so that the others are not held up."""
        try:
            await self.call(self.log.append, [record for each in batch for record in each.records])
        except RecordTooLarge as error:
            if len(batch) > 1:
                for each in batch:
                    await self._append_batch([each])
            else:
                _settle(batch, error)
        except Exception as error:  # noqa: BLE001 - handed to everybody who waits for it
            _settle(batch, error)
        else:
            _settle(batch, None)


def _settle(batch: Sequence[_Waiting], error: Exception | None) -> None:
    for each in batch:
        if each.done.done():  # whoever waited was cancelled
            continue
        if error is None:
            each.done.set_result(None)
        else:
            each.done.set_exception(error)
