"""How fast is the SqliteLog? Appends and consumes 4 KB messages in batches of 50, with one process and with two.

    python -m benchmarks.bench_log [--messages 20000]

Every append is one transaction, acknowledged before the next begins; every batch consumed is committed. Two appenders
write to one file at the same time; two consumers share a group. Message values are random, so nothing compresses.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from multiprocessing.synchronize import Barrier
from pathlib import Path

from wire.log import Outgoing, TopicSpec
from wire.log_sqlite import SqliteLog

#: Bytes of a message's value.
SIZE = 4096

#: Messages appended, and at most polled, at once.
BATCH = 50

PARTITIONS = 8


def append(path: Path, messages: int, name: str) -> None:
    """Append so many messages."""
    value = os.urandom(SIZE)
    with closing(SqliteLog(path)) as log:
        for start in range(0, messages, BATCH):
            keys = (f"{name}-{number}".encode() for number in range(start, start + BATCH))
            log.append([Outgoing(topic="bench", key=key, value=value) for key in keys])


def consume(path: Path, messages: int, name: str) -> None:
    """Consume and commit until the group has nothing left."""
    with closing(SqliteLog(path)) as log, closing(log.consumer(f"group-{messages}", ["bench"])) as consumer:
        while True:
            records = consumer.poll(BATCH, 0.05)
            consumer.commit({record.at: record.offset + 1 for record in records})
            if not records and not any(row.lag for row in log.lag(f"group-{messages}", ["bench"])):
                return


def together(work: Callable[[Path, int, str], None], path: Path, messages: int, processes: int) -> float:
    """Seconds that so many processes take, from when all are ready until the last is done."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    children = [
        context.Process(target=_child, args=(ready, work, path, messages // processes, str(number)))
        for number in range(processes)
    ]
    for child in children:
        child.start()
    ready.wait()
    start = time.perf_counter()
    for child in children:
        child.join()
    return time.perf_counter() - start


def _child(ready: Barrier, work: Callable[[Path, int, str], None], path: Path, messages: int, name: str) -> None:
    ready.wait()
    work(path, messages, name)


def main() -> None:
    """Measure, and print one line per figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    messages = parser.parse_args().messages
    for processes in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log.db"
            with closing(SqliteLog(path)) as log:
                log.create_topics([TopicSpec(name="bench", partitions=PARTITIONS)])
            for name, work in (("append", append), ("consume", consume)):
                seconds = together(work, path, messages, processes)
                print(f"{name}, {processes} process(es): {messages / seconds:,.0f} messages/s ({seconds:.2f} s)")


if __name__ == "__main__":
    main()
