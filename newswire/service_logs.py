"""Where the processes of `newswire run` say what they do: DATA_DIR/logs/NAME.log, and NAME.log.1 of the run before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from wire.folder import make_folder, translate


def log_file(data_dir: Path, name: str) -> Path:
    """The log of a service."""
    return data_dir / "logs" / f"{name}.log"


def keep_last(data_dir: Path, name: str) -> None:
    """Make room for the log of a new run; that of the last is kept. Raises AccessDenied or StorageFull."""
    file = log_file(data_dir, name)
    make_folder(file.parent)
    try:
        if file.exists():
            file.replace(file.with_name(f"{name}.log.1"))
    except OSError as error:
        raise translate(error, file.parent) from error


@contextmanager
def open_log_file(data_dir: Path, name: str) -> Iterator[TextIO]:
    """The log of a new run, line by line on disk. Lines that find no room there are lost."""
    keep_last(data_dir, name)
    file = log_file(data_dir, name).open("a", encoding="utf-8", buffering=1)
    try:
        yield file
    finally:
        with suppress(OSError):
            file.close()
