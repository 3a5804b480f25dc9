"""Server programs from Maven repositories, kept in a cache outside the source tree.

The cache is NEWSWIRE_TEST_CACHE, by default ~/.cache/newswire-test-servers; for root /var/cache/newswire-test-servers,
since Elasticsearch runs as another user, who cannot look into root's home.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

_POM = """<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies>{}</dependencies></project>"""
_DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"


class MavenFailed(Exception):
    """Maven could not bring an artifact; the message holds what it said."""


def cache_folder() -> Path:
    """Where what was downloaded is kept."""
    default = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    return Path(os.environ.get("NEWSWIRE_TEST_CACHE") or default / "newswire-test-servers")


def jars(name: str, artifacts: Sequence[str]) -> Path:
    """A folder with the artifacts ("group:name:version") and all they need at run time. Raises MavenFailed."""

    def fetch(folder: Path) -> None:
        dependencies = "".join(_DEPENDENCY.format(*artifact.split(":")) for artifact in artifacts)
        (folder / "pom.xml").write_text(_POM.format(dependencies))
        _mvn(folder, "dependency:copy-dependencies", "-DoutputDirectory=.", "-DincludeScope=runtime")

    return _cached(name, fetch)


def unzipped(name: str, artifact: str) -> Path:
    """The folder that the one folder of a zip artifact ("group:name:version:zip") becomes. Raises MavenFailed."""

    def fetch(folder: Path) -> None:
        _mvn(folder, "dependency:copy", f"-Dartifact={artifact}", "-DoutputDirectory=.")
        _unzip(next(folder.glob("*.zip")), folder)

    return next(path for path in _cached(name, fetch).iterdir() if path.is_dir())


def _cached(name: str, fetch: Callable[[Path], None]) -> Path:
    """The folder of that name in the cache, filled by `fetch` where it is not there. One process at a time; others wait."""
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    folder, fresh = cache / name, cache / f"{name}.part"
    with (cache / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            fetch(fresh)
            fresh.rename(folder)
    return folder


def _mvn(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        ["mvn", "-q", "-B", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    if done.returncode != 0:
        raise MavenFailed(f"mvn {' '.join(arguments)} failed:\n{(done.stdout + done.stderr)[-3000:]}")


def _unzip(archive: Path, folder: Path) -> None:
    """Unpack with the permissions kept, which `zipfile` alone forgets, and remove the archive."""
    with zipfile.ZipFile(archive) as content:
        for entry in content.infolist():
            path = Path(content.extract(entry, folder))
            path.chmod((entry.external_attr >> 16) & 0o777 or (0o755 if entry.is_dir() else 0o644))
    archive.unlink()
