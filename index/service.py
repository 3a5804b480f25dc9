"""The stage as a service: reads `enriched`, writes to the store.

log -> Worker -> Indexer -> Store
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing

from index.indexer import Indexer
from index.open import open_store
from wire.messages import EnrichedArticle
from wire.metrics import Metrics
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.stage import Stage
from wire.topics import ENRICHED, INDEX_GROUP
from wire.worker import Worker


def run(settings: Settings, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
    """Index enriched articles until `stop` is set. Raises what the worker and opening the store raise."""
    with closing(open_log(settings)) as log, closing(open_store(settings)) as store:
        create_topics(log, settings)
        store.refresh()  # finish what an earlier run wrote and was killed before it could be searched
        indexer = Indexer(store, metrics=metrics)
        stage = Stage(name="index", group=INDEX_GROUP, topic=ENRICHED, kind=EnrichedArticle, handle=indexer.handle)
        Worker(log, stage, settings=settings, metrics=metrics, stop=stop, beat=ready).run()
