"""When the backlog holds polls back, and what people are told."""

import pytest

from wire.backlog import backlog_of, backlog_words, is_held
from wire.log import PartitionLag
from wire.topics import ARTICLES, ENRICH_GROUP, ENRICHED, FEEDS, INDEX_GROUP, INGEST_GROUP


@pytest.mark.parametrize(
    ("backlog", "before", "held"),
    [(100, False, False), (101, False, True), (101, True, True), (51, True, True), (50, True, False), (0, True, False)],
)
def test_polls_are_held_above_the_limit_until_half_is_done(backlog: int, before: bool, held: bool) -> None:
    assert is_held(backlog, limit=100, before=before) is held


def test_without_a_limit_nothing_is_held() -> None:
    assert not is_held(10**9, limit=0, before=True)
    assert backlog_words(10**9, limit=0) is None


def test_only_what_waits_behind_the_pollers_counts() -> None:
    rows = [(INGEST_GROUP, FEEDS, 7), (ENRICH_GROUP, ARTICLES, 3), (ENRICH_GROUP, ARTICLES, 4), (INDEX_GROUP, ENRICHED, 10)]
    assert backlog_of(_lag(*row) for row in rows) == 17


def test_people_are_told_what_holds_polls_back_and_what_to_do() -> None:
    assert backlog_words(50, limit=100) is None
    assert "above 100" in (backlog_words(80, limit=100) or "")
    words = backlog_words(101, limit=100) or ""
    assert "101 messages" in words
    assert "backlog_limit" in words


def _lag(group: str, topic: str, lag: int) -> PartitionLag:
    return PartitionLag(group=group, topic=topic, partition=0, committed=0, end=lag, lag=lag, seconds_behind=0.0)
