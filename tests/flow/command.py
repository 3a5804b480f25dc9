"""Runs the command `newswire` as a person does, on a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Newswire:
    """The command with its data folder. Everything on this machine may be fetched, or only the origins given."""

    folder: Path
    origins: tuple[str, ...] = ()
    timeout_s: float = 280
    settings: Mapping[str, str] = field(default_factory=dict)  #: others, by name

    @property
    def environment(self) -> dict[str, str]:
        """What the command is started with."""
        return os.environ | {
            "NEWSWIRE_DATA_DIR": str(self.folder),
            "NEWSWIRE_ALLOW_PRIVATE_NETWORKS": "0" if self.origins else "1",
            "NEWSWIRE_ALLOWED_ORIGINS": ",".join(self.origins),
            "NEWSWIRE_HOST_DELAY_S": "0",
            "NEWSWIRE_FETCH_TIMEOUT_S": "5",
            **{f"NEWSWIRE_{name.upper()}": value for name, value in self.settings.items()},
        }

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run to the end; gives what it printed. Fails the test, with what it said, at another exit code."""
        done = subprocess.run(
            [sys.executable, "-m", "newswire", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=self.timeout_s,
            check=False,
        )
        assert done.returncode == code, (
            f"newswire {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        return done.stdout

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """Run with --json; gives the lines as objects."""
        return [json.loads(line) for line in self.run(*arguments, "--json").splitlines()]
