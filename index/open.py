"""From settings to a store."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from index.store import Store
from index.store_embedded import EmbeddedStore
from wire.errors import UsageError
from wire.settings import Settings


def open_store(settings: Settings) -> Store:
    """The store that `settings.store_url` names. Raises UsageError for a URL of no known kind, Unreachable, StorageFull."""
    url = settings.store_url
    scheme = urlsplit(url).scheme
    if scheme == "embedded":
        return EmbeddedStore(embedded_path(url))
    if scheme in ("http", "https"):
        from index.store_elastic import open_elastic  # slow to import, and not needed on one machine

        return open_elastic(settings)
    raise UsageError(f"store = {url!r} is neither embedded:///FOLDER nor https://HOST:9200: correct it in newswire.toml.")


def embedded_path(url: str) -> Path:
    """The folder of an embedded URL: embedded:///data/index is relative, embedded:////var/lib/newswire/index absolute."""
    path = url.removeprefix("embedded://").removeprefix("/")
    if not path:
        raise UsageError("store: embedded:/// needs the name of a folder, as in embedded:///data/index")
    return Path(path)
