"""The tools that check files of deploy/, where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

#: What `.ci/run` installs: there a missing one is a failure.
IN_CI = ("promtool",)


def tool(name: str) -> str:
    """Where a tool is; skips the test where it is not, but not in CI for those that CI installs."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI") and name in IN_CI:
            pytest.fail(f"{name} is missing: .ci/run should have installed it")
        pytest.skip(f"{name} is not installed")
    return found


def passes(*command: str, **environment: str) -> str:
    """Run a checker; the test fails with all it says unless it passes. Returns what it printed."""
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout
