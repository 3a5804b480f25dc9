"""A worker in a process of its own, made to be killed: python -m tests.wire.work FOLDER. Prints a line per batch."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.wire.workshop import Workshop, done
from wire import logs
from wire.messages import FeedRecord
from wire.outcomes import Outcome


def handle(batch: Sequence[FeedRecord]) -> list[Outcome]:
    sys.stdout.write(f"{len(batch)}\n")
    sys.stdout.flush()
    return [done(each) for each in batch]


if __name__ == "__main__":
    logs.configure("error", "json")
    Workshop(Path(sys.argv[1]), partitions=3, batch_size=4).worker(handle, threading.Event()).run()
