"""A log with something to see in it: feeds in every state, messages that wait, dead letters."""

from __future__ import annotations

from datetime import timedelta

from tests.index_web.newsstand import NOW, dam
from wire.log import Outgoing
from wire.log_sqlite import SqliteLog
from wire.messages import DeadLetter, FeedRecord, FeedState, Message, encode
from wire.topics import ARTICLES, ENRICHED, FEED_STATE, FEEDS, INDEX_GROUP, dead, host_key, specs

OK = "https://courier.example/rss"
FAILING = "https://observer.example/feed.xml"
GONE = "https://gazette.example/atom"
NEW = "https://wire.example/feed.json"
REMOVED = "https://removed.example/rss"


def fill_log(log: SqliteLog) -> None:
    """Append everything."""
    log.create_topics(specs(2, None))
    log.append([keyed(FEEDS, url, FeedRecord(url=url, title=title, added_at=NOW)) for url, title in titles().items()])
    log.append([Outgoing(topic=FEEDS, key=REMOVED.encode(), value=None, partition_by=host_key(REMOVED))])
    log.append([keyed(FEED_STATE, state.url, state) for state in states()])
    log.append([Outgoing(topic=ENRICHED, key=b"a1-dam", value=encode(dam())) for _ in range(3)])
    log.append([Outgoing(topic=dead(ARTICLES), key=b"a1-dead", value=encode(letter()))])
    _index_one(log)


def titles() -> dict[str, str | None]:
    """The registry."""
    return {OK: "Courier", FAILING: None, GONE: "Gazette", NEW: "Meridian Wire", REMOVED: "Removed"}


def states() -> list[FeedState]:
    """One feed reads well, one fails, one is gone; of the new one nothing is known."""
    minute = timedelta(minutes=1)
    return [
        FeedState(
            url=OK,
            status="ok",
            site_url="https://courier.example/",
            polls=12,
            polled_at=NOW - 3 * minute,
            succeeded_at=NOW - 3 * minute,
            due_at=NOW + 7 * minute,
            interval_s=600,
            articles=41,
            fetch_url="https://courier.example/moved",
        ),
        FeedState(
            url=FAILING,
            status="failing",
            title="Vesk Observer",
            polls=3,
            failures=2,
            error="The server answered 503 <b>Service</b> Unavailable: it is tried again by itself.",
            polled_at=NOW - minute,
            due_at=NOW + 20 * minute,
        ),
        FeedState(url=GONE, status="gone", polls=9, error="The server says that this feed is gone for good (410).", articles=2),
        FeedState(url=REMOVED, status="ok", polls=1),
    ]


def letter() -> DeadLetter:
    """One message that could never be handled."""
    return DeadLetter(
        topic=ARTICLES,
        partition=1,
        offset=7,
        key=b"a1-dead",
        value=b"{}",
        stage="enrich",
        cause="analyser-crashed",
        detail="The analyser crashed twice on this article.",
        attempts=2,
        failed_at=NOW - timedelta(hours=2),
    )


def keyed(topic: str, url: str, message: Message) -> Outgoing:
    """A message about a feed."""
    return Outgoing(topic=topic, key=url.encode(), value=encode(message), partition_by=host_key(url))


def _index_one(log: SqliteLog) -> None:
    """Let the index stage commit one of its messages."""
    consumer = log.consumer(INDEX_GROUP, [ENRICHED])
    records = []
    while not records:
        records = consumer.poll(1, 0.1)
    consumer.commit({records[0].at: records[0].offset + 1})
    consumer.close()
