"""Several analyser processes behind one call, which no text can crash or hang.

    documents -> tasks -> [process, process, ...] -> an Analysis or a Failure each, in order

A task whose process dies or is over time is halved until the poison is alone; that one is tried once more by itself,
and then given up with its cause. Only the process that had it is killed and started again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from types import TracebackType
from typing import Literal

import structlog

from enrich.analyser import Document
from enrich.process import AnalyserProcess, Factory, Raised
from wire.messages import Analysis

logger = structlog.get_logger(__name__)

Cause = Literal["analyser-crashed", "analyser-hung"]

#: Slowest rate that still counts as work (characters per second); long texts get as much more time.
SLOWEST_CHARS_S = 4000
#: Tasks per process that a batch is cut into, so that none waits long for the slowest.
_SHARES = 4
#: Longest wait between two heartbeats (s).
_BEAT_S = 1.0


@dataclass(frozen=True)
class Failure:
    """A document that no analyser survives."""

    cause: Cause
    detail: str


Result = Analysis | Failure


@dataclass
class _Task:
    """Documents (by number) that go to one process together."""

    numbers: Sequence[int]
    tries: int = 0
    deadline: float = 0.0


@dataclass
class _Round:
    """One call of `analyse`: what waits, what runs on which process, and what came of it."""

    documents: Sequence[Document]
    waiting: deque[_Task]
    running: dict[AnalyserProcess, _Task] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)


class AnalyserPool:
    """`processes` analysers made by `factory`, each in a child. Use it from one thread, and close it (a context manager)."""

    def __init__(
        self,
        factory: Factory,
        *,
        processes: int = 1,
        timeout_s: float,
        beat: Callable[[], None] = lambda: None,
        restarted: Callable[[str], None] = lambda why: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`timeout_s`: after which an analysis is taken to hang. `beat` is called about every second while waiting."""
        self._factory, self._timeout_s, self._beat, self._restarted, self._clock = factory, timeout_s, beat, restarted, clock
        self._idle = [AnalyserProcess(factory) for _ in range(max(1, processes))]
        self._size = len(self._idle)

    def __enter__(self) -> AnalyserPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all children. Idempotent."""
        while self._idle:
            self._idle.pop().close()

    def wait_until_loaded(self) -> None:
        """Return when every child has its models. Raises UsageError or Unreachable, see AnalyserProcess."""
        for process in self._idle:
            process.wait_until_loaded()

    def analyse(self, documents: Sequence[Document]) -> list[Result]:
        """One result per document, in order. Raises Unreachable or UsageError where an analyser cannot be loaded."""
        this = _Round(documents, deque(_shares(documents, self._size * _SHARES if self._size > 1 else 1)))
        try:
            while this.waiting or this.running:
                self._start(this)
                self._collect(this)
        finally:
            for process in this.running:  # only where something was raised
                process.kill()
                self._idle.append(AnalyserProcess(self._factory))
        return [this.results[number] for number in range(len(documents))]

    def _start(self, this: _Round) -> None:
        while this.waiting and self._idle:
            process = self._idle[-1]
            try:
                process.wait_until_loaded()
            except BaseException:
                self._idle.pop().kill()
                self._idle.append(AnalyserProcess(self._factory))
                raise
            self._idle.pop()
            task = this.waiting.popleft()
            task.tries += 1
            task.deadline = self._clock() + self._time_for(this, task)
            this.running[process] = task
            process.send([this.documents[number] for number in task.numbers])  # a dead one shows at the receive

    def _time_for(self, this: _Round, task: _Task) -> float:
        chars = sum(len(this.documents[number].text) for number in task.numbers)
        return self._timeout_s + chars / SLOWEST_CHARS_S

    def _collect(self, this: _Round) -> None:
        """Take the answers that are ready, and deal with those that are dead or over time."""
        self._beat()
        now = self._clock()
        patience = min(_BEAT_S, max(0.0, min(task.deadline for task in this.running.values()) - now))
        ready = wait([process.connection for process in this.running], patience)
        for process, task in list(this.running.items()):
            if process.connection in ready:
                self._take(this, process, task)
            elif self._clock() >= task.deadline:
                detail = f"no answer within {self._time_for(this, task):.0f} s (analyse_timeout_s and the length of the text)"
                self._lose(this, process, Failure("analyser-hung", detail))

    def _take(self, this: _Round, process: AnalyserProcess, task: _Task) -> None:
        answer = process.receive()
        if answer is None:
            self._lose(this, process, Failure("analyser-crashed", f"the analyser process died: {process.ended()}"))
            return
        del this.running[process]
        self._idle.append(process)
        if isinstance(answer, Raised):
            _retry(this, task, Failure("analyser-crashed", answer.detail))
        else:
            this.results.update(zip(task.numbers, answer, strict=True))

    def _lose(self, this: _Round, process: AnalyserProcess, failure: Failure) -> None:
        task = this.running.pop(process)
        logger.warning(
            "analyser lost",
            cause=failure.cause,
            detail=failure.detail,
            documents=len(task.numbers),
            next="halved, or tried alone",
        )
        self._restarted(failure.cause.removeprefix("analyser-"))
        process.kill()
        self._idle.append(AnalyserProcess(self._factory))
        _retry(this, task, failure)


def _retry(this: _Round, task: _Task, failure: Failure) -> None:
    """Halve a task that failed; one document alone gets a second chance, then its failure is its result."""
    half = len(task.numbers) // 2
    if half:
        this.waiting.extendleft([_Task(task.numbers[half:]), _Task(task.numbers[:half])])
    elif task.tries < 2:
        this.waiting.appendleft(task)
    else:
        this.results[task.numbers[0]] = failure


def _shares(documents: Sequence[Document], count: int) -> list[_Task]:
    """The documents in order, in at most `count` shares of about the same number of characters."""
    total = sum(len(document.text) + 1 for document in documents)
    shares: list[list[int]] = [[] for _ in range(count)]
    seen = 0
    for number, document in enumerate(documents):
        shares[min(count - 1, seen * count // max(1, total))].append(number)
        seen += len(document.text) + 1
    return [_Task(share) for share in shares if share]
