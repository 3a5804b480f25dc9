"""What ingest knows of a URL: which feeds list it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.identity import canonical_or_none
from ingest.registry import FeedHealth, Registry
from ingest.urls import article_id
from wire.log import Log
from wire.messages import EntryState


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One feed that lists the URL, and what it remembers of it."""

    feed: FeedHealth
    entry: EntryState


@dataclass(frozen=True, kw_only=True)
class Why:
    """What is known of a URL. `words` says it, one sentence a line; `article_ids` are to be looked for in the store."""

    url: str
    canonical_url: str | None
    article_ids: tuple[str, ...]
    listings: tuple[Listing, ...]
    feed: FeedHealth | None  #: where the URL is itself a feed of the registry
    feeds_of_host: tuple[FeedHealth, ...]  #: the feeds of the same host, where none lists it
    words: tuple[str, ...]


def why(log: Log, url: str) -> Why:
    """Everything that the registry and the states of the feeds say of an article's, or a feed's, URL."""
    link = canonical_or_none(url if "://" in url else f"https://{url}")
    feeds = Registry(log).feeds()
    listings = tuple(_listings(feeds, url, link))
    itself = next((feed for feed in feeds if canonical_or_none(feed.url) == link and link is not None), None)
    ids = [listing.entry.article_id for listing in listings if listing.entry.article_id]
    by_name = [article_id(link)] if link is not None else []
    near = () if listings else tuple(feed for feed in feeds if link is not None and _host(feed.url) == _host(link))
    return Why(
        url=url,
        canonical_url=link,
        article_ids=tuple(dict.fromkeys([*ids, *by_name])),
        listings=listings,
        feed=itself,
        feeds_of_host=near,
        words=tuple(_words(url, listings, itself, near)),
    )


def _listings(feeds: list[FeedHealth], url: str, link: str | None) -> Iterator[Listing]:
    """The entries whose link, article or key this URL is."""
    id_ = article_id(link) if link is not None else None
    for feed in feeds:
        for entry in feed.state.entries if feed.state is not None else ():
            names = {entry.url, entry.key, entry.article_id}
            if (
                url in names
                or (link is not None and link in (entry.key, canonical_or_none(entry.url)))
                or id_ in names - {None}
            ):
                yield Listing(feed=feed, entry=entry)


def _words(url: str, listings: tuple[Listing, ...], itself: FeedHealth | None, near: tuple[FeedHealth, ...]) -> Iterator[str]:
    if itself is not None:
        yield feed_words(itself)
    for listing in listings:
        yield f"{listing.feed.url} lists it: {entry_words(listing.entry)}"
    if listings or itself is not None:
        return
    yield f"no feed lists {url}, or none has for some time"
    if near:
        yield from (feed_words(feed) for feed in near)
    else:
        yield "there is no feed of its host: `newswire feeds discover SITE` looks for some"


def entry_words(entry: EntryState) -> str:
    """What became of an entry, as a clause."""
    when = f" at {entry.seen_at:%Y-%m-%d %H:%M} UTC" if entry.seen_at else ""
    because = f" ({entry.why})" if entry.why else ""
    match entry.outcome:
        case "published" | "seen":
            return f"published as article {entry.article_id}, revision {entry.revision}, read{when}{because}"
        case "duplicate":
            return f"the same article as another's, {entry.article_id}, revision {entry.revision}{because}"
        case "waiting":
            return f"waiting, tried {entry.attempts} times{because}"
        case "refused":
            return f"refused{when}{because}"


def feed_words(feed: FeedHealth) -> str:
    """How a feed does, as a sentence."""
    state = feed.state
    if state is None or state.polled_at is None:
        return f"{feed.url} is in the registry and was never polled: does `newswire ingest` or `newswire run` run?"
    due = f", next poll at {state.due_at:%Y-%m-%d %H:%M} UTC" if state.due_at else ""
    error = f": {state.error}" if state.error else ""
    return f"{feed.url} is {state.status}, polled at {state.polled_at:%Y-%m-%d %H:%M} UTC{due}{error}"


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")
