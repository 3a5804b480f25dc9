"""What of requirements.lock is needed to run newswire, tests and tools left out: `runtime_lock.py REQUIREMENTS PYPROJECT`.

The lock says under each package what asks for it ("# via"). What is reached from the dependencies of pyproject.toml stays,
with its hashes and markers. So there is one lock, and the image cannot differ from what was tested.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

#: A line that begins the entry of a package: its name, extras, version and perhaps a marker.
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==")
#: A line that names what asks for the package, alone or as one of several.
_VIA = re.compile(r"^    #(?: via|  ) +([A-Za-z0-9][A-Za-z0-9._-]*)")


def main(lock: str, project: str) -> None:
    """Write the reduced lock to standard output."""
    declared = tomllib.loads(Path(project).read_text(encoding="utf-8"))["project"]["dependencies"]
    sys.stdout.write(reduced(Path(lock).read_text(encoding="utf-8"), declared))


def reduced(lock: str, declared: Iterable[str]) -> str:
    """The entries of `lock` that the `declared` requirements need, in their order. Raises ValueError for one without entry."""
    entries = split(lock)
    wanted = {normal(re.split(r"[\[<>=!~; ]", each, maxsplit=1)[0]) for each in declared}
    if missing := sorted(wanted - entries.keys()):
        raise ValueError(f"not in the lock: {', '.join(missing)}: compile it again (CONTRIBUTING.md tells how)")
    needed = reached(wanted, {name: askers(entry) for name, entry in entries.items()})
    return "".join(entry for name, entry in entries.items() if name in needed)


def split(lock: str) -> dict[str, str]:
    """The entry of each package, by its normal name."""
    entries: dict[str, str] = {}
    name = None
    for line in lock.splitlines(keepends=True):
        if found := _PINNED.match(line):
            name = normal(found[1])
        if name is not None:
            entries[name] = entries.get(name, "") + line
    return entries


def askers(entry: str) -> set[str]:
    """The packages that an entry says it is there for."""
    return {normal(found[1]) for line in entry.splitlines() if (found := _VIA.match(line))}


def reached(wanted: Iterable[str], asked_by: Mapping[str, set[str]]) -> set[str]:
    """`wanted` and everything that is there for one of them, however far."""
    found = set(wanted)
    while more := {name for name, by in asked_by.items() if name not in found and by & found}:
        found |= more
    return found


def normal(name: str) -> str:
    """A package's name as the packaging rules (PEP 503) compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main(*sys.argv[1:])
