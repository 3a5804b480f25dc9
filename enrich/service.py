"""The stage as a service: reads `articles`, writes `enriched`. All that may crash does so in children.

log -> Worker -> Enricher -> AnalyserPool -> analyser processes
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial

from enrich.engine import make_analyser
from enrich.enricher import Enricher
from enrich.pool import AnalyserPool
from enrich.process import Factory
from wire.messages import Article
from wire.metrics import ANALYSER_RESTARTS, Metrics
from wire.open import make_topics, open_log
from wire.settings import Settings
from wire.stage import Stage
from wire.topics import ARTICLES, ENRICH_GROUP
from wire.worker import Worker


def run(
    settings: Settings,
    *,
    stop: threading.Event,
    metrics: Metrics,
    ready: Callable[[], None],
    factory: Factory | None = None,
) -> None:
    """Enrich articles until `stop` is set. `factory` makes another engine than this version's.

    Raises what the worker raises, and UsageError where the engine cannot be loaded.
    """
    with (
        closing(open_log(settings)) as log,
        AnalyserPool(
            factory or analyser_factory(settings),
            processes=pool_size(settings, os.cpu_count() or 1),
            timeout_s=settings.analyse_timeout_s,
            beat=ready,
            restarted=lambda why: metrics.count(ANALYSER_RESTARTS, why=why),
        ) as pool,
    ):
        make_topics(log, settings)
        pool.wait_until_loaded()
        enricher = Enricher(analyse=pool.analyse, metrics=metrics, max_chars=settings.max_text_chars)
        stage = Stage(name="enrich", group=ENRICH_GROUP, topic=ARTICLES, kind=Article, handle=enricher.handle)
        Worker(log, stage, settings=settings, metrics=metrics, stop=stop, beat=ready).run()


def analyser_factory(settings: Settings) -> Factory:
    """What makes the engine the settings ask for, picklable for a child process."""
    return partial(
        make_analyser, models=dict(settings.models), min_confidence=settings.min_confidence, quote_engine=settings.quote_engine
    )


def pool_size(settings: Settings, cores: int) -> int:
    """How many analysers: as set, or one per core but one."""
    return settings.enrich_processes or max(1, cores - 1)
