"""Waiting while something is away, without losing the place in the group."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from wire.batch import first_offsets
from wire.errors import Unreachable
from wire.log import Consumer, TopicPartition

#: Longest single poll, in seconds: how late the stop is noticed.
POLL_S = 0.25


def rest(consumer: Consumer, seconds: float, *, stop: threading.Event, beat: Callable[[], None]) -> frozenset[TopicPartition]:
    """Wait, paused but polling, until the time is over or `stop` is set; returns the partitions held all the while."""
    held = consumer.assignment()
    consumer.pause(held)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0 and not stop.is_set():
        beat()
        with suppress(Unreachable):  # the worker meets it again in its next turn
            _poll(consumer, min(left, POLL_S))
            held &= consumer.assignment()
            continue
        stop.wait(min(left, POLL_S))
    consumer.resume(consumer.assignment())
    return held


def _poll(consumer: Consumer, timeout_s: float) -> None:
    """Only partitions that have just arrived give records: put these back, and let them wait as well."""
    if strays := consumer.poll(1, timeout_s):
        consumer.rewind(first_offsets(strays))
        consumer.pause(consumer.assignment())
