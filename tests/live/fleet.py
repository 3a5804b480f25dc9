"""Services as processes of their own, as on many machines: started, killed, frozen, started again when they fall over."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from newswire.supervisor import child_environment
from tests.contracts.log_place import ROOT
from wire.settings import Settings

#: What the services are started with.
COMMANDS: dict[str, Sequence[str]] = {
    "ingest": ("newswire", "ingest"),
    "enrich": ("tests.live.cheap_analyser",),
    "index": ("newswire", "index"),
}

#: Between a service's end and its next start (s).
RESTART_S = 1.0

#: How long a service may take to stop when asked to (s).
STOP_S = 60.0


@dataclass
class _Member:
    stage: str
    process: subprocess.Popen[bytes]
    ended_at: float | None = None


class Fleet:
    """Services by name. `endings` counts the exit codes of those that ended without being asked to. For one thread."""

    def __init__(self, settings: Settings, *, commands: Mapping[str, Sequence[str]] = COMMANDS) -> None:
        """Data folders and logs go to folders of their own below `settings.data_dir`. `commands`: modules and arguments."""
        self._settings = settings
        self._commands = commands
        self._members: dict[str, _Member] = {}
        self.endings: Counter[str] = Counter()

    def add(self, name: str, stage: str) -> None:
        """Start a service."""
        self._members[name] = _Member(stage, self._spawn(name, stage))

    def remove(self, name: str) -> None:
        """Ask a service to stop, and wait for it."""
        member = self._members.pop(name)
        if member.process.poll() is None:
            member.process.send_signal(signal.SIGTERM)
            code = member.process.wait(STOP_S)
            assert code in (0, -signal.SIGTERM), self.log(name).read_text()[-3000:]  # by the signal where it had just begun

    def stop(self) -> None:
        """End them all, in the order in which they were added."""
        for name in list(self._members):
            self.remove(name)

    def kill_all(self) -> None:
        """For the end of a test that failed."""
        for member in self._members.values():
            member.process.kill()
            member.process.wait()

    def look(self, seconds: float) -> None:
        """Let things go on for a while, starting again what has ended."""
        end = time.monotonic() + seconds
        while True:
            for name, member in self._members.items():
                self._revive(name, member)
            if time.monotonic() >= end:
                return
            time.sleep(0.1)

    def some(self, chance: random.Random) -> psutil.Process | None:
        """The main process of some service; None where it has just ended."""
        member = chance.choice(list(self._members.values()))
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(member.process.pid) if member.process.poll() is None else None
        return None

    def processes(self) -> dict[str, psutil.Process]:
        """The main process of every service that runs."""
        return {name: psutil.Process(each.process.pid) for name, each in self._members.items() if each.process.poll() is None}

    def log(self, name: str) -> Path:
        """Where a service's output goes."""
        return self._settings.data_dir / f"{name}.log"

    def errors(self) -> Iterator[str]:
        """Where a handler raised. A trace alone is no fault: a process that starts while its parent is killed leaves one."""
        for path in sorted(self._settings.data_dir.glob("*.log")):
            text = path.read_text(errors="replace")
            if (at := text.find("the handler crashed")) >= 0:
                yield f"{path.name}: {text[max(at - 500, 0) : at + 3000]}"

    def _revive(self, name: str, member: _Member) -> None:
        code = member.process.poll()
        if code is None:
            return
        if member.ended_at is None:
            member.ended_at = time.monotonic()
            self.endings[f"{member.stage}: {_words(code)}"] += 1
        elif time.monotonic() - member.ended_at > RESTART_S:
            member.process, member.ended_at = self._spawn(name, member.stage), None

    def _spawn(self, name: str, stage: str) -> subprocess.Popen[bytes]:
        settings = self._settings.model_copy(update={"data_dir": self._settings.data_dir / name})
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with self.log(name).open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *self._commands[stage], "--parent", str(os.getpid())],
                env=child_environment(settings),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _words(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
