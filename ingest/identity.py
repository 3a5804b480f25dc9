"""What makes an entry the same entry: its link first, its guid where there is no link, a hash where there is neither.

Guids lie in both directions: some feeds give all entries the same one, others a new one at every poll. Links lie less;
and what an entry becomes, an article, is named by its URL. The guid helps where the link changes from poll to poll.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from ingest.parsed import ParsedEntry, ParsedFeed
from ingest.urls import canonical
from wire.messages import EntryState

#: Longer guids are hashed (characters).
_MAX_GUID: Final = 300


@dataclass(frozen=True, kw_only=True)
class Identified:
    """An entry that knows who it is."""

    key: str  #: canonical link, "guid:..." or "hash:..."
    guid: str | None  #: only where no other entry of this feed has it
    link: str | None  #: canonical; None where the entry has no page of its own
    entry_hash: str  #: words "." dates
    entry: ParsedEntry
    listed: bool = True  #: False where the feed no longer lists it, and `entry` holds nothing but the link

    @property
    def words_hash(self) -> str:
        """The hash of what the entry says, its dates left out."""
        return words_of(self.entry_hash)


@dataclass(frozen=True)
class Memory:
    """The entries that a feed's state remembers, to be found by key, link or guid."""

    by_key: Mapping[str, EntryState] = field(default_factory=dict)
    by_guid: Mapping[str, EntryState] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[EntryState]) -> Memory:
        """The memory of a feed's state. Guids that several entries had are forgotten."""
        kept = list(entries)
        counts = Counter(entry.guid for entry in kept)
        unique = {entry.guid: entry for entry in kept if entry.guid and counts[entry.guid] == 1}
        return cls({entry.key: entry for entry in kept}, unique)

    def prior(self, entry: Identified) -> EntryState | None:
        """What is remembered of this entry. A guid alone is believed only where the entry says exactly the same."""
        found = self.by_key.get(entry.key)
        if found is not None or entry.guid is None:
            return found
        by_guid = self.by_guid.get(entry.guid)
        return by_guid if by_guid is not None and by_guid.entry_hash == entry.entry_hash else None


def identify(feed: ParsedFeed, *, feed_url: str) -> tuple[Identified, ...]:
    """The entries of a feed with their identities, in order; of several that are one and the same the first."""
    homes = {url for url in (canonical_or_none(feed.site_url), canonical_or_none(feed_url)) if url}
    guids = Counter(_guid(entry) for entry in feed.entries)
    found: dict[str, Identified] = {}
    for entry in feed.entries:
        identified = _identified(entry, guids, homes)
        found.setdefault(identified.key, identified)
    return tuple(found.values())


def words_of(entry_hash: str) -> str:
    """The part of an entry's hash that stands for its words."""
    return entry_hash.partition(".")[0]


def digest(parts: Sequence[str | None], *, digits: int = 16) -> str:
    """A short hash of a sequence of strings; the same parts in another division hash differently."""
    return sha256("\0".join("\1" if part is None else part for part in parts).encode(errors="replace")).hexdigest()[:digits]


def canonical_or_none(url: str | None) -> str | None:
    """`urls.canonical`, and None for what has none."""
    try:
        return canonical(url) if url else None
    except ValueError:
        return None


def _identified(entry: ParsedEntry, guids: Mapping[str | None, int], homes: set[str]) -> Identified:
    link = canonical_or_none(entry.link)
    link = None if link in homes else link
    guid = _guid(entry)
    guid = guid if guid is not None and guids[guid] == 1 else None
    return Identified(key=_key(entry, link, guid), guid=guid, link=link, entry_hash=_entry_hash(entry), entry=entry)


def _key(entry: ParsedEntry, link: str | None, guid: str | None) -> str:
    if link is not None:
        return link
    if guid is not None:
        return f"guid:{guid}"
    date = entry.published_at or entry.updated_at
    return f"hash:{digest([entry.title, date.isoformat() if date else entry.text])}"


def _guid(entry: ParsedEntry) -> str | None:
    if entry.guid is None or len(entry.guid) <= _MAX_GUID:
        return entry.guid
    return f"sha256:{digest([entry.guid], digits=40)}"


def _entry_hash(entry: ParsedEntry) -> str:
    dates = [value.isoformat() if value else None for value in (entry.published_at, entry.updated_at)]
    return f"{digest(list(_words(entry)))}.{digest(dates, digits=8)}"


def _words(entry: ParsedEntry) -> Iterator[str]:
    yield entry.title
    yield entry.text
    yield entry.summary or ""
    yield from entry.authors
