"""What `newswire doctor` finds that no other test shows."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from newswire.checks import examine
from wire.log import TopicSpec
from wire.open import open_log
from wire.settings import Settings
from wire.topics import FEED_STATE, FEEDS


def test_topics_that_do_not_fit_together(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with closing(open_log(settings)) as log:
        log.create_topics(
            [TopicSpec(name=FEEDS, partitions=12, compacted=True), TopicSpec(name=FEED_STATE, partitions=6, compacted=True)]
        )
    (found,) = (finding for finding in examine(settings) if finding.what == "topics")
    assert not found.ok
    assert "must be the same" in found.advice
