"""The registry of feeds: what a person adds, removes and asks. It writes to `feeds`; only polls write states."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from ingest.compacted import newest
from ingest.fetch_result import FetchFailed
from ingest.fetch_url import sendable
from ingest.text import clean_line
from wire.errors import UsageError
from wire.log import Log, Outgoing
from wire.messages import FeedRecord, FeedState, encode
from wire.topics import FEED_STATE, FEEDS, host_key

#: Schemes whose URLs name no host, and could be taken for a host and its port: `javascript:1`.
_NO_HOSTS = frozenset(
    ("about", "blob", "cid", "data", "file", "javascript", "magnet", "mailto", "sms", "tel", "urn", "vbscript")
)

#: The shortest time that a message can tell.
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class FeedHealth:
    """A feed of the registry and how it does; `state` is None where it was never polled."""

    record: FeedRecord
    state: FeedState | None

    @property
    def url(self) -> str:
        """The feed's URL in the registry."""
        return self.record.url


@dataclass(frozen=True, kw_only=True)
class Added:
    """What adding a feed did: `added`, `changed` (title, folder or interval), `revived` (it was gone or failing) or `kept`."""

    url: str
    outcome: Literal["added", "changed", "revived", "kept"]


def check_partitions(log: Log) -> None:
    """Raises UsageError where a feed and what is remembered of it would lie in partitions of different numbers."""
    feeds, states = log.partitions(FEEDS), log.partitions(FEED_STATE)
    if feeds != states:
        raise UsageError(
            f"topic {FEEDS} has {feeds} partitions and {FEED_STATE} has {states}; they must be the same. Stop ingest, run "
            "`newswire feeds export`, remove both topics, and run `newswire topics create` and `newswire feeds import`."
        )


class Registry:
    """Reads and writes the registry in a log. `clock` gives the time in UTC."""

    def __init__(self, log: Log, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._log = log
        self._clock = clock

    def add(
        self, url: str, *, title: str | None = None, folder: str | None = None, poll_interval_s: float | None = None
    ) -> Added:
        """Add a feed, or change one, or have a failing or gone one polled at once. Raises UsageError for what is no URL."""
        wanted = FeedRecord(
            url=url, title=_line(title), folder=_line(folder), poll_interval_s=poll_interval_s, added_at=self._clock()
        )
        return self.add_all([wanted])[0]

    def add_all(self, wanted: Iterable[FeedRecord]) -> list[Added]:
        """Add many with one append. Raises UsageError, before adding any, for what is no URL."""
        known = {feed.url: feed for feed in self.feeds()}
        steps = [_step(replace(record, url=feed_url(record.url)), known) for record in wanted]
        self._log.append([_outgoing(FEEDS, record.url, encode(record)) for record, added in steps if added.outcome != "kept"])
        return [added for _, added in steps]

    def remove(self, url: str) -> bool:
        """Remove a feed; False where it is not there.

        Its articles stay, and its state: added again, it goes on where it was, with revisions above those published.
        """
        url = next((feed.url for feed in self.feeds() if feed.url in (url, _or_none(url))), "")
        if not url:
            return False
        self._log.append([_outgoing(FEEDS, url, None)])
        return True

    def feeds(self) -> list[FeedHealth]:
        """Every feed, in the order of their URLs."""
        records, _ = newest(self._log, FEEDS, FeedRecord)
        states, _ = newest(self._log, FEED_STATE, FeedState)
        return [FeedHealth(record=record, state=states.get(url)) for url, record in sorted(records.items())]


def feed_url(url: str) -> str:
    """`url` as it stands in the registry: http or https, in its one spelling. Raises UsageError."""
    text = url.strip()
    if text.startswith("feed:"):
        text = text.removeprefix("feed:").removeprefix("//")
    if text.partition(":")[0].lower() in _NO_HOSTS:
        raise UsageError(f"not a feed's address: {text[:200]!r} is neither http:// nor https://: only these are fetched")
    if "://" not in text:
        text = f"https://{text}"
    try:
        sent = sendable(text)
    except FetchFailed as error:
        raise UsageError(f"not a feed's address: {error}") from error
    spelt = str(sent)
    return f"{spelt}/" if spelt == str(sent.origin()) else spelt


def _line(text: str | None) -> str | None:
    """Words of a person, fit for a message and an OPML file."""
    return clean_line(text) or None if text else None


def _or_none(url: str) -> str | None:
    try:
        return feed_url(url)
    except UsageError:
        return None


def _step(wanted: FeedRecord, known: dict[str, FeedHealth]) -> tuple[FeedRecord, Added]:
    """The record to write for a feed, and what that does."""
    before = known.get(wanted.url)
    if before is None:
        known[wanted.url] = FeedHealth(record=wanted, state=None)
        return wanted, Added(url=wanted.url, outcome="added")
    old = before.record
    merged = replace(
        old,
        title=wanted.title or old.title,
        folder=wanted.folder or old.folder,
        poll_interval_s=wanted.poll_interval_s or old.poll_interval_s,
    )
    state = before.state
    if state is not None and state.status in ("gone", "failing"):
        polled_at = state.polled_at or wanted.added_at
        added_at = max(wanted.added_at, polled_at + _MOMENT)  # the clock may have been put back since
        return replace(merged, added_at=added_at), Added(url=wanted.url, outcome="revived")
    return merged, Added(url=wanted.url, outcome="kept" if merged == old else "changed")


def _outgoing(topic: str, url: str, value: bytes | None) -> Outgoing:
    return Outgoing(topic=topic, key=url.encode(), value=value, partition_by=host_key(url))
