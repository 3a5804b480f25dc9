"""One poll of one feed, from the request to the new state. The flow stands in `ingest.poller`."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol

from ingest import state as transitions
from ingest.assemble import FeedFacts
from ingest.book import HeldFeed
from ingest.decide import Plan, Todo, merged, plan, remembered
from ingest.fetch import Fetcher
from ingest.fetch_result import Fetched, FetchFailed
from ingest.identity import Memory, identify
from ingest.log_thread import NotOurs
from ingest.parsed import NotAFeed, ParsedFeed
from ingest.publish import Publisher
from ingest.remember import refused
from ingest.schedule import Bounds
from ingest.state import Timing
from wire import logs
from wire.errors import NewswireError
from wire.messages import EntryState, FeedState
from wire.settings import Settings

#: Entries of one feed worked on at once; the fetcher paces their hosts.
_AT_ONCE: Final = 8

#: A poll that goes on for so long saves what it has so far (s).
_SAVE_EVERY_S: Final = 15.0

logger = logs.get(__name__)


class Parse(Protocol):
    """Parses a feed where hostile input does no harm. Raises NotAFeed."""

    def __call__(self, body: bytes, *, content_type: str, url: str) -> Awaitable[ParsedFeed]:
        """See `ingest.parse.parse_feed`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What every poll needs. `spread` gives random numbers from 0 to 1."""

    settings: Settings
    fetcher: Fetcher
    parse: Parse
    publisher: Publisher
    clock: Callable[[], datetime]
    spread: Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Polled:
    """How a poll ended: the new state and what became of the feed's entries, by outcome."""

    state: FeedState
    outcome: str  #: changed, unchanged, failed, held or gone
    entries: Counter[str]


class Poll:
    """One poll. `limit` is the most entries to read now (None reads all), `save` makes a feed's state durable."""

    def __init__(
        self, feed: HeldFeed, tools: Tools, *, limit: int | None, save: Callable[[FeedState], Awaitable[None]]
    ) -> None:
        self._feed = feed
        self._tools = tools
        self._limit = limit
        self._save = save
        self._before = feed.state
        self._settled: dict[str, EntryState] = {}
        self._counts: Counter[str] = Counter()
        self._saved_at = time.monotonic()

    async def run(self) -> Polled:
        """Poll the feed; its failures are part of the result. Raises NotOurs, and what the log raises."""
        settings, now = self._tools.settings, self._tools.clock()
        url = transitions.fetch_url(self._before)
        try:
            fetched = await self._tools.fetcher.get(
                url, kind="feed", validators=transitions.validators(self._before, settings, now)
            )
        except FetchFailed as failed:
            return self._not_fetched(failed)
        body_hash = sha256(fetched.body).hexdigest() if not fetched.not_modified else None
        if transitions.unchanged(self._before, fetched, body_hash, now):
            return self._polled("unchanged", transitions.after_unchanged(self._before, fetched, self._timing()))
        return await self._read(fetched, body_hash or "")

    def interim(self) -> FeedState | None:
        """What is worth saving of a poll that did not end; None where nothing is."""
        if not self._settled:
            return None
        entries = merged(list(self._settled.values()), self._before.entries)
        return transitions.interim(self._before, entries, published=self._published())

    async def _read(self, fetched: Fetched, body_hash: str) -> Polled:
        try:
            feed = await self._tools.parse(fetched.body, content_type=fetched.content_type, url=fetched.final_url)
        except NotAFeed as error:
            return self._polled("failed", transitions.after_failure(self._before, str(error), timing=self._timing()))
        entries = identify(feed, feed_url=fetched.final_url)
        todo = plan(entries, Memory.of(self._before.entries), now=self._tools.clock(), limit=self._limit)
        await self._settle_all(todo, self._facts(feed))
        order = {entry.key: place for place, entry in enumerate(entries)}
        listed = sorted(self._listed(todo), key=lambda entry: order.get(entry.key, len(order)))
        state = transitions.after_news(
            self._before,
            fetched,
            feed,
            body_hash=body_hash,
            entries=remembered(listed, self._before.entries),
            published=self._published(),
            timing=self._timing(),
        )
        return self._polled("changed" if todo.todo else "unchanged", state)

    async def _settle_all(self, todo: Plan, facts: FeedFacts) -> None:
        """Every entry on its own, so that one slow page holds up nothing but itself."""
        self._counts["seen"] += len(todo.seen)
        self._counts["waiting"] += len(todo.postponed)
        at_once = asyncio.Semaphore(_AT_ONCE)
        try:
            async with asyncio.TaskGroup() as group:
                for each in todo.todo:
                    group.create_task(self._settle(each, facts, at_once))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors

    async def _settle(self, todo: Todo, facts: FeedFacts, at_once: asyncio.Semaphore) -> None:
        async with at_once:
            entry = await self._try(todo, facts)
        self._settled[todo.entry.key] = entry
        self._counts[_outcome(todo, entry)] += 1
        await self._save_now_and_then()

    async def _try(self, todo: Todo, facts: FeedFacts) -> EntryState:
        """Settle an entry. A fault of ours refuses this entry, and must not keep the feed from all others."""
        try:
            return await self._tools.publisher.settle(todo, facts)
        except (NewswireError, NotOurs):
            raise
        except Exception as error:
            logger.exception("entry refused", feed=facts.url, entry=todo.entry.key)
            why = f"newswire failed at it ({type(error).__name__}: {error}): please report this"
            return refused(todo, why, self._tools.clock())

    async def _save_now_and_then(self) -> None:
        if time.monotonic() - self._saved_at < _SAVE_EVERY_S:
            return
        self._saved_at = time.monotonic()
        state = self.interim()
        if state is not None:
            await self._save(state)

    def _listed(self, todo: Plan) -> list[EntryState]:
        return [*self._settled.values(), *todo.seen, *todo.postponed]

    def _not_fetched(self, failed: FetchFailed) -> Polled:
        if failed.gone:
            return self._polled("gone", transitions.after_gone(self._before, failed, self._tools.clock()))
        if failed.cause == "host-held":
            return self._polled("held", transitions.after_held(self._before, failed, self._timing()))
        state = transitions.after_failure(
            self._before, failed.detail, retry_after_s=failed.retry_after_s, timing=self._timing()
        )
        return self._polled("failed", state)

    def _polled(self, outcome: str, state: FeedState) -> Polled:
        return Polled(state=state, outcome=outcome, entries=+self._counts)

    def _published(self) -> int:
        return self._counts["new"] + self._counts["changed"]

    def _timing(self) -> Timing:
        bounds = Bounds.of(self._tools.settings, wish_s=self._feed.record.poll_interval_s)
        return Timing(now=self._tools.clock(), spread=self._tools.spread(), bounds=bounds)

    def _facts(self, feed: ParsedFeed) -> FeedFacts:
        title = feed.title or self._feed.record.title
        return FeedFacts(url=self._feed.url, title=title, site_url=feed.site_url, language=feed.language)


def _outcome(todo: Todo, entry: EntryState) -> str:
    """The word for what became of an entry: new, changed, seen, duplicate, waiting or refused."""
    if entry.outcome != "published":
        return entry.outcome
    return "new" if entry.revision == 1 else "changed"
