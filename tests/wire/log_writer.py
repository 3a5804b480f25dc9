"""Appends until killed: python -m tests.wire.log_writer FILE NAME. Prints N once batch N of ten records is acknowledged."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from wire.log import Outgoing
from wire.log_sqlite import SqliteLog

#: Records of one batch.
BATCH = 10


def value_of(name: str, number: int) -> bytes:
    """Long enough to need several pages of the file."""
    return f"{name} {number} ".encode() * 600


def main(path: str, name: str) -> None:
    log = SqliteLog(Path(path))
    for batch in count():
        numbers = range(batch * BATCH, (batch + 1) * BATCH)
        log.append(
            [Outgoing(topic="t", key=f"{name}/{n}".encode(), value=value_of(name, n), partition_by=b"") for n in numbers]
        )
        sys.stdout.write(f"{batch}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
