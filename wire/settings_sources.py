"""Where settings come from: the file, the environment and the command line, each as name -> (value, origin)."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from wire.errors import UsageError

#: Read where no other file is named and it is there.
CONFIG_FILE = Path("newswire.toml")

#: Every variable of the environment that is ours begins so; those of the tests are not settings.
PREFIX = "NEWSWIRE_"
TEST_PREFIX = "NEWSWIRE_TEST_"

Found = dict[str, tuple[Any, str]]


def from_file(path: Path | None, known: Collection[str]) -> Found:
    """The settings of a TOML file. Raises UsageError for a file that is missing, no TOML, or has an unknown key."""
    if path is None:
        if not CONFIG_FILE.exists():
            return {}
        path = CONFIG_FILE
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"cannot read the settings file {path}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error
    found: Found = {}
    for name, value in values.items():
        place = f"{path}{_line_of(name, text)}"
        _check(name, place, known)
        found[name] = (value, place)
    return found


def from_environment(environment: Mapping[str, str], known: Collection[str]) -> Found:
    """The settings of NEWSWIRE_* variables; empty ones count as not set. Raises UsageError for an unknown one."""
    found: Found = {}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX) or variable.startswith(TEST_PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in known:
            near = _nearest(name, known)
            hint = f": did you mean {PREFIX}{near.upper()}?" if near else "; `newswire config` lists all settings"
            raise UsageError(f"unknown setting {variable} in the environment{hint}")
        if value:
            found[name] = (value, f"environment {variable}")
    return found


def from_command_line(overrides: Mapping[str, Any], known: Collection[str]) -> Found:
    """The settings given on the command line; None counts as not given. Raises UsageError for an unknown name."""
    given = {name: value for name, value in overrides.items() if value is not None}
    for name in given:
        _check(name, "the command line", known)
    return {name: (value, "command line") for name, value in given.items()}


def _check(name: str, place: str, known: Collection[str]) -> None:
    if name not in known:
        near = _nearest(name, known)
        hint = f": did you mean {near}?" if near else "; `newswire config` lists all settings"
        raise UsageError(f"unknown setting {name!r} in {place}{hint}")


def _nearest(name: str, known: Collection[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name.lower().replace("-", "_"), known, n=1)), None)


def _line_of(name: str, text: str) -> str:
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"\s*\[?\s*[\"']?{re.escape(name)}[\"']?\s*[=.\]]", line):
            return f", line {number}"
    return ""
