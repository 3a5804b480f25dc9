"""The frame of a process that takes hostile bytes apart: jobs on standard input, answers on standard output.

It can hang, crash or run out of memory and be killed without harm; see `ingest.job_pool`. It limits its own memory, and
an alarm ends it soon after a job's time is over, so that it does not run on if its parent is killed meanwhile.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec

from ingest.job import READY, Job, frame, read_frame

#: Most memory of one process (bytes of address space).
_MEMORY: Final = 3 << 30
#: How long after the end of a job's time the alarm ends the process, if nobody else has (s).
_GRACE_S: Final = 2.0

J = TypeVar("J", bound=Job)


def serve(kind: type[J], answer: Callable[[J], msgspec.Struct]) -> None:
    """Answer jobs of this kind until standard input ends."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that a library prints may get into the answers
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    logging.disable(logging.CRITICAL)
    replies.write(READY)
    replies.flush()
    while (data := read_frame(sys.stdin.buffer)) is not None:
        job = msgspec.msgpack.decode(data, type=kind)
        signal.setitimer(signal.ITIMER_REAL, job.timeout_s + _GRACE_S)
        replies.write(frame(answer(job)))
        replies.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)
