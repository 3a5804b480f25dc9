"""The frame of every service: logging, signals, /healthz, /readyz, /metrics, and errors as exit codes.

Each stage has `<package>/service.py` with a function `run` of the type `Main`; the command calls
`run_service("enrich", settings, enrich.service.run)`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Protocol

from wire import logs
from wire.errors import ExitCode, NewswireError
from wire.health import Health
from wire.memory import limit_arenas
from wire.metrics import Metrics
from wire.settings import Settings
from wire.signals import stop_on_signals
from wire.status_server import status_server


class Main(Protocol):
    """The work of a service."""

    def __call__(self, settings: Settings, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
        """Work until `stop` is set, then finish what is under way and return.

        Call `ready` when the work can begin, and again on every round of the main loop: it is the heartbeat. If it stays
        away for `settings.health_timeout_s`, /healthz answers 503. It costs next to nothing and may be called by any thread.
        """
        ...


def run_service(name: str, settings: Settings, main: Main) -> ExitCode:
    """Run a service until it ends, is told to stop, or raises. Returns the exit code; other errors pass through."""
    limit_arenas()
    logs.configure(settings.log_level, settings.log_format)
    logs.bind(service=name)
    try:
        _run(settings, main)
    except NewswireError as error:
        logs.get(__name__).error("stopped", error=type(error).__name__, exit_code=int(error.exit_code))
        sys.stderr.write(f"newswire {name}: {error}\n")
        return error.exit_code
    return ExitCode.OK


def _run(settings: Settings, main: Main) -> None:
    logger = logs.get(__name__)
    stop = threading.Event()
    metrics = Metrics()
    health = Health(timeout_s=settings.health_timeout_s)
    with (
        stop_on_signals(stop, timeout_s=settings.stop_timeout_s, on_stop=health.stopping),
        status_server(settings.host, settings.metrics_port, health=health, metrics=metrics) as url,
    ):
        logger.info("started", metrics=f"{url}/metrics", health=f"{url}/healthz")
        main(settings, stop=stop, metrics=metrics, ready=health.beat)
        logger.info("stopped")
