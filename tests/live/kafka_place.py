"""Where the live tests' logs lie: a broker, and the settings to reach it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from wire.log_kafka import KafkaLog, open_kafka
from wire.settings import Settings


class KafkaPlace:
    """A broker, and the handles opened to it. Members without a sign of life are replaced sooner than by default."""

    record_max_bytes = 1 << 20
    lease_s = 6.0

    def __init__(self, bootstrap: str, stack: ExitStack) -> None:
        self.url = f"kafka://{bootstrap}"
        self._stack = stack

    def open(self, **settings: Any) -> KafkaLog:
        given = {"log": self.url, "record_max_bytes": self.record_max_bytes, "lease_s": self.lease_s, **settings}
        log = open_kafka(Settings(**given))
        self._stack.callback(log.close)
        return log
