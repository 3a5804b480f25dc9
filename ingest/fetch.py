"""Fetches one URL: politely, within limits, and never from a private address.

get -> canonical checks -> per hop: pacing -> connect (address checked) -> headers -> redirect? -> body within the cap
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

from ingest.fetch_result import Fetched, FetchReport, Kind, Validators
from wire.settings import Settings


class Fetcher:
    """An HTTP client for feeds and pages; an async context manager. One per event loop.

    `observe` is called with a report of every finished fetch; `clock` gives seconds (monotonic).
    """

    def __init__(
        self,
        settings: Settings,
        *,
        observe: Callable[[FetchReport], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._observe = observe
        self._clock = clock

    async def __aenter__(self) -> Fetcher:
        """Open the sessions."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""

    async def get(
        self, url: str, *, kind: Kind = "feed", validators: Validators | None = None, max_bytes: int | None = None
    ) -> Fetched:
        """The answer to GET `url`, redirects followed; status 2xx or 304. Raises FetchFailed.

        Waits for the host's turn first (not counted in the deadline `fetch_timeout_s`). `max_bytes` of body after
        decompression; default: the setting for `kind`.
        """
        raise NotImplementedError
