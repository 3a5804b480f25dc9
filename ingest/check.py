"""Tries a feed as a poll would, once, and explains step by step what it found. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final, Literal

from ingest.dates import sane
from ingest.fetch import Fetcher
from ingest.fetch_result import Fetched, FetchFailed
from ingest.identity import Identified, identify
from ingest.parsed import NotAFeed, ParsedFeed
from ingest.poll import Parse
from ingest.publish import Pages
from ingest.registry import feed_url
from ingest.schedule import Bounds, first_interval
from wire.errors import UsageError
from wire.settings import Settings

#: A feed whose entries have this many characters in the middle has its full text in it.
_FULL_TEXT_CHARS: Final = 1500


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing looked at. `good`: as it should be; `note`: worth knowing; `bad`: no articles will come because of it."""

    name: str
    verdict: Literal["good", "note", "bad"]
    words: str


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """All steps, in the order in which a poll takes them."""

    url: str
    steps: tuple[Step, ...]

    @property
    def ok(self) -> bool:
        """Whether articles will come."""
        return all(step.verdict != "bad" for step in self.steps)


async def check(
    url: str, *, settings: Settings, fetcher: Fetcher, parse: Parse, pages: Pages, clock: Callable[[], datetime]
) -> CheckReport:
    """Fetch and parse the feed, and read the page of its first entry."""
    try:
        address = feed_url(url)
        fetched = await fetcher.get(address, kind="feed")
    except UsageError as error:
        return CheckReport(url=url, steps=(_step("address", "bad", str(error)),))
    except FetchFailed as failed:
        return CheckReport(url=address, steps=(_step("fetch", "bad", _advice(failed)),))
    steps = [*_answer(address, fetched)]
    try:
        feed = await parse(fetched.body, content_type=fetched.content_type, url=fetched.final_url)
    except NotAFeed as error:
        return CheckReport(url=address, steps=(*steps, _step("feed", "bad", str(error))))
    entries = identify(feed, feed_url=fetched.final_url)
    steps += [*_feed(fetched, feed), *_entries(feed, entries, clock()), _rhythm(feed, fetched, settings)]
    page = await _page(entries, pages)
    return CheckReport(url=address, steps=(*steps, *([page] if page else [])))


def _step(name: str, verdict: Literal["good", "note", "bad"], words: str) -> Step:
    return Step(name=name, verdict=verdict, words=words)


def _advice(failed: FetchFailed) -> str:
    if failed.gone:
        return f"{failed.detail}; a feed that answers so is retired: look for its new address with `newswire feeds discover`"
    if failed.cause == "refused-address":
        return f"{failed.detail}; see the settings `allowed_origins` and `allow_private_networks`"
    return f"{failed.detail}; it is tried again, ever more rarely, at least daily"


def _answer(url: str, fetched: Fetched) -> Iterator[Step]:
    kind = fetched.content_type or "no content type"
    yield _step("fetch", "good", f"{fetched.status} in {fetched.elapsed_s:.1f} s, {len(fetched.body):,} bytes, {kind}")
    if fetched.permanent_url and fetched.permanent_url != url:
        yield _step("moved", "note", f"it has moved for good to {fetched.permanent_url}: it will be polled there")
    elif fetched.final_url != url:
        yield _step("redirect", "note", f"it redirects for now to {fetched.final_url}: followed at every poll")


def _feed(fetched: Fetched, feed: ParsedFeed) -> Iterator[Step]:
    yield _step("feed", "good", f"{feed.format}: {feed.title or 'without a title'}")
    if feed.note:
        yield _step("feed", "note", f"{feed.note}; it is used all the same")
    given = [name for name in ("etag", "last-modified") if name in fetched.headers]
    if given:
        yield _step("validators", "good", f"it gives {' and '.join(given)}: an unchanged feed costs next to nothing")
    else:
        yield _step("validators", "note", "it gives neither ETag nor Last-Modified: it is sent whole at every poll")


def _entries(feed: ParsedFeed, entries: tuple[Identified, ...], now: datetime) -> Iterator[Step]:
    if not entries:
        yield _step("entries", "note", "it lists no entries now: articles come when it does")
        return
    dates = [date for each in entries if (date := sane(each.entry.published_at or each.entry.updated_at, now))]
    newest = f", the newest of {max(dates):%Y-%m-%d %H:%M} UTC" if dates else ", none with a date"
    yield _step("entries", "good", f"{len(entries)} entries{newest}")
    if len(entries) < len(feed.entries):
        yield _step("entries", "note", f"{len(feed.entries) - len(entries)} more are repetitions and left out")
    if any(each.entry.guid and each.guid is None for each in entries):
        yield _step("identity", "note", "several entries have the same guid: they are told apart by their links")
    if homeless := sum(each.link is None for each in entries):
        yield _step("links", "note", f"{homeless} entries have no page of their own: the feed's text has to do")
    yield _text(entries)


def _text(entries: tuple[Identified, ...]) -> Step:
    middle = median(len(each.entry.text) for each in entries)
    if middle >= _FULL_TEXT_CHARS:
        return _step("text", "good", f"it seems to hold the full text (about {middle:,.0f} characters an entry)")
    return _step("text", "note", f"it holds summaries (about {middle:,.0f} characters an entry): the pages are read")


def _rhythm(feed: ParsedFeed, fetched: Fetched, settings: Settings) -> Step:
    bounds = Bounds.of(settings)
    interval_s = first_interval([entry.published_at or entry.updated_at for entry in feed.entries], bounds)
    asked_s = max(feed.ttl_s or 0, fetched.max_age_s or 0)
    wait_s = bounds.clamp(max(interval_s, asked_s))
    asks = f" (it asks for at least {asked_s / 60:.0f} minutes)" if asked_s > interval_s else ""
    return _step("rhythm", "good", f"polled about every {wait_s / 60:.0f} minutes at first{asks}, then as often as news come")


async def _page(entries: tuple[Identified, ...], pages: Pages) -> Step | None:
    """What reading the first entry's page gives, robots.txt included."""
    first = next((each for each in entries if each.link is not None and each.entry.link), None)
    if first is None or first.entry.link is None:
        return None
    link, has_text = first.entry.link, bool(first.entry.text)
    try:
        read = await pages.read(link)
    except FetchFailed as failed:
        rest = "the feed's text has to do" if has_text else "and the feed has no text of it either: no article comes of it"
        return _step("page", "note" if has_text else "bad", f"{link}: {failed.detail}; {rest}")
    words = f"{len(read.page.text):,} characters in {read.page.text.count(chr(10)) + 1} paragraphs"
    return _step("page", "good", f"{link}: “{read.page.title or first.entry.title}”, {words}")
