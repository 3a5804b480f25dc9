"""What SQLite's errors mean to newswire, in one place."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from wire.errors import AccessDenied, NewswireError, StorageFull, Unreachable, UsageError

#: Free space under which a failed write is put down to a full disk, in bytes.
NEARLY_FULL = 1 << 20

#: Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _AUTH, _NOTADB = 3, 5, 6, 8, 10, 11, 13, 14, 23, 26


def translate(error: sqlite3.Error, path: Path) -> NewswireError:
    """The error to raise in place of one of SQLite's about the log at `path`."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == _FULL or _cannot_grow(error) or (code in (_IOERR, _CANTOPEN) and _no_room(path)):
        return StorageFull(
            f"the disk of {path} is full: free some space and start again; everything acknowledged is kept, "
            "what was under way is done again"
        )
    if code in (_BUSY, _LOCKED):
        return Unreachable(f"{path} has been locked by another process for too long: see who uses it (`fuser {path}`)")
    return _broken(code, error, path)


def lacks_shared_memory(error: BaseException | None) -> bool:
    """Whether a file could not be opened for want of a few kilobytes beside it, in which its users share the write-ahead index.

    A connection that has the file alone (`PRAGMA locking_mode = EXCLUSIVE`, before all else) needs none, so that what is
    there can be read on a full disk (https://www.sqlite.org/wal.html#noshm).
    """
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR_SHM")


def not_writable(code: int, path: Path) -> NewswireError | None:
    """The error to raise where a file, or what SQLite keeps beside it, may not be written; None for other result codes."""
    if code == _READONLY:
        return StorageFull(
            f"{path} cannot be written (another user's, or read-only): make it writable, or choose another with `--data-dir`"
        )
    if code in (_CANTOPEN, _PERM, _AUTH):
        return AccessDenied(
            f"{path} cannot be opened: check that this user may write in its folder, or choose another with `--data-dir`"
        )
    return None


def _cannot_grow(error: sqlite3.Error) -> bool:
    """Whether a file could not be made longer: what SQLite says where a quota or the largest size of a file is reached."""
    return getattr(error, "sqlite_errorname", "") in ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE")


def _broken(code: int, error: sqlite3.Error, path: Path) -> NewswireError:
    if found := not_writable(code, path):
        return found
    if code == _NOTADB:
        return UsageError(f"{path} is not a log of newswire: move the file away, or set `log` to another place")
    if code == _CORRUPT:
        return NewswireError(
            f"{path} is damaged ({error}): stop newswire, keep a copy, and rescue what can be read with "
            f"`sqlite3 {path} .recover | sqlite3 rescued.db`, then move rescued.db in its place"
        )
    return Unreachable(f"{path} cannot be used just now: {error}")


def _no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < NEARLY_FULL
    except OSError:
        return False
