"""`newswire run --sample`: the sample newsroom beside well-known public feeds, in the registry of a data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.opml import import_opml
from ingest.registry import Registry
from newswire.newsroom.content import HERE, feeds, read_newsroom
from newswire.newsroom.server import serving
from wire.log import Log
from wire.messages import FeedRecord
from wire.settings import Settings

#: How often the sample feeds are polled (s), so that the edited articles are seen soon.
POLL_S = 20.0
WORLD_OPML = HERE / "world.opml"


@contextmanager
def open_for(settings: Settings, log: Log) -> Iterator[Settings]:
    """Serve the newsroom and register its feeds and the world's; gives settings that may fetch from it."""
    newsroom = read_newsroom()
    with serving(newsroom, port=settings.sample_port, opened_at=_opened_at(settings.data_dir)) as base_url:
        now = datetime.now(UTC)
        own = [
            FeedRecord(
                url=base_url + feed.subscribed_path,
                title=feed.title,
                folder="Sample newsroom",
                added_at=now,
                poll_interval_s=POLL_S,
            )
            for _, feed in feeds(newsroom.outlets)
        ]
        registry = Registry(log)
        registry.add_all(own)
        import_opml(registry, WORLD_OPML.read_bytes(), now=now + timedelta(milliseconds=1))  # after ours, which need no network
        yield settings.model_copy(update={"allowed_origins": (*settings.allowed_origins, base_url)})


def _opened_at(data_dir: Path) -> datetime:
    """When this folder's newsroom first opened (UTC), so that a restart does not give its articles new dates."""
    file = data_dir / "sample-opened-at"
    if not file.exists():
        file.write_text(datetime.now(UTC).isoformat(timespec="seconds"))
    return datetime.fromisoformat(file.read_text())
