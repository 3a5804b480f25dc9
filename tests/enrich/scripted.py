"""An analyser that does what the texts tell it: the scriptable fake of the pool's tests, picklable by spawn."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from enrich.analyser import Document
from wire.messages import Analysis, Engine

ENGINE = Engine(name="scripted", version="1", generation=0)


class ScriptedAnalyser:
    """Texts with CRASH, HANG, RAISE or EXIT do so; "ONCE path" crashes until the file is there; others give their pid."""

    def analyse(self, documents: Sequence[Document]) -> list[Analysis]:
        for document in documents:
            _act(document.text)
        return [Analysis(id=document.id, language=str(os.getpid()), engine=ENGINE) for document in documents]


def _act(text: str) -> None:
    if "CRASH" in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "KILL" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "HANG" in text:
        time.sleep(600)
    if "RAISE" in text:
        raise ValueError("told to raise")
    if text.startswith("ONCE "):
        marker = Path(text.removeprefix("ONCE "))
        if not marker.exists():
            marker.touch()
            os._exit(7)


def broken() -> ScriptedAnalyser:
    """A factory that fails."""
    raise RuntimeError("no such model")


def dying() -> ScriptedAnalyser:
    """A factory that takes its process with it."""
    os._exit(9)


#: What NumPy would read, were it imported when this module is: as a child unpickles a factory.
THREADS_AT_IMPORT = os.environ.get("OPENBLAS_NUM_THREADS")


def environment() -> ScriptedAnalyser:
    """A factory that fails unless NumPy would use one thread."""
    if THREADS_AT_IMPORT != "1":
        raise RuntimeError("more than one thread")
    return ScriptedAnalyser()
