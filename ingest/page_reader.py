"""Reads an article page: robots.txt, fetch, extraction in a process that can be killed."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType

from ingest.fetch import Fetcher
from ingest.fetch_result import Fetched
from ingest.page import Page
from wire.settings import Settings


@dataclass(frozen=True)
class ReadPage:
    """A page and how it was had."""

    page: Page
    fetched: Fetched


class PageReader:
    """Reads article pages; an async context manager that owns the extraction processes."""

    def __init__(self, settings: Settings, fetcher: Fetcher) -> None:
        self._settings = settings
        self._fetcher = fetcher

    async def __aenter__(self) -> PageReader:
        """Start the extraction processes."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the extraction processes."""

    async def read(self, url: str) -> ReadPage:
        """The article at `url`. Raises FetchFailed with the cause: refused by robots.txt, unreachable, no text ..."""
        raise NotImplementedError
