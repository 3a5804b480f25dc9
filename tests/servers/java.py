"""Which Java there is on this machine."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

#: Folders that hold one Java installation each.
_SHELVES = ("/usr/lib/jvm", "/opt/java", "/opt", "/Library/Java/JavaVirtualMachines", "~/.sdkman/candidates/java", "~/.jdks")


def java_home(at_least: int) -> Path | None:
    """The home of the oldest Java of this major version or newer; None where there is none."""
    found = [(version, home) for home in _homes() if (version := _major(home)) >= at_least]
    return min(found)[1] if found else None


def _homes() -> Iterator[Path]:
    for name in ("NEWSWIRE_TEST_JAVA_HOME", "JAVA_HOME", "ES_JAVA_HOME"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    if java := shutil.which("java"):
        yield Path(java).resolve().parent.parent
    for shelf in _SHELVES:
        yield from sorted(Path(shelf).expanduser().glob("*"))
        yield from sorted(Path(shelf).expanduser().glob("*/Contents/Home"))


def _major(home: Path) -> int:
    """The major version, from the file `release` that every Java has; 0 where this is no Java."""
    if not (home / "bin" / "java").exists():
        return 0
    try:
        match = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text())
    except OSError:
        return 0
    return int(match[1]) if match else 0
