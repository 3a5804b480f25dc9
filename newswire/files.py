"""Files a person names: errors that say which file and what to do."""

from __future__ import annotations

from pathlib import Path

from wire.errors import UsageError


def read_file(file: Path) -> bytes:
    """The bytes of a file. Raises UsageError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}. Give the path of a file that is there") from error


def write_file(file: Path, data: bytes) -> None:
    """Write a file. Raises UsageError where it cannot be written."""
    try:
        file.write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}. Give a path in a folder you may write to") from error
