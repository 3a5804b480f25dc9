"""What `newswire doctor` finds that no other test shows."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newswire.checks import examine
from tests.index_web.pressroom import keyed
from wire.log import TopicSpec
from wire.messages import FeedRecord, FeedState
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import FEED_STATE, FEEDS


@pytest.mark.parametrize(
    ("statuses", "ok", "found"),
    [
        ([], True, "none: "),
        (["ok", "failing", "failing"], True, "2 failing, 1 ok"),
        (["failing", "gone"], False, "1 failing, 1 gone"),
        (["new"], True, "1 new"),
    ],
)
def test_of_feeds_one_must_be_readable(tmp_path: Path, statuses: list[str], ok: bool, found: str) -> None:
    settings, now = Settings(data_dir=tmp_path), datetime(2026, 11, 24, tzinfo=UTC)
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        for number, status in enumerate(statuses):
            url = f"https://{number}.example/rss"
            log.append([keyed(FEEDS, url, FeedRecord(url=url, added_at=now))])
            log.append([keyed(FEED_STATE, url, FeedState(url=url, status=status))])  # type: ignore[arg-type]
    (finding,) = (finding for finding in examine(settings) if finding.what == "feeds")
    assert (finding.ok, bool(finding.advice)) == (ok, not ok)
    assert finding.found.startswith(found)


def test_topics_that_do_not_fit_together(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with closing(open_log(settings)) as log:
        log.create_topics(
            [TopicSpec(name=FEEDS, partitions=12, compacted=True), TopicSpec(name=FEED_STATE, partitions=6, compacted=True)]
        )
    (found,) = (finding for finding in examine(settings) if finding.what == "topics")
    assert not found.ok
    assert "must be the same" in found.advice
