"""The folders newswire keeps things in: made where they are missing, and complained about in the same words everywhere."""

from __future__ import annotations

from pathlib import Path

from wire.errors import AccessDenied, NewswireError, StorageFull, UsageError


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, if need be. Raises UsageError, AccessDenied or StorageFull, as `translate` says."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise translate(error, folder) from error


def translate(error: OSError, folder: Path) -> NewswireError:
    """The error to raise in place of one of the system's about a folder, or about a file to be made in it."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return UsageError(f"{folder} is no folder: a file is in its place. Choose another with `--data-dir`")
    if isinstance(error, PermissionError):
        return AccessDenied(
            f"this user may not write in {folder}: check whose folder it is, or choose another with `--data-dir`"
        )
    return StorageFull(
        f"cannot write in {folder} ({error.strerror}): make room or make it writable, or choose another with `--data-dir`"
    )
