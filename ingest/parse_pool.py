"""Parsing where hostile input does no harm."""

from __future__ import annotations

import asyncio
from types import TracebackType

from ingest.parse import parse_feed
from ingest.parsed import ParsedFeed
from wire.settings import Settings


class ParsePool:
    """TODO."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __aenter__(self) -> ParsePool:
        """."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """."""

    async def parse(self, body: bytes, *, content_type: str, url: str) -> ParsedFeed:
        """."""
        return await asyncio.to_thread(parse_feed, body, content_type=content_type, url=url)
