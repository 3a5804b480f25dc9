"""Ingest on topics that somebody else made."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from ingest.service import run
from wire.errors import UsageError
from wire.log import TopicSpec
from wire.metrics import Metrics
from wire.open import open_log
from wire.settings import Settings
from wire.topics import FEED_STATE, FEEDS


def test_feeds_whose_states_lie_in_other_partitions_are_not_polled(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with closing(open_log(settings)) as log:
        log.create_topics(
            [TopicSpec(name=FEEDS, partitions=12, compacted=True), TopicSpec(name=FEED_STATE, partitions=6, compacted=True)]
        )
    with pytest.raises(UsageError, match=r"12 partitions and feed-state has 6.*newswire feeds export"):
        run(settings, stop=threading.Event(), metrics=Metrics(), ready=lambda: None)
