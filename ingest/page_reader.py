"""Reads an article page: robots.txt, fetch, extraction in a process that can be killed."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Final

from ingest.fetch import Fetcher
from ingest.fetch_result import Fetched, FetchFailed
from ingest.page import Page
from ingest.page_pool import PagePool
from ingest.robots import Robots
from wire.settings import Settings

#: What may be an HTML page by its Content-Type; an empty one is looked into.
_PAGE_TYPES: Final = frozenset(
    {"", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "application/octet-stream"}
)
#: So much of a body is looked at to see whether it is text (bytes).
_LOOKED_AT: Final = 4096
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))
#: A text holds no more control characters than this (share of its bytes).
_STRAY: Final = 0.01
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class ReadPage:
    """A page and how it was had."""

    page: Page
    fetched: Fetched


class PageReader:
    """Reads article pages; an async context manager that owns the extraction processes."""

    def __init__(self, settings: Settings, fetcher: Fetcher, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetcher = fetcher
        self._pool = PagePool(processes=settings.page_processes, timeout_s=settings.page_timeout_s)
        self._robots = Robots(fetcher, user_agent=settings.user_agent, clock=clock) if settings.obey_robots else None
        self._exits = AsyncExitStack()

    async def __aenter__(self) -> PageReader:
        """Start the extraction processes."""
        await self._exits.enter_async_context(self._pool)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the extraction processes."""
        await self._exits.aclose()

    async def read(self, url: str) -> ReadPage:
        """The article at `url`. Raises FetchFailed with the cause: refused by robots.txt, unreachable, no text ..."""
        if self._robots is not None:
            await self._robots.check(url)
        fetched = await self._fetcher.get(url, kind="page")
        if not looks_like_page(fetched):
            kind = fetched.content_type.partition(";")[0] or "binary data"
            raise FetchFailed("not-a-page", f"{fetched.final_url} is no HTML page ({kind})", url=fetched.final_url)
        page = await self._pool.extract(
            fetched.body,
            url=fetched.final_url,
            content_type=fetched.content_type,
            content_language=fetched.headers.get("content-language", ""),
        )
        if page is None or not page.text:
            detail = f"no article is found on {fetched.final_url}: it may need JavaScript or a subscription"
            raise FetchFailed("no-text", detail, url=fetched.final_url)
        return ReadPage(page, fetched)


def looks_like_page(fetched: Fetched) -> bool:
    """Whether an answer can be an HTML page, by its Content-Type and its first bytes."""
    start = fetched.body[:_LOOKED_AT]
    if fetched.content_type.partition(";")[0].strip().lower() not in _PAGE_TYPES or b"<" not in start:
        return False
    controls = len(start) - len(start.translate(None, _CONTROLS))
    is_wide = start.startswith(_WIDE_MARKS) or "utf-16" in fetched.content_type.lower()
    return is_wide or controls <= len(start) * _STRAY
