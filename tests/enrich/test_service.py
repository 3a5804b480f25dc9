"""The stage over a real log, with analysers in real processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from enrich import service
from enrich.enricher import Enricher
from enrich.pool import Failure, Result
from tests.enrich.scripted import ENGINE, ScriptedAnalyser
from wire.log import Outgoing, Record
from wire.messages import Analysis, Article, DeadLetter, EnrichedArticle, decode, encode
from wire.metrics import Metrics
from wire.open import create_topics, open_log
from wire.outcomes import Done, Reject
from wire.settings import Settings
from wire.topics import ARTICLES, ENRICHED, dead

M = TypeVar("M", EnrichedArticle, DeadLetter)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def article(identity: str, text: str) -> Article:
    return Article(
        id=identity,
        revision=1,
        url=f"https://courier.example/{identity}",
        canonical_url=f"https://courier.example/{identity}",
        feed_url="https://courier.example/feed",
        origins=("https://courier.example/feed",),
        source="Harbour Courier",
        title="A title",
        text=text,
        text_source="page",
        fetched_at=NOW,
        content_hash="0",
    )


def analyses(documents: object) -> list[Result]:
    assert isinstance(documents, list)
    return [Analysis(id=document.id, language="en", engine=ENGINE) for document in documents]


def test_an_article_comes_out_with_its_analysis() -> None:
    enricher = Enricher(analyse=analyses, metrics=Metrics(), max_chars=100, clock=lambda: NOW)
    (outcome,) = enricher.handle([article("a", "Some text.")])
    assert isinstance(outcome, Done)
    (message,) = outcome.messages
    assert (message.topic, message.key) == (ENRICHED, b"a")
    assert message.value is not None
    enriched = decode(message.value, EnrichedArticle)
    assert (enriched.article.text, enriched.analysis.language, enriched.enriched_at) == ("Some text.", "en", NOW)


def test_a_text_over_the_limit_is_rejected_unread_and_says_what_to_do() -> None:
    enricher = Enricher(analyse=analyses, metrics=Metrics(), max_chars=10)
    first, second, third = enricher.handle([article("a", "short"), article("b", "far too long a text"), article("c", "short")])
    assert isinstance(first, Done)
    assert isinstance(third, Done)
    assert isinstance(second, Reject)
    assert second.cause == "too-large"
    assert "max_text_chars" in second.detail


def test_what_no_analyser_survives_is_rejected_with_its_cause() -> None:
    enricher = Enricher(analyse=lambda _: [Failure("analyser-hung", "60 s")], metrics=Metrics(), max_chars=10)
    assert enricher.handle([article("a", "text")]) == [Reject("analyser-hung", "60 s")]


def test_the_service_enriches_what_is_in_the_log_and_buries_the_poison(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, partitions=2, enrich_processes=1, batch_wait_s=0.05)
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        texts = {"a": "fine", "b": "CRASH", "c": "fine too", "d": "RAISE"}
        log.append(
            [Outgoing(topic=ARTICLES, key=key.encode(), value=encode(article(key, text))) for key, text in texts.items()]
        )
        stop, ready = threading.Event(), threading.Event()
        thread = threading.Thread(target=_run, args=(settings, stop, ready.set))
        thread.start()
        wait_for(lambda: len(list(log.read(ENRICHED))) == 2 and len(list(log.read(dead(ARTICLES)))) == 2)
        stop.set()
        thread.join(30)
        assert ready.is_set()
        assert {value(record, EnrichedArticle).article.id for record in log.read(ENRICHED)} == {"a", "c"}
        letters = {record.key: value(record, DeadLetter).cause for record in log.read(dead(ARTICLES))}
        assert letters == {b"b": "analyser-crashed", b"d": "analyser-crashed"}


def _run(settings: Settings, stop: threading.Event, ready: Callable[[], None]) -> None:
    service.run(settings, stop=stop, metrics=Metrics(), ready=ready, factory=ScriptedAnalyser)


def value(record: Record, kind: type[M]) -> M:
    assert record.value is not None
    return decode(record.value, kind)


def wait_for(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def test_processes_are_as_many_as_set_or_one_per_core_but_one() -> None:
    assert service.pool_size(Settings(enrich_processes=3), cores=8) == 3
    assert service.pool_size(Settings(), cores=8) == 7
    assert service.pool_size(Settings(), cores=1) == 1
