"""All stages on one machine, for as long as one likes or once.

prepare            lock the folder, create the topics, start the sample newsroom if asked for
run_until_stopped  supervisor: ingest -> enrich -> index, and serve; progress shown until Ctrl-C
run_once           supervisor: enrich -> index; every feed polled once from here; wait until all is drained; summary
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from rich.console import Console

from index.open import open_store
from index.serve import listen
from ingest.service import poll_all_once
from newswire import summary
from newswire.progress import Progress
from newswire.service_logs import open_log_file
from newswire.supervisor import Supervisor
from wire import logs
from wire.lock import check_held, hold_folder
from wire.log import Log
from wire.metrics import Metrics
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.signals import stop_on_signals
from wire.topics import ARTICLES, ENRICH_GROUP, ENRICHED, INDEX_GROUP

#: How often the services are looked at and the progress is drawn anew (s).
LOOK_EVERY_S = 0.5

console = Console(stderr=True)


@dataclass(frozen=True)
class Prepared:
    """What the stages need: the settings, the sample newsroom's among them, and the descriptor of the folder's lock."""

    settings: Settings
    lock: int


@contextmanager
def prepare(settings: Settings, *, sample: bool) -> Iterator[Prepared]:
    """Everything that must be there before the stages start.

    Raises AlreadyRunning where another run holds the folder, Unreachable and AccessDenied where log or store are not there.
    """
    settings = _with_port(_with_processes(settings))
    with ExitStack() as stack:
        lock = stack.enter_context(hold_folder(settings.data_dir))
        own_log = stack.enter_context(open_log_file(settings.data_dir, "run"))
        logs.configure(settings.log_level, settings.log_format, stream=own_log)
        with closing(open_log(settings)) as log:
            create_topics(log, settings)
            _reach_store(settings)
            if sample:
                from newswire.newsroom.sample import open_for

                settings = stack.enter_context(open_for(settings, log))
        yield Prepared(settings, lock)


def run_until_stopped(prepared: Prepared) -> None:
    """Run all services until SIGTERM or Ctrl-C. Raises ServiceFailed where one cannot go on, and what `check_held` raises."""
    settings, stop = prepared.settings, threading.Event()
    supervisor = Supervisor(settings, ("ingest", "enrich", "index", "serve"), inherit=[prepared.lock])
    with (
        stop_on_signals(stop, timeout_s=4 * settings.stop_timeout_s),
        closing(open_log(settings)) as log,
        Progress(settings, log, supervisor, console) as progress,
    ):
        try:
            supervisor.start()
            while not stop.wait(LOOK_EVERY_S):
                check_held(settings.data_dir, prepared.lock)
                supervisor.look()
                progress.show()
        finally:
            console.print("Stopping: finishing what is under way ...")
            supervisor.stop()


def run_once(prepared: Prepared) -> None:
    """Poll every feed once, wait until the last article is searchable, print what came of it."""
    started = time.monotonic()
    settings, stop = prepared.settings, threading.Event()
    supervisor = Supervisor(settings, ("enrich", "index"), inherit=[prepared.lock])
    with stop_on_signals(stop, timeout_s=4 * settings.stop_timeout_s), closing(open_log(settings)) as log:
        before = summary.counts(log)
        try:
            supervisor.start()
            polled = poll_all_once(settings, log, metrics=Metrics(), stop=stop, progress=summary.print_progress(console))
            _drain(log, supervisor, stop)
        finally:
            supervisor.stop()
        with closing(open_store(settings)) as store:
            summary.print_summary(
                Console(),
                polled,
                before=before,
                after=summary.counts(log),
                store=store.status(),
                seconds=time.monotonic() - started,
            )


def _drain(log: Log, supervisor: Supervisor, stop: threading.Event) -> None:
    """Wait until nothing is on its way: enrich first, since what it finishes stands in `enriched` before it commits."""
    for group, topic in ((ENRICH_GROUP, ARTICLES), (INDEX_GROUP, ENRICHED)):
        while any(row.lag for row in log.lag(group, [topic])):
            supervisor.look()
            if stop.wait(0.1):
                return


def _reach_store(settings: Settings) -> None:
    """Say at once where a server cannot be reached or refuses us, instead of restarting the services for ever."""
    if not settings.store_url.startswith("embedded:"):
        with closing(open_store(settings)) as store:
            store.status()


def _with_port(settings: Settings) -> Settings:
    """A port that is free now, where any will do: it is shown, and a page service started again takes it again."""
    if settings.port:
        return settings
    with closing(listen(settings.host, 0)) as listening:
        return settings.model_copy(update={"port": listening.getsockname()[1]})


def _with_processes(settings: Settings) -> Settings:
    if settings.enrich_processes:
        return settings
    return settings.model_copy(update={"enrich_processes": max(1, (os.cpu_count() or 2) - 1)})
