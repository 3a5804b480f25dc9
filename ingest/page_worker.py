"""The process that takes pages apart (`python -m ingest.page_worker`): jobs on standard input, answers on standard output.

It can hang, crash or run out of memory and be killed without harm; see `ingest.page_pool`. It limits its own memory, and
an alarm ends it soon after a job's time is over, so that it does not run on if its parent is killed meanwhile.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import sys
from typing import Final

from ingest.page import extract_page
from ingest.page_job import READY, PageAnswer, PageJob, frame, read_job

#: Most memory of one process (bytes of address space).
_MEMORY: Final = 3 << 30
#: How long after the end of a job's time the alarm ends the process, if nobody else has (s).
_GRACE_S: Final = 2.0


def main() -> None:
    """Answer jobs until standard input ends."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that a library prints may get into the answers
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    logging.disable(logging.CRITICAL)
    replies.write(READY)
    replies.flush()
    while (job := read_job(sys.stdin.buffer)) is not None:
        signal.setitimer(signal.ITIMER_REAL, job.timeout_s + _GRACE_S)
        replies.write(frame(_answer(job)))
        replies.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(job: PageJob) -> PageAnswer:
    try:
        page = extract_page(job.body, url=job.url, content_type=job.content_type, content_language=job.content_language)
    except Exception as error:  # noqa: BLE001 - whatever a hostile page makes the parsers raise is the answer
        return PageAnswer(error=f"{type(error).__name__}: {error}"[:300])
    return PageAnswer(page=page)


if __name__ == "__main__":
    main()
