"""One `newswire run` per data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from wire.errors import AccessDenied, AlreadyRunning, StorageFull

#: The file that is locked; it stays, and holds the process id of whoever had it last.
LOCK_FILE = "newswire.lock"


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Hold a folder, made if need be, for as long as the block runs; the lock ends with the process, however it ends.

    Raises AlreadyRunning, naming the process that holds it.
    """
    with _open(folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(_who(folder, file)) from error
        with suppress(OSError):  # the name is a courtesy: of a full disk tells whoever must write on it
            os.ftruncate(file.fileno(), 0)
            os.write(file.fileno(), f"{os.getpid()}\n".encode())
        yield


def _open(folder: Path) -> TextIO:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK_FILE).open("a+")
    except PermissionError as error:
        raise AccessDenied(
            f"cannot write in {folder}: check whose folder it is, or choose another with `--data-dir`"
        ) from error
    except OSError as error:
        raise StorageFull(f"cannot write in {folder} ({error.strerror}): make room, or choose another `--data-dir`") from error
    file.seek(0)
    return file


def _who(folder: Path, file: TextIO) -> str:
    pid = file.read().strip() or "unknown"
    return f"newswire already runs on {folder} (process {pid}): stop that one first, or choose another folder with `--data-dir`"
