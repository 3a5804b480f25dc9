"""The log of a URL in the settings."""

from __future__ import annotations

from pathlib import Path

from wire import logs, topics
from wire.errors import StorageFull, UsageError
from wire.log import Log
from wire.log_sqlite import SqliteLog
from wire.settings import Settings

logger = logs.get(__name__)


def open_log(settings: Settings) -> Log:
    """The log at `settings.log_url`. Raises UsageError for a URL that names none, and what opening that log raises."""
    url = settings.log_url
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        return SqliteLog(sqlite_path(url), record_max_bytes=settings.record_max_bytes, lease_s=settings.lease_s)
    if scheme == "kafka":
        return _open_kafka(settings)
    raise UsageError(f"log: {scheme!r} is no kind of log: write sqlite:///FILE or kafka://HOST:PORT[,HOST:PORT]")


def create_topics(log: Log, settings: Settings) -> list[str]:
    """Make the topics that are missing; returns, in words, what exists otherwise than the settings ask."""
    return log.create_topics(topics.specs(settings.partitions, settings.retention_s, settings.retention_bytes))


def make_topics(log: Log, settings: Settings) -> None:
    """`create_topics` for a service, whose log says what exists otherwise than the settings ask."""
    for words in create_topics(log, settings):
        logger.warning("a topic differs", what=words)


def topics_to_read(log: Log, settings: Settings) -> None:
    """`create_topics` for who only reads: where nothing can be written, as on a full disk, what is there can still be read."""
    try:
        create_topics(log, settings)
    except StorageFull as error:
        logger.info("reading what is there", why=str(error))


def sqlite_path(url: str) -> Path:
    """The file of a sqlite URL: sqlite:///data/log.db is relative, sqlite:////var/lib/newswire/log.db absolute."""
    path = url.removeprefix("sqlite://").removeprefix("/")
    if not path:
        raise UsageError("log: sqlite:/// needs the name of a file, as in sqlite:///data/log.db")
    return Path(path)


def _open_kafka(settings: Settings) -> Log:
    """Loaded only when asked for: who runs on one machine need not wait for the Kafka client."""
    from wire.log_kafka import open_kafka

    return open_kafka(settings)
