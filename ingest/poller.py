"""The loop of ingest. Each feed's poll is a task of its own: a slow feed never holds up another.

    every _TICK_S:
        look at the backlog (gate.py): while it is over its limit, no poll begins
        look at the log: partitions lost (drop their feeds, cancel their polls), partitions arrived (read their feeds and
            states), feeds added, changed or removed
        for each feed that is due and not being polled, begin a poll:

    poll of one feed (poll.py):
        conditional GET; every `full_get_every` polls, or if entries wait for their page, a full GET
            failed -> status failing, tried ever more rarely, at least daily; 410 -> gone; 301, 308 -> moved
        304, or the same body as before -> nothing to do
        parse, in a process that can be killed (parse.py)
        for each entry: new, changed, seen, or waiting for another try? (identity.py, decide.py)
        for each that is not seen, at the same time (publish.py):
            brought by another feed just now -> the same article, with one more origin
            read its page: robots.txt, the host's pace, extraction
                failed for now -> waiting, tried again at a later poll
                failed for good -> the feed's text has to do, and the article says why
            page or feed text -> draft (assemble.py) -> new article, new revision or nothing new (revise.py)
            append the Article to `articles`; acknowledged
        append the FeedState to `feed-state`, with when to poll next (state.py, schedule.py)

A kill at any moment loses nothing: what was appended without the state being saved is appended again, with the same
revision, at the next poll. Nothing is written for a feed that is no longer ours: see `NotOurs`.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from ingest import state as transitions
from ingest.book import Book, HeldFeed
from ingest.gate import Gate
from ingest.log_thread import LogThread, NotOurs
from ingest.ownership import Change, Ownership
from ingest.poll import Poll, Polled, Tools
from ingest.schedule import Bounds, put_back
from ingest.state import Timing
from wire import logs
from wire.errors import NewswireError, RecordTooLarge
from wire.log import Outgoing
from wire.messages import FeedState, encode
from wire.metrics import ENTRIES, FEEDS, POLLS, Metrics
from wire.topics import FEED_STATE, host_key

#: Time between two looks at the log and the clock (s).
_TICK_S: Final = 0.2

#: Most polls under way at once: each holds a feed in memory.
_AT_ONCE: Final = 256

#: How long polls under way may go on after the stop (s); what they have by then is saved.
_GRACE_S: Final = 3.0

_NEVER: Final = datetime.min.replace(tzinfo=UTC)

logger = logs.get(__name__)


class Poller:
    """Polls the feeds of the partitions that are ours. One per event loop."""

    def __init__(self, book: Book, log: LogThread, ownership: Ownership, tools: Tools, *, metrics: Metrics) -> None:
        self._book = book
        self._log = log
        self._ownership = ownership
        self._tools = tools
        self._metrics = metrics
        self._gate = Gate(log.log, limit=tools.settings.backlog_limit, metrics=metrics)
        self._running: dict[str, tuple[Poll, asyncio.Task[Polled | None]]] = {}
        self._hurried: dict[str, datetime] = {}  # feeds polled early as the clock was put back: when they were polled before
        self._fatal: NewswireError | None = None

    @property
    def feeds(self) -> list[HeldFeed]:
        """The feeds that are ours now."""
        return list(self._book.feeds.values())

    @property
    def partitions_held(self) -> int:
        """How many partitions of the registry are ours."""
        return self._ownership.held

    async def run(self, stop: threading.Event, ready: Callable[[], None]) -> None:
        """Poll what is due until `stop` is set. Raises what makes going on pointless: StorageFull, AccessDenied."""
        try:
            while not stop.is_set():
                await self.look()
                if self._gate.due():
                    await self._log.call(self._gate.look)
                self._begin_due(self._tools.clock())
                ready()
                await asyncio.sleep(_TICK_S)
        finally:
            await self.finish()

    async def look(self) -> None:
        """Learn which feeds are ours. Raises what a poll in the background could not recover from."""
        if self._fatal is not None:
            raise self._fatal
        changes = await self._log.call(self._ownership.look)
        for partition in changes.lost:
            self._cancel(self._book.drop(partition))
        for arrival in changes.arrived:
            self._book.load(arrival.partition, arrival.records, arrival.states)
        for change in changes.changed:
            await self._apply(change)
        self._count_feeds()

    def begin(self, feed: HeldFeed, *, limit: int | None) -> asyncio.Task[Polled | None]:
        """Begin a poll. The task gives how it ended; None where the feed went to another process meanwhile."""
        poll = Poll(feed, self._tools, limit=limit, save=self.save)
        task = asyncio.create_task(self._poll(poll, feed), name=f"poll {feed.url}")
        self._running[feed.url] = (poll, task)
        task.add_done_callback(lambda done: self._ended(feed.url, done))
        return task

    async def finish(self) -> None:
        """Let polls end for a little while, stop the rest, and save what these have."""
        polls = list(self._running.values())
        tasks = [task for _, task in polls]
        if tasks:
            await asyncio.wait(tasks, timeout=_GRACE_S)
        unfinished = [poll for poll, task in polls if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._save_all(state for poll in unfinished if (state := poll.interim()) is not None)

    async def save(self, state: FeedState) -> None:
        """Make a feed's state durable. Raises NotOurs."""
        record = Outgoing(topic=FEED_STATE, key=state.url.encode(), value=encode(state), partition_by=host_key(state.url))
        await self._log.append([record], allowed=lambda: state.url in self._book.feeds)
        self._book.put(state)

    async def _save_all(self, states: Iterable[FeedState]) -> None:
        try:
            for state in states:
                await self.save(state)
        except (NotOurs, NewswireError) as error:
            logger.warning("the polls under way could not be saved; they are done again", error=str(error))

    def _begin_due(self, now: datetime) -> None:
        if self._gate.held:
            return
        due = [feed for feed in self._book.feeds.values() if feed.url not in self._running and self._is_due(feed, now)]
        due.sort(key=lambda feed: feed.state.due_at or now)
        for feed in due[: max(0, _AT_ONCE - len(self._running))]:
            self._hurried[feed.url] = _last(feed)
            self.begin(feed, limit=self._tools.settings.max_new_per_poll)

    def _is_due(self, feed: HeldFeed, now: datetime) -> bool:
        """Whether to poll a feed now: at its time, and once at once where it was last polled in what is now the future."""
        if feed.state.status == "gone" or feed.state.due_at is None:
            return False
        last = _last(feed)
        hurried = self._hurried.get(feed.url, _NEVER)
        return feed.state.due_at <= now or (put_back(last, now) and last > hurried)

    async def _apply(self, change: Change) -> None:
        if change.record is not None:
            self._book.add(change.partition, change.record)
            return
        if change.url in self._running:
            poll, task = self._running[change.url]
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if task.cancelled() and (state := poll.interim()) is not None:
                await self._save_all([state])
        self._book.leave(change.url)

    def _cancel(self, urls: Iterable[str]) -> None:
        for url in urls:
            if url in self._running:
                self._running[url][1].cancel()

    async def _poll(self, poll: Poll, feed: HeldFeed) -> Polled | None:
        try:
            polled = await poll.run()
        except NotOurs:
            return None
        except NewswireError:
            raise
        except Exception as error:
            logger.exception("poll failed", feed=feed.url)
            polled = self._failed(feed, f"newswire failed at this feed ({type(error).__name__}: {error}): please report this")
        return await self._close(polled, feed)

    async def _close(self, polled: Polled, feed: HeldFeed) -> Polled | None:
        try:
            await self.save(polled.state)
        except NotOurs:
            return None
        except RecordTooLarge as error:
            polled = self._failed(feed, f"it lists more than can be remembered: {error}")
            await self.save(polled.state)
        self._tell(polled)
        return polled

    def _failed(self, feed: HeldFeed, why: str) -> Polled:
        bounds = Bounds.of(self._tools.settings, wish_s=feed.record.poll_interval_s)
        timing = Timing(now=self._tools.clock(), spread=self._tools.spread(), bounds=bounds)
        return Polled(state=transitions.after_failure(feed.state, why, timing=timing), outcome="failed", entries=Counter())

    def _ended(self, url: str, task: asyncio.Task[Polled | None]) -> None:
        if self._running.get(url, (None, None))[1] is task:
            del self._running[url]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, NewswireError):
            self._fatal = error

    def _tell(self, polled: Polled) -> None:
        self._metrics.count(POLLS, outcome=polled.outcome)
        for outcome, count in polled.entries.items():
            self._metrics.count(ENTRIES, count, outcome=outcome)
        state = polled.state
        event = logger.debug if polled.outcome == "unchanged" else logger.info
        event(
            "polled",
            feed=state.url,
            outcome=polled.outcome,
            **polled.entries,
            error=state.error,
            due_at=state.due_at and state.due_at.isoformat(timespec="seconds"),
        )

    def _count_feeds(self) -> None:
        counts = Counter(feed.state.status for feed in self._book.feeds.values())
        for status in ("new", "ok", "failing", "gone"):
            self._metrics.set(FEEDS, counts[status], status=status)


def _last(feed: HeldFeed) -> datetime:
    """When a feed was last polled or added: its due time was reckoned from then."""
    return max(feed.record.added_at, feed.state.polled_at or feed.record.added_at)
