"""One entry to one article in the log: read its page, decide on the revision, append, and remember."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

from msgspec.structs import replace

from ingest.assemble import Draft, FeedFacts, PageText, draft, named_by_link
from ingest.book import Book
from ingest.decide import Todo
from ingest.fetch_result import FetchFailed
from ingest.log_thread import LogThread
from ingest.page_reader import ReadPage
from ingest.recent import Locks, Recent
from ingest.remember import attempts_before, refused, settled, waiting
from ingest.revise import Known, Verdict, revise
from ingest.schedule import MAX_ATTEMPTS
from wire.errors import RecordTooLarge
from wire.log import Outgoing
from wire.messages import Article, EntryState, encode
from wire.metrics import ARTICLES_PUBLISHED, Metrics
from wire.topics import ARTICLES

Outcome = Literal["published", "seen", "duplicate"]


class Pages(Protocol):
    """What reads the page of an entry: `ingest.page_reader.PageReader`."""

    async def read(self, url: str) -> ReadPage:
        """The article at `url`. Raises FetchFailed."""
        ...


class Publisher:
    """Makes articles of entries. One per event loop, shared by all polls: two feeds that list one story meet here."""

    def __init__(self, book: Book, log: LogThread, pages: Pages, *, metrics: Metrics, clock: Callable[[], datetime]) -> None:
        self._book = book
        self._log = log
        self._pages = pages
        self._metrics = metrics
        self._clock = clock
        self._recent = Recent()
        self._locks = Locks()

    async def settle(self, todo: Todo, feed: FeedFacts) -> EntryState:
        """What is to be remembered of an entry, once its article is in the log or will not be.

        Raises NotOurs if the feed goes to another process meanwhile, and what the log raises.
        """
        async with self._locks.of(f"page {todo.entry.link or (feed.url, todo.entry.key)}"):
            joined = await self._join(todo, feed)
            if joined is not None:
                return joined
            got = await self._read(todo)
            if isinstance(got, EntryState):
                return got
            found = draft(todo.entry, got, feed, now=self._clock())
            return refused(todo, found, self._clock()) if isinstance(found, str) else await self._publish(todo, found, feed)

    async def _join(self, todo: Todo, feed: FeedFacts) -> EntryState | None:
        """The state of an entry whose article another feed has just brought; None where its page is to be read."""
        if todo.prior is not None and todo.prior.article_id is not None:
            return None
        article_id = self._book.article_at(todo.entry.link)
        if article_id is None:
            return None
        async with self._locks.of(article_id):
            known = self._book.known(article_id)
            article = self._recent.get(article_id, revision=known.revision) if known is not None else None
            if known is None or article is None or feed.url in known.listings:
                return None
            return await self._add_origin(todo, article, known, feed)

    async def _add_origin(self, todo: Todo, article: Article, known: Known, feed: FeedFacts) -> EntryState:
        united = replace(article, origins=tuple(sorted({*known.origins, *article.origins, feed.url})))
        if united.origins != article.origins:
            await self._append(united, feed)
        others = ", ".join(sorted({*united.origins} - {feed.url}))
        return self._note(todo, united, feed, outcome="duplicate", why=f"also listed by {others}")

    async def _read(self, todo: Todo) -> PageText | EntryState:
        """The page, or why there is none; or the state of an entry that is to wait for it."""
        if todo.entry.link is None or todo.entry.entry.link is None:
            return PageText(failure="the feed gives this entry no page of its own")
        try:
            read = await self._pages.read(todo.entry.entry.link)
        except FetchFailed as failed:
            attempts = attempts_before(todo) + (0 if failed.cause == "host-held" else 1)
            if _may_pass(failed) and attempts < MAX_ATTEMPTS:
                return waiting(todo, f"its page is tried again: {failed.detail}", attempts=attempts, now=self._clock())
            return PageText(failure=f"its page could not be read: {failed.detail}")
        return PageText(page=read.page, url=read.fetched.permanent_url)

    async def _publish(self, todo: Todo, found: Draft, feed: FeedFacts) -> EntryState:
        """Decide on the revision with the article locked, so that two feeds never decide on it at once."""
        prior_id = todo.prior.article_id if todo.prior is not None else None
        async with self._locks.of(found.id):
            known = self._book.known(found.id)
            verdict = revise(found, known, entry=todo.entry, feed_url=feed.url, prior_id=prior_id)
            if verdict.act != "rename" or todo.entry.link is None:
                return await self._carry_out(verdict, todo, found, feed, known)
        return await self._publish(todo, named_by_link(found, todo.entry.link), feed)

    async def _carry_out(self, verdict: Verdict, todo: Todo, found: Draft, feed: FeedFacts, known: Known | None) -> EntryState:
        article = found.article(revision=verdict.revision, origins=verdict.origins, feed_url=feed.url, fetched_at=self._clock())
        if verdict.act == "leave" and known is not None:
            outcome: Outcome = "seen" if todo.prior is not None and todo.prior.article_id == article.id else "duplicate"
            stands = replace(
                article,
                content_hash=known.content_hash or article.content_hash,
                text_source="page" if known.from_page else "feed",
            )
            return self._note(todo, stands, feed, outcome=outcome, why=verdict.why)
        try:
            await self._append(article, feed)
        except RecordTooLarge as error:
            return refused(todo, str(error), self._clock())
        return self._note(todo, article, feed, outcome="published", why=verdict.why or found.text_note)

    async def _append(self, article: Article, feed: FeedFacts) -> None:
        record = Outgoing(topic=ARTICLES, key=article.id.encode(), value=encode(article))
        await self._log.append([record], allowed=lambda: feed.url in self._book.feeds)
        self._recent.put(article)
        self._metrics.count(ARTICLES_PUBLISHED, text_source=article.text_source)

    def _note(self, todo: Todo, article: Article, feed: FeedFacts, *, outcome: Outcome, why: str | None) -> EntryState:
        """Remember at once, before the poll is over: another feed may list the same article at this moment."""
        entry = settled(todo, article, outcome=outcome, why=why)
        self._book.note(feed.url, entry)
        return entry


def _may_pass(failed: FetchFailed) -> bool:
    """Whether to try again: the failure may pass by itself, or we are told when to come again."""
    return failed.transient or failed.retry_after_s is not None
