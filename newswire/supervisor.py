"""All stages on one machine: starts the services as processes of their own, restarts what falls over, stops in order.

The services are the same commands a person starts by hand (`newswire ingest`, ...), so what holds for them on many machines
holds here. Each child watches for the end of its parent, so a killed `newswire run` leaves nothing behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from newswire.service_logs import keep_last, log_file
from wire import logs
from wire.errors import ExitCode, NewswireError
from wire.settings import Settings

logger = logs.get(__name__)

#: Wait before the first, second, ... restart of a service that keeps falling over (s).
RESTART_DELAYS_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
#: A service that ran this long starts afresh in the list of delays (s).
HEALTHY_AFTER_S = 60.0
#: Exit codes that a restart will not mend.
FATAL = frozenset({ExitCode.USAGE, ExitCode.DEAD_LETTER_LIMIT, ExitCode.STORAGE_FULL, ExitCode.ALREADY_RUNNING})
#: Services read no settings file: they get every setting from us, and an empty one would be taken from the file.
_NO_FILE = ("--config", os.devnull)
#: Lines of a service's log shown when it gives up.
TAIL_LINES = 8


class ServiceFailed(NewswireError):
    """A service ended in a way that a restart will not mend; carries its exit code and the end of its log."""

    def __init__(self, name: str, code: int, log: Path) -> None:
        tail = "\n  ".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:]) if log.exists() else ""
        super().__init__(f"the service {name} stopped with exit code {code}; the end of {log} says why:\n  {tail}")
        self.exit_code = ExitCode(code) if code in {int(each) for each in ExitCode} else ExitCode.FAILED


@dataclass
class _Child:
    name: str
    process: subprocess.Popen[bytes]
    started: float
    restarts: int = 0
    restart_at: float | None = field(default=None)


class Supervisor:
    """Runs services as child processes. Not for use from several threads."""

    def __init__(self, settings: Settings, names: Sequence[str], *, inherit: Sequence[int] = ()) -> None:
        """`names` in the order of the flow, which is also the order of stopping: readers of a topic stop after its writer.

        `inherit` are descriptors that the services keep open: the lock of the folder (see `wire.lock`).
        """
        self._settings = settings
        self._names = tuple(names)
        self._inherit = tuple(inherit)
        self._children: dict[str, _Child] = {}

    def start(self) -> None:
        """Start every service. Their output goes to DATA_DIR/logs/NAME.log."""
        for name in self._names:
            keep_last(self._settings.data_dir, name)
            self._children[name] = _Child(name, self._spawn(name), time.monotonic())

    def log_file(self, name: str) -> Path:
        """Where a service's output goes."""
        return log_file(self._settings.data_dir, name)

    def pids(self) -> dict[str, int]:
        """Process id of every service that runs."""
        return {name: child.process.pid for name, child in self._children.items() if child.process.poll() is None}

    @property
    def restarts(self) -> int:
        """How often any service was restarted."""
        return sum(child.restarts for child in self._children.values())

    def look(self) -> None:
        """Restart what has ended. Raises ServiceFailed where that would not help."""
        for child in self._children.values():
            code = child.process.poll()
            if code is None:
                continue
            if code in FATAL:
                raise ServiceFailed(child.name, code, self.log_file(child.name))
            self._revive(child, code)

    def stop(self) -> None:
        """SIGTERM one after the other in the order of the flow, so that each finishes what the one before handed on."""
        for child in self._children.values():
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
                self._await_end(child)

    def _await_end(self, child: _Child) -> None:
        try:
            child.process.wait(self._settings.stop_timeout_s + 5)
        except subprocess.TimeoutExpired:
            logger.warning("service does not stop; killing it, its work is repeated at the next start", service=child.name)
            child.process.kill()
            child.process.wait()

    def _revive(self, child: _Child, code: int) -> None:
        now = time.monotonic()
        if child.restart_at is None:
            if now - child.started > HEALTHY_AFTER_S:
                child.restarts = 0
            delay = RESTART_DELAYS_S[min(child.restarts, len(RESTART_DELAYS_S) - 1)]
            child.restart_at = now + delay
            logger.warning("service ended; starting it again", service=child.name, code=code, delay_s=delay)
        if now >= child.restart_at:
            child.process, child.started, child.restart_at = self._spawn(child.name), now, None
            child.restarts += 1

    def _settings_of(self, name: str) -> Settings:
        """Ours, but a fixed port for metrics is the first service's; the others take the ports after it."""
        first = self._settings.metrics_port
        return self._settings.model_copy(update={"metrics_port": first + self._names.index(name)}) if first else self._settings

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "newswire", name, "--parent", str(os.getpid()), *_NO_FILE]
        with self.log_file(name).open("ab") as log:
            return subprocess.Popen(
                command,
                env=child_environment(self._settings_of(name)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self._inherit,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order
            )


def child_environment(settings: Settings) -> dict[str, str]:
    """Our environment with every setting spelt out, so that a child sees what we see."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    environment |= {f"NEWSWIRE_{name.upper()}": _as_text(value) for name, value in values.items() if value is not None}
    environment["NEWSWIRE_DATA_DIR"] = str(settings.data_dir.absolute())
    return environment


def _as_text(value: Any) -> str:
    """A setting's value as the environment has it."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(value)
    return ",".join(f"{name}={text}" for name, text in value.items()) if isinstance(value, dict) else str(value)
