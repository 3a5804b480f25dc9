"""A service for the tests of the frame: python -m tests.wire.a_service KIND [SETTING=VALUE]."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from wire.errors import StorageFull
from wire.metrics import BATCHES, Metrics
from wire.service import run_service
from wire.settings import Settings


def turning(settings: Settings, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
    """Turns until told to stop."""
    while not stop.wait(0.01):
        ready()
        metrics.count(BATCHES, stage="test")


def stuck(settings: Settings, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
    """Never looks at `stop`."""
    ready()
    while True:
        time.sleep(0.01)


def full(settings: Settings, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
    """Has no room."""
    raise StorageFull("the disk of log.db is full: free some space")


KINDS = {"turning": turning, "stuck": stuck, "full": full}

if __name__ == "__main__":
    given = dict(argument.split("=") for argument in sys.argv[2:])
    sys.exit(run_service("test", Settings(log_format="json", **given), KINDS[sys.argv[1]]))
