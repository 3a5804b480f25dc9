"""One `newswire run` per data folder."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from wire.errors import AlreadyRunning, NewswireError
from wire.folder import make_folder, translate
from wire.process import exists

#: The file that is locked; it stays, and holds the process id of whoever had it last.
LOCK_FILE = "newswire.lock"

#: How long the services of a run that was killed may take to end (s).
PATIENCE_S = 45.0

#: How often it is looked whether they have (s).
_LOOK_S = 0.1


@contextmanager
def hold_folder(folder: Path, *, patience_s: float = PATIENCE_S) -> Iterator[int]:
    """Hold a folder, made if need be, for as long as the block runs; the lock ends with the process, however it ends.

    Gives the descriptor of the lock. Children that inherit it hold the folder too, so the services of a killed run keep
    the next one out until they have ended; it waits so long for them (s). Raises AlreadyRunning, naming the process that
    holds it, and what `make_folder` raises.
    """
    with _open(folder) as file:
        deadline = time.monotonic() + patience_s
        while not _taken(file):
            if _holder_lives(file) or time.monotonic() >= deadline:
                raise AlreadyRunning(_who(folder, file))
            time.sleep(_LOOK_S)
        with suppress(OSError):  # the name is a courtesy: of a full disk tells whoever must write on it
            os.ftruncate(file.fileno(), 0)
            os.write(file.fileno(), f"{os.getpid()}\n".encode())
        yield file.fileno()


def check_held(folder: Path, descriptor: int) -> None:
    """Raises NewswireError where the folder was removed, or replaced by another, since `hold_folder` gave the descriptor."""
    try:
        held = os.path.samestat((folder / LOCK_FILE).stat(), os.fstat(descriptor))
    except OSError:
        held = False
    if not held:
        raise NewswireError(
            f"{folder} was removed or replaced while newswire ran on it: what it held is lost. Put it back from a backup, "
            "or start again with an empty one"
        )


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder_lives(file: TextIO) -> bool:
    """Whether the process named in the file is there; so it is taken to be while the file names none."""
    pid = _pid(file)
    return not pid.isdecimal() or exists(int(pid))


def _pid(file: TextIO) -> str:
    file.seek(0)
    return file.read().strip()


def _open(folder: Path) -> TextIO:
    make_folder(folder)
    try:
        return (folder / LOCK_FILE).open("a+")
    except OSError as error:
        raise translate(error, folder) from error


def _who(folder: Path, file: TextIO) -> str:
    pid = _pid(file) or "unknown"
    return f"newswire already runs on {folder} (process {pid}): stop that one first, or choose another folder with `--data-dir`"
