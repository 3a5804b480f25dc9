"""Where the processes of `newswire run` say what they do: DATA_DIR/logs/NAME.log, and NAME.log.1 of the run before."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO


def log_file(data_dir: Path, name: str) -> Path:
    """The log of a service."""
    return data_dir / "logs" / f"{name}.log"


def keep_last(data_dir: Path, name: str) -> None:
    """Make room for the log of a new run; that of the last is kept."""
    file = log_file(data_dir, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists():
        file.replace(file.with_name(f"{name}.log.1"))


def open_log_file(data_dir: Path, name: str) -> TextIO:
    """The log of a new run, line by line on disk."""
    keep_last(data_dir, name)
    return log_file(data_dir, name).open("a", encoding="utf-8", buffering=1)
