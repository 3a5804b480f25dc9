"""The index stage from log to store."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from index.open import open_store
from index.query import All
from index.service import run
from tests.contracts.corpus import build, corpus
from wire.log import Outgoing
from wire.messages import encode
from wire.metrics import STORE_WRITES, Metrics
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ENRICHED, INDEX_GROUP


def test_what_is_enriched_becomes_searchable_and_a_replay_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, batch_wait_s=0.05)
    messages = [*corpus()[:20], build("dam-1", "Second edition", "Rewritten.", revision=2), *corpus()[:5]]
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        log.append([Outgoing(topic=ENRICHED, key=one.article.id.encode(), value=encode(one)) for one in messages])
        metrics, stop, ready = Metrics(), threading.Event(), threading.Event()
        service = threading.Thread(target=run, args=(settings,), kwargs={"stop": stop, "metrics": metrics, "ready": ready.set})
        service.start()
        deadline = monotonic() + 30
        while any(row.lag for row in log.lag(INDEX_GROUP, [ENRICHED])) and monotonic() < deadline:
            sleep(0.05)
        assert not any(row.lag for row in log.lag(INDEX_GROUP, [ENRICHED]))
        stop.set()
        service.join(30)
    assert ready.is_set()
    assert metrics.total(STORE_WRITES) == len(messages)
    with closing(open_store(settings)) as store:
        assert store.search("articles", All()).total == 20
        edition = store.get("dam-1")
        assert edition is not None
        assert edition.article.title == "Second edition"
