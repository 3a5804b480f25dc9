"""A lock on a file that dies with its holder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO


class FileLock:
    """Held by at most one process, freed by the system when that ends, however it ends. The file names the holder."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: IO[str] | None = None

    def take(self) -> bool:
        """Take the lock if it is free; whether it is ours now."""
        if self._held is not None:
            return True
        self._file.parent.mkdir(parents=True, exist_ok=True)
        stream = self._file.open("a+", encoding="utf-8")
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.close()
            return False
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        self._held = stream
        return True

    def holder(self) -> str:
        """Who holds it, in words."""
        try:
            return f"process {self._file.read_text(encoding='utf-8').strip() or 'unknown'}"
        except FileNotFoundError:
            return "nobody"

    def free(self) -> None:
        """Let go. Idempotent."""
        if self._held is not None:
            self._held.close()
            self._held = None
