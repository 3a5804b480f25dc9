"""The feeds this process holds, what it remembers of them, and which articles they list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest import state as transitions
from ingest.revise import Known
from ingest.sharing import shared
from wire.messages import EntryState, FeedRecord, FeedState


@dataclass(kw_only=True)
class HeldFeed:
    """One feed of a partition that is ours."""

    record: FeedRecord
    state: FeedState
    partition: int

    @property
    def url(self) -> str:
        """The URL in the registry: its key."""
        return self.record.url


@dataclass
class Book:
    """Feeds by URL, with an index of the articles that their entries became.

    An entry is noted as soon as its article is in the log, long before the feed's state is: other feeds that list the
    same article, polled at the same time, find it.
    """

    feeds: dict[str, HeldFeed] = field(default_factory=dict)
    _left: dict[str, tuple[int, FeedState]] = field(default_factory=dict)  # of feeds no longer in the registry, by URL
    _listings: dict[str, dict[str, EntryState]] = field(default_factory=lambda: defaultdict(dict))
    _article_ids: dict[str, str] = field(default_factory=dict)

    def load(self, partition: int, records: Iterable[FeedRecord], states: Mapping[str, FeedState]) -> None:
        """Take over a partition. Its states may be of more feeds than its records: of those that were removed."""
        self._left |= {url: (partition, state) for url, state in states.items()}
        for record in records:
            self.add(partition, record)

    def drop(self, partition: int) -> list[str]:
        """Give a partition up; the URLs of its feeds."""
        urls = [url for url, feed in self.feeds.items() if feed.partition == partition]
        for url in urls:
            self.remove(url)
        self._left = {url: left for url, left in self._left.items() if left[0] != partition}
        return urls

    def add(self, partition: int, record: FeedRecord) -> HeldFeed:
        """A feed of the registry: new, changed or added again."""
        held = self.feeds.get(record.url)
        _, left = self._left.pop(record.url, (partition, None))
        before = held.state if held is not None else left or transitions.initial(record)
        feed = HeldFeed(record=record, state=shared(transitions.revived(record, before)), partition=partition)
        self.feeds[record.url] = feed
        for entry in feed.state.entries:
            self.note(record.url, entry)
        return feed

    def leave(self, url: str) -> None:
        """A feed that is no longer in the registry. Its state is kept, for the day it is added again."""
        feed = self.feeds.get(url)
        if feed is not None:
            self._left[url] = (feed.partition, feed.state)
        self.remove(url)

    def remove(self, url: str) -> None:
        """A feed that is no longer ours."""
        feed = self.feeds.pop(url, None)
        for entry in feed.state.entries if feed is not None else ():
            self._forget(url, entry)

    def put(self, state: FeedState) -> None:
        """The new state of a feed; ignored where the feed is not ours any more."""
        feed = self.feeds.get(state.url)
        if feed is None:
            return
        state = shared(state)
        if feed.state.entries is not state.entries:
            for entry in feed.state.entries:
                self._forget(state.url, entry)
            for entry in state.entries:
                self.note(state.url, entry)
        feed.state = state

    def note(self, feed_url: str, entry: EntryState) -> None:
        """An entry of this feed became, or lists, an article. Of several entries that list one, the first speaks for it."""
        if entry.article_id is None or feed_url not in self.feeds:
            return
        self._article_ids[entry.key] = entry.article_id
        listings = self._listings[entry.article_id]
        first = listings.get(feed_url)
        if first is None or first.key == entry.key or first.revision < entry.revision:
            listings[feed_url] = entry

    def article_at(self, link: str | None) -> str | None:
        """The id of the article that some feed's entry with this canonical link became."""
        return self._article_ids.get(link) if link is not None else None

    def known(self, article_id: str) -> Known | None:
        """What is known of an article from the feeds that list it; None where none does."""
        listings = self._listings.get(article_id)
        return Known.of(listings) if listings else None

    def _forget(self, feed_url: str, entry: EntryState) -> None:
        article_id = entry.article_id
        if article_id is None:
            return
        listings = self._listings.get(article_id, {})
        if feed_url in listings and listings[feed_url].key == entry.key:
            del listings[feed_url]
        if self._article_ids.get(entry.key) == article_id and all(other.key != entry.key for other in listings.values()):
            del self._article_ids[entry.key]
        if not listings:
            self._listings.pop(article_id, None)
