"""Keeps a member's lease alive while its process works on a batch, as Kafka's heartbeat thread does."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from wire import logs
from wire.errors import NewswireError
from wire.sqlite_file import SqliteFile
from wire.sqlite_group import renew

#: A member that has not polled for so long is taken to hang, and its lease runs out (seconds). Kafka's max.poll.interval.ms
#: is 300; ours is longer, so that a batch with several hanging analyses is still this member's when it is done.
PATIENCE_S = 900.0

logger = logs.get(__name__)


class Lease:
    """Renews the lease of one member at a third of its length, until `close` or until the member stops polling."""

    def __init__(self, path: Path, *, lease_s: float, member: int) -> None:
        self.member = member
        self._lease_s = lease_s
        self._polled_at = time.monotonic()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._keep, args=(path,), name="lease", daemon=True)
        self._thread.start()

    def touch(self) -> None:
        """Say that the member polls."""
        self._polled_at = time.monotonic()

    def close(self) -> None:
        """Stop renewing. Idempotent."""
        self._closed.set()
        self._thread.join()

    def _keep(self, path: Path) -> None:
        while not self._closed.wait(self._lease_s / 3):
            if time.monotonic() - self._polled_at <= PATIENCE_S:
                self._renew(path)

    def _renew(self, path: Path) -> None:
        """A renewal that fails is tried again at the next turn; if none succeeds, the partitions go to another member."""
        try:
            file = SqliteFile(path, busy_timeout_s=self._lease_s / 3)
            try:
                with file.writing() as db:
                    renew(db, self.member, self._lease_s)
            finally:
                file.close()
        except NewswireError as error:
            logger.warning("could not renew the lease, will try again", error=str(error))
