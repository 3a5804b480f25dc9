"""Fixed names for members of a group: the setting, the host's name, and a number that no other process of the host has.

Kafka throws out a member when another joins by the same name. So processes that share their settings (replicas, several
workers on one machine) must differ in their names, and one that restarts must find the name it had: the lowest number
whose file nobody holds. The system frees a file when its holder ends, however it ends.
"""

from __future__ import annotations

import fcntl
import platform
import re
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from wire.errors import UsageError

#: Longest setting and host name that are taken over (characters); Kafka allows 249 for all.
_LONGEST = 110


@dataclass(frozen=True)
class InstanceName:
    """A name and the file that is held for it."""

    text: str
    _file: IO[str]

    def release(self) -> None:
        """Let another process have it. Idempotent."""
        self._file.close()


def take_name(setting: str, group: str, folder: Path) -> InstanceName:
    """The first free name in `folder`, held until it is released or the process ends. Raises UsageError."""
    for number in count():
        if file := _held(folder / f"{group}-{number}.lock"):
            return InstanceName(f"{_fit(setting)}-{_fit(platform.node())}-{number}", file)
    raise AssertionError


def _held(path: Path) -> IO[str] | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise UsageError(
            f"kafka_group_instance_id needs a folder to tell processes apart, and {path.parent} cannot be written "
            f"({error.strerror}): set --data-dir, or leave kafka_group_instance_id empty"
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _fit(text: str) -> str:
    """Letters, digits, points, dashes and underscores: what Kafka takes."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", text)[:_LONGEST]
