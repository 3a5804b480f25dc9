"""Server programs from Maven repositories, kept in the cache."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.servers.cache import cached

_POM = """<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies>{}</dependencies></project>"""
_DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"


class MavenFailed(Exception):
    """Maven could not bring an artifact; the message holds what it said."""


def jars(name: str, artifacts: Sequence[str]) -> Path:
    """A folder with the artifacts ("group:name:version") and all they need at run time. Raises MavenFailed."""

    def fetch(folder: Path) -> None:
        dependencies = "".join(_DEPENDENCY.format(*artifact.split(":")) for artifact in artifacts)
        (folder / "pom.xml").write_text(_POM.format(dependencies))
        _mvn(folder, "dependency:copy-dependencies", "-DoutputDirectory=.", "-DincludeScope=runtime")

    return cached(name, fetch)


def unzipped(name: str, artifact: str) -> Path:
    """The folder that the one folder of a zip artifact ("group:name:version:zip") becomes. Raises MavenFailed."""

    def fetch(folder: Path) -> None:
        _mvn(folder, "dependency:copy", f"-Dartifact={artifact}", "-DoutputDirectory=.")
        _unzip(next(folder.glob("*.zip")), folder)

    return next(path for path in cached(name, fetch).iterdir() if path.is_dir())


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
