"""robots.txt (RFC 9309): whether a page may be fetched, and how slowly.

What became of robots.txt, and what it means for the pages:

    read                                    its rules, for a day
    4xx, too large, redirects without end   everything is allowed, for a day
    5xx, 429                                nothing is allowed, asked again after ten minutes; after a day of it, all is
    no answer at all                        the pages have the same failure, asked again after a minute
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from protego import Protego
from yarl import URL

from ingest.fetch import Fetcher
from ingest.fetch_result import Cause, FetchFailed
from ingest.fetch_url import origin, sendable

#: How long the rules of an origin are used (s).
_FRESH_S: Final = 86400.0
#: After so long an origin whose robots.txt could not be had is asked again (s).
_AGAIN_S: Final = 600.0
_AGAIN_UNREACHABLE_S: Final = 60.0
#: Server errors for so long mean that there are no rules (s; RFC 9309 leaves the time open, and names 30 days as long).
_NO_RULES_AFTER_S: Final = 86400.0
#: Origins remembered at most.
_MOST_ORIGINS: Final = 2000

_ALLOWS_ALL: Final = frozenset[Cause](
    ("http-4xx", "http-other", "too-large", "too-many-redirects", "redirect-loop", "bad-redirect")
)


@dataclass(frozen=True)
class _Known:
    """What is known of one origin's robots.txt. Without rules and failure, everything is allowed."""

    until: float
    rules: Protego | None = None
    failure: FetchFailed | None = None
    failing_since: float | None = None


class Robots:
    """Asks for robots.txt and remembers the rules, per origin (scheme, host and port). One per event loop."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        user_agent: str,
        clock: Callable[[], float] = time.monotonic,
        most_origins: int = _MOST_ORIGINS,
    ) -> None:
        self._fetcher = fetcher
        self._name = user_agent.partition("/")[0].strip()
        self._clock = clock
        self._most_origins = most_origins
        self._known: OrderedDict[str, asyncio.Task[_Known]] = OrderedDict()

    async def check(self, url: str) -> None:
        """Return if `url` may be fetched; also slows its host down as the rules ask. Raises FetchFailed if it may not."""
        target = sendable(url)
        known = await self._of(target)
        if known.failure is not None:
            raise _refusal(known.failure, target, known.until - self._clock())
        if known.rules is None:
            return
        delay_s = known.rules.crawl_delay(self._name)
        if delay_s:
            self._fetcher.pacer.slow_down(origin(target).partition("://")[2], delay_s)
        if not known.rules.can_fetch(str(target), self._name):
            detail = f"robots.txt of {target.host} does not allow this page to programs"
            raise FetchFailed("refused-by-robots", detail, url=url)

    async def _of(self, target: URL) -> _Known:
        """What is known of the target's origin; asked for once, however many wait for it."""
        name = origin(target)
        task = self._known.get(name)
        before = task.result() if task is not None and task.done() and not task.cancelled() else None
        if task is None or (task.done() and (before is None or before.until <= self._clock())):
            task = self._known[name] = asyncio.create_task(self._ask(target, before))
            self._known.move_to_end(name)
            if len(self._known) > self._most_origins:
                self._known.popitem(last=False)
        return await asyncio.shield(task)

    async def _ask(self, target: URL, before: _Known | None) -> _Known:
        try:
            fetched = await self._fetcher.get(str(target.origin().joinpath("robots.txt")), kind="robots")
        except FetchFailed as failed:
            return self._without_rules(failed, before)
        rules = Protego.parse(fetched.body.decode("utf-8", "replace"))
        return _Known(self._clock() + _FRESH_S, rules)

    def _without_rules(self, failed: FetchFailed, before: _Known | None) -> _Known:
        now = self._clock()
        if failed.cause in _ALLOWS_ALL and failed.status != 429:
            return _Known(now + _FRESH_S)
        since = before.failing_since if before is not None and before.failing_since is not None else now
        if failed.status is None:
            return _Known(now + _AGAIN_UNREACHABLE_S, failure=failed, failing_since=since)
        if now - since >= _NO_RULES_AFTER_S:
            return _Known(now + _AGAIN_S, failing_since=since)
        return _Known(now + _AGAIN_S, failure=failed, failing_since=since)


def _refusal(failed: FetchFailed, target: URL, wait_s: float) -> FetchFailed:
    """Why a page is not fetched whose rules are not known: its own error, so that nobody shares a traceback."""
    if failed.status is None:
        return FetchFailed(failed.cause, failed.detail, url=str(target), retry_after_s=failed.retry_after_s)
    wait_s = max(wait_s, 1.0)
    why = f"robots.txt of {target.host} cannot be had ({failed.detail})"
    detail = f"{why}, so its pages are left alone; it is asked again in {wait_s:.0f} s"
    return FetchFailed("refused-by-robots", detail, url=str(target), status=failed.status, retry_after_s=wait_s)
