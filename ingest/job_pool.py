"""Processes that take hostile bytes apart and can be killed: hostile input costs its own time, and nothing else.

Each process has one job at a time. What takes too long is killed, what crashed is started anew at the next job.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

import msgspec

from ingest.job import LENGTH, READY, Job, frame

#: After so many jobs a process is replaced: whatever its libraries leak ends with it.
_JOBS_PER_PROCESS: Final = 5000
#: How long a process that is no longer needed gets to end by itself (s).
_END_S: Final = 2.0
#: How long a process may take to load its libraries (s); not counted in the time of its first job.
_START_S: Final = 60.0


A = TypeVar("A", bound=msgspec.Struct)


class JobCrashed(Exception):
    """The process ended in the middle of a job, or gave no answer that can be read."""


class JobPool(Generic[A]):
    """A few processes that run `module` (see `ingest.job_worker`) and give answers of one type; an async context manager."""

    def __init__(self, module: str, answer: type[A], *, processes: int) -> None:
        self._answer = answer
        self._workers = [_Worker(module) for _ in range(processes)]
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()

    async def __aenter__(self) -> Self:
        """Start the processes; the first jobs wait until one is ready."""
        for worker in self._workers:
            await worker.start()
            self._idle.put_nowait(worker)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    async def run(self, job: Job) -> A:
        """The answer to a job. Raises TimeoutError after the job's time, and JobCrashed."""
        worker = await self._idle.get()
        try:
            return msgspec.msgpack.decode(await worker.ask(job), type=self._answer)
        except TimeoutError:
            raise
        except (OSError, asyncio.IncompleteReadError, msgspec.DecodeError) as error:
            raise JobCrashed(f"process ended: {error}") from error
        finally:
            self._idle.put_nowait(worker)


class _Worker:
    """One process and the pipes to it. After anything unusual the process is killed; the next job starts another."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: asyncio.subprocess.Process | None = None
        self._ready = False
        self._jobs = 0

    async def start(self) -> asyncio.subprocess.Process:
        """Start the process. In a session of its own: Ctrl-C at the terminal is for its parent, which ends it in time."""
        self._jobs = 0
        self._ready = False
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", self._module),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        return self._process

    async def ask(self, job: Job) -> bytes:
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
        self._jobs += 1
        if self._jobs >= _JOBS_PER_PROCESS:
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


async def _exchange(process: asyncio.subprocess.Process, job: Job) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise OSError("the process has no pipes")
    process.stdin.write(frame(job))
    await process.stdin.drain()
    length = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))[0]
    return await process.stdout.readexactly(length)
