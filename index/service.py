"""The stage as a service: reads `enriched`, writes to the store.

log -> Worker -> Indexer -> Store
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial

from index.indexer import Indexer
from index.open import open_store
from index.store import Store
from wire import logs
from wire.backoff import Backoff
from wire.errors import AccessDenied, Unreachable
from wire.lag import LagReporter
from wire.messages import EnrichedArticle
from wire.metrics import RETRIES, Metrics
from wire.open import make_topics, open_log
from wire.settings import Settings
from wire.stage import Stage
from wire.topics import ENRICHED, INDEX_GROUP
from wire.worker import Worker

#: How often a service that waits for its store shows that it lives (s).
_BEAT_S = 1.0

logger = logs.get(__name__)


def run(settings: Settings, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
    """Index enriched articles until `stop` is set; a store that is away at the start is waited for, as it is later.

    Raises what the worker and opening the store raise.
    """
    with closing(open_log(settings)) as log, closing(open_store(settings)) as store:
        make_topics(log, settings)
        lag = LagReporter(log, group=INDEX_GROUP, topic=ENRICHED, metrics=metrics)
        await_store(store, stop=stop, beat=ready, put_off=partial(_count, metrics, lag))
        indexer = Indexer(store, metrics=metrics)
        stage = Stage(name="index", group=INDEX_GROUP, topic=ENRICHED, kind=EnrichedArticle, handle=indexer.handle)
        Worker(log, stage, settings=with_large_batches(settings), metrics=metrics, stop=stop, beat=ready).run()


def with_large_batches(settings: Settings) -> Settings:
    """A write costs a store about the same however many articles it holds; a batch is full only where there is a backlog."""
    return settings.model_copy(update={"batch_size": settings.index_batch_size})


def await_store(
    store: Store,
    *,
    stop: threading.Event,
    beat: Callable[[], None],
    put_off: Callable[[], None],
    backoff: Backoff | None = None,
) -> None:
    """Return when the store answers or `stop` is set. What an earlier run wrote just before it was killed can be found then.

    `put_off` is called after each attempt in vain. Raises AccessDenied and UsageError: waiting does not help there.
    """
    backoff = backoff or Backoff(longest_s=10)
    while not stop.is_set():
        try:
            store.refresh()
        except AccessDenied:
            raise
        except Unreachable as error:
            wait_s = backoff.next_s()
            logger.warning("the store is away, waiting for it", why=str(error), wait_s=round(wait_s, 2))
            put_off()
            _sleep(wait_s, stop=stop, beat=beat)
        else:
            return


def _count(metrics: Metrics, lag: LagReporter) -> None:
    """Let the metrics show that the stage waits, and for how much, as the worker would."""
    metrics.count(RETRIES, stage="index")
    with suppress(Unreachable):  # the log is away as well: the worker will meet that
        lag.report()


def _sleep(seconds: float, *, stop: threading.Event, beat: Callable[[], None]) -> None:
    while seconds > 0 and not stop.is_set():
        beat()
        stop.wait(min(seconds, _BEAT_S))
        seconds -= _BEAT_S
