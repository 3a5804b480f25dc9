"""One analyser in a process of its own: started by spawn, fed through a pipe, killed without harm to its parent.

A native library that crashes takes its whole process with it, and one that hangs can only be killed; so the analyser
lives in a child. The child ends when its pipe does, and a thread of it watches the parent, for when it hangs itself.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from enrich.analyser import Analyser, Document
from enrich.models import use_one_thread
from wire.errors import Unreachable, UsageError
from wire.messages import Analysis

#: Makes the analyser, in the child; must be picklable: a function of a module, or a partial of one.
Factory = Callable[[], Analyser]

#: Longest time a child may take to load its models (s).
LOAD_TIMEOUT_S = 300.0


@dataclass(frozen=True)
class Raised:
    """The analyser raised: what and where."""

    detail: str


Answer = list[Analysis] | Raised


class AnalyserProcess:
    """The parent's handle on one child. Not safe to use from two threads at once."""

    def __init__(self, factory: Factory) -> None:
        use_one_thread()  # here: the child imports NumPy as it unpickles the factory, before any line of `_serve`
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, factory), name="analyser", daemon=True)
        self._process.start()
        theirs.close()
        self._loaded = False

    def wait_until_loaded(self, timeout_s: float = LOAD_TIMEOUT_S) -> None:
        """Return when the models are loaded. Raises UsageError if they cannot be, Unreachable if the child dies of it."""
        if self._loaded:
            return
        try:
            problem = self.connection.recv() if self.connection.poll(timeout_s) else f"no answer within {timeout_s:.0f} s"
        except (EOFError, OSError) as error:
            raise Unreachable(f"the analyser process died while loading ({self.ended()}): is there enough memory?") from error
        if problem is not None:
            self.kill()
            raise UsageError(f"the analyser cannot be loaded: {problem}")
        self._loaded = True

    def send(self, documents: Sequence[Document]) -> bool:
        """Hand over work; False where the child is dead."""
        try:
            self.connection.send(list(documents))
        except OSError:
            return False
        return True

    def receive(self) -> Answer | None:
        """The answer that the connection has ready; None where the child died instead."""
        try:
            answer: Answer = self.connection.recv()
        except (EOFError, OSError):
            return None
        return answer

    def ended(self) -> str:
        """How the child ended, in words."""
        self._process.join(5)
        code = self._process.exitcode
        if code is not None and code < 0:
            return f"killed by {signal.Signals(-code).name}"
        return "still running" if code is None else f"exit code {code}"

    def kill(self) -> None:
        """End the child at once, whatever it is doing. Idempotent."""
        self._process.kill()
        self._process.join()
        self.connection.close()

    def close(self, timeout_s: float = 5.0) -> None:
        """Let the child end by itself, and kill it where it does not."""
        self.connection.close()
        self._process.join(timeout_s)
        self.kill()


def _serve(connection: Connection, factory: Factory) -> None:
    """The child: load, say so, then answer until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides when we end
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    analyser = _load(connection, factory)
    while analyser is not None:
        try:
            documents = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(_answer(analyser, documents))


def _load(connection: Connection, factory: Factory) -> Analyser | None:
    try:
        analyser = factory()
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent reports it and stops
        connection.send(f"{type(error).__name__}: {error}")
        return None
    connection.send(None)
    return analyser


def _answer(analyser: Analyser, documents: Sequence[Document]) -> Answer:
    try:
        return analyser.analyse(documents)
    except Exception:  # noqa: BLE001 - becomes a dead letter with this reason
        return Raised(traceback.format_exc(limit=-3)[-1500:])


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        time.sleep(1)  # an idle child has seen its pipe end by now and left in good order
        os._exit(1)
