"""systemd units: they agree with the exit codes and the time to stop, and systemd finds nothing wrong."""

from __future__ import annotations

import re
from pathlib import Path

from deploy_files import DEPLOY
from deploy_tools import passes, tool

from newswire.supervisor import FATAL
from wire.settings import Settings

SYSTEMD = DEPLOY / "systemd"
SERVICE = SYSTEMD / "newswire@.service"

#: The exposure (0 to 10) that `systemd-analyze security` may find, times ten.
MOST_EXPOSED = 15


def value(name: str) -> str:
    (found,) = re.findall(rf"^{name}=(.*)$", SERVICE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return str(found)


def test_no_restart_where_a_restart_does_not_help() -> None:
    assert {int(code) for code in value("RestartPreventExitStatus").split()} == {int(code) for code in FATAL}


def test_there_is_time_to_finish() -> None:
    assert int(value("TimeoutStopSec")) > Settings.model_fields["stop_timeout_s"].default + 5


def test_the_user_is_made() -> None:
    assert re.search(rf"^u {value('User')} ", (SYSTEMD / "newswire.sysusers").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_little_is_exposed() -> None:
    passes(tool("systemd-analyze"), "security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", str(SERVICE))


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """With another command in place of ours, which is not installed here."""
    analyse = tool("systemd-analyze")
    unit = tmp_path / SERVICE.name
    text = SERVICE.read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/newswire/bin/newswire", "/bin/true"), encoding="utf-8")
    passes(analyse, "verify", "--man=no", str(unit), str(SYSTEMD / "newswire.target"))
