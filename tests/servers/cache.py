"""What was downloaded for the tests' servers, kept in folders outside the source tree.

The cache is NEWSWIRE_TEST_CACHE, by default ~/.cache/newswire-test-servers; for root /var/cache/newswire-test-servers,
since Elasticsearch runs as another user, who cannot look into root's home.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def cache_folder() -> Path:
    """Where what was downloaded is kept."""
    default = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    return Path(os.environ.get("NEWSWIRE_TEST_CACHE") or default / "newswire-test-servers")


def cached(name: str, fetch: Callable[[Path], None]) -> Path:
    """The folder of that name in the cache, filled by `fetch` where it is not there. One process at a time; others wait."""
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    folder, fresh = cache / name, cache / f"{name}.part"
    with (cache / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            fetch(fresh)
            fresh.rename(folder)
    return folder
