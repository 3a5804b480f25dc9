"""Takes pages apart in processes that can be killed: a hostile page costs its own time, and nothing else.

Each process has one job at a time. What takes too long is killed, what crashed is started anew at the next job.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from types import TracebackType
from typing import Final

import msgspec

from ingest.fetch_result import Cause, FetchFailed
from ingest.page import Page
from ingest.page_job import LENGTH, READY, PageAnswer, PageJob, answer_of, frame

#: After so many pages a process is replaced: whatever its libraries leak ends with it.
_PAGES_PER_PROCESS: Final = 5000
#: How long a process that is no longer needed gets to end by itself (s).
_END_S: Final = 2.0
#: How long a process may take to load its libraries (s); not counted in the time of its first page.
_START_S: Final = 60.0


class PagePool:
    """A few extraction processes; an async context manager. `timeout_s` is the time for one page."""

    def __init__(self, *, processes: int, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._workers = [_Worker() for _ in range(processes)]
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()

    async def __aenter__(self) -> PagePool:
        """Start the processes; the first pages wait until one is ready."""
        for worker in self._workers:
            await worker.start()
            self._idle.put_nowait(worker)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    async def extract(self, body: bytes, *, url: str, content_type: str = "", content_language: str = "") -> Page | None:
        """The page in `body`; None where it is no HTML. Raises FetchFailed: extraction-timeout or extraction-crashed."""
        job = PageJob(body, url, content_type, content_language, self._timeout_s)
        worker = await self._idle.get()
        try:
            answer = await worker.ask(job)
        except TimeoutError as error:
            detail = f"the page takes longer than {self._timeout_s:g} s to take apart: it is left alone"
            raise _failed("extraction-timeout", detail, url) from error
        except (OSError, asyncio.IncompleteReadError, msgspec.DecodeError) as error:
            detail = "the process that took the page apart ended; the page may be hostile, or the machine out of memory"
            raise _failed("extraction-crashed", detail, url) from error
        finally:
            self._idle.put_nowait(worker)
        if answer.error is not None:
            raise _failed("extraction-crashed", f"the page cannot be taken apart ({answer.error})", url)
        return answer.page


class _Worker:
    """One process and the pipes to it. After anything unusual the process is killed; the next job starts another."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._ready = False
        self._pages = 0

    async def start(self) -> asyncio.subprocess.Process:
        """Start the process. In a session of its own: Ctrl-C at the terminal is for its parent, which ends it in time."""
        self._pages = 0
        self._ready = False
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "ingest.page_worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        return self._process

    async def ask(self, job: PageJob) -> PageAnswer:
        """The answer to one job. Raises TimeoutError, or OSError and the like where the process ends."""
        process = self._process or await self.start()
        try:
            if not self._ready:
                await asyncio.wait_for(_until_ready(process), _START_S)
                self._ready = True
            async with asyncio.timeout(job.timeout_s):
                answer = await _exchange(process, job)
        except BaseException:  # a cancelled job as well leaves the pipes in the middle of a frame
            await self.kill()
            raise
        self._pages += 1
        if self._pages >= _PAGES_PER_PROCESS:
            await self.stop()
        return answer

    async def stop(self) -> None:
        """Let the process end by itself, or kill it."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _END_S)
        await self.kill()

    async def kill(self) -> None:
        """End the process at once."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _until_ready(process: asyncio.subprocess.Process) -> None:
    if process.stdout is None:
        raise OSError("the process has no pipes")
    await process.stdout.readexactly(len(READY))


async def _exchange(process: asyncio.subprocess.Process, job: PageJob) -> PageAnswer:
    if process.stdin is None or process.stdout is None:
        raise OSError("the process has no pipes")
    process.stdin.write(frame(job))
    await process.stdin.drain()
    length = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))[0]
    return answer_of(await process.stdout.readexactly(length))


def _failed(cause: Cause, detail: str, url: str) -> FetchFailed:
    return FetchFailed(cause, detail, url=url)
