"""A server process of the tests that ends with us, whatever ends us, and can be killed and stopped on the way."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

#: Kills a process group once its standard input ends: that is when we are gone, even by SIGKILL.
_WATCHER = 'read -r _; kill -9 "-$1"'


class ServerFailed(Exception):
    """A server did not start; the message holds the end of its log."""


class Child:
    """One process, the leader of a process group of its own; signals go to the whole group."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        """Start it, its output appended to `log`; as another system user where `user` is given (needs root)."""
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )
        self.pid = self._process.pid
        self._watcher = subprocess.Popen(
            ["/bin/sh", "-c", _WATCHER, "sh", str(self.pid)], stdin=subprocess.PIPE, start_new_session=True
        )

    @property
    def returncode(self) -> int | None:
        """The exit status; None while it runs."""
        return self._process.poll()

    def stop(self, timeout_s: float = 20) -> None:
        """End it with SIGTERM, and with SIGKILL if it takes too long. Idempotent."""
        self._end(signal.SIGTERM, timeout_s)

    def kill(self) -> None:
        """End it with SIGKILL, as a power cut would. Idempotent."""
        self._end(signal.SIGKILL, 20)

    def freeze(self) -> None:
        """Stop it (SIGSTOP) without ending it: connections stay open and nobody answers."""
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.killpg(self.pid, signal.SIGCONT)

    def _end(self, how: signal.Signals, timeout_s: float) -> None:
        if self._process.poll() is None:
            self._signal(how)
            try:
                self._process.wait(timeout_s)
            except subprocess.TimeoutExpired:
                self._signal(signal.SIGKILL)
                self._process.wait(20)
        self._signal(signal.SIGKILL)  # what is left of the group
        self._watcher.kill()
        self._watcher.communicate()

    def _signal(self, how: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, how)


class InChild:
    """What every server in a child process can do once `_child` is its process."""

    _child: Child | None

    def stop(self) -> None:
        """End it in good order, or not so good if that takes long. Idempotent."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """End it with SIGKILL."""
        assert self._child is not None
        self._child.kill()

    def freeze(self) -> None:
        """Let nobody answer any more, though connections stay open."""
        assert self._child is not None
        self._child.freeze()

    def thaw(self) -> None:
        """Go on after `freeze`."""
        assert self._child is not None
        self._child.thaw()


def wait_ready(child: Child, ready: Callable[[], bool], *, name: str, log: Path, timeout_s: float) -> None:
    """Wait until `ready` says so. Raises ServerFailed when the process ends or the time is over."""
    deadline = time.monotonic() + timeout_s
    while not ready():
        if child.returncode is not None:
            raise ServerFailed(f"{name} ended with status {child.returncode}; the end of {log}:\n{tail(log)}")
        if time.monotonic() > deadline:
            child.kill()
            raise ServerFailed(f"{name} is not ready after {timeout_s:g} s; the end of {log}:\n{tail(log)}")
        time.sleep(0.1)


def tail(log: Path, lines: int = 40) -> str:
    """The last lines of a log file."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log)"
