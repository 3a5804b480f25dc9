"""The topics, their groups and their keys: the map of the log in one place."""

from __future__ import annotations

from urllib.parse import urlsplit

from wire.log import TopicSpec

FEEDS = "feeds"
FEED_STATE = "feed-state"
ARTICLES = "articles"
ENRICHED = "enriched"

#: What was done about dead letters (see dead.py).
DEAD_HANDLED = "dead-handled"

#: Consumer group of each stage.
INGEST_GROUP = "newswire-ingest"
ENRICH_GROUP = "newswire-enrich"
INDEX_GROUP = "newswire-index"

#: (group, topic it reads), in the order of the flow.
GROUPS: tuple[tuple[str, str], ...] = ((INGEST_GROUP, FEEDS), (ENRICH_GROUP, ARTICLES), (INDEX_GROUP, ENRICHED))


def dead(topic: str) -> str:
    """Where the dead letters of a topic go."""
    return f"{topic}.dead"


def specs(partitions: int, retention_s: float | None, retention_bytes: int | None = None) -> tuple[TopicSpec, ...]:
    """Every topic newswire uses. `feeds` and `feed-state` share their partitioning, so a feed's owner has its state."""
    month = 30 * 86400.0
    return (
        TopicSpec(name=FEEDS, partitions=partitions, compacted=True),
        TopicSpec(name=FEED_STATE, partitions=partitions, compacted=True),
        TopicSpec(name=ARTICLES, partitions=partitions, retention_s=retention_s, retention_bytes=retention_bytes),
        TopicSpec(name=ENRICHED, partitions=partitions, retention_s=retention_s, retention_bytes=retention_bytes),
        TopicSpec(name=dead(ARTICLES), partitions=1, retention_s=month),
        TopicSpec(name=dead(ENRICHED), partitions=1, retention_s=month),
        TopicSpec(name=DEAD_HANDLED, partitions=1, compacted=True),
    )


def host_key(feed_url: str) -> bytes:
    """What `feeds` and `feed-state` are partitioned by: feeds of one host meet in one partition, so pacing is local."""
    host = urlsplit(feed_url).hostname or feed_url
    return host.encode()
