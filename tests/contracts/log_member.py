"""A member of a group in a process of its own, made to be killed: python -m tests.contracts.log_member URL GROUP TOPIC.

Prints "+ N" when it holds N partitions, and the key of every record; commits those whose key begins with "done".
"""

from __future__ import annotations

import sys

from wire.open import open_log
from wire.settings import Settings


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(url: str, group: str, topic: str) -> None:
    consumer = open_log(Settings(log=url)).consumer(group, [topic])
    held = 0
    while True:
        records = consumer.poll(10, 0.1)
        if len(consumer.assignment()) != held:
            held = len(consumer.assignment())
            say(f"+ {held}")
        consumer.commit({r.at: r.offset + 1 for r in records if r.key.startswith(b"done")})
        for record in records:
            say(record.key.decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
