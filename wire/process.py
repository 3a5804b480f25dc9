"""Which process this is, and whether another one of this host still lives."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ProcessIdentity:
    """Tells a process from every other of this host, past and present."""

    boot: str  #: changes at every start of the machine; "" where the system does not tell
    namespace: str  #: process ids are comparable within it only: a container has one of its own
    pid: int
    started: str  #: when it started, in ticks since boot, so that a reused pid is told apart; "" where unknown


def this_process() -> ProcessIdentity:
    """The identity of the calling process."""
    pid = os.getpid()
    return ProcessIdentity(boot=_boot(), namespace=_namespace(), pid=pid, started=_state_and_start(pid)[1])


def surely_dead(other: ProcessIdentity, here: ProcessIdentity) -> bool:
    """Whether a process is known to have ended; False where that cannot be seen from here (another container)."""
    if other.boot != here.boot:
        return True
    if other.namespace != here.namespace:
        return False
    if other.pid == here.pid:
        return other.started != here.started
    state, started = _state_and_start(other.pid)
    if state:
        return state in "ZX" or started != other.started
    return not exists(other.pid)


def exists(pid: int) -> bool:
    """Whether there is a process of this id, ours or another user's."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _state_and_start(pid: int) -> tuple[str, str]:
    """State letter and start time from Linux's /proc; ("", "") where there is none. The name may hold blanks and ")"."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return "", ""
    return fields[0], fields[19]


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return platform.node()
