"""The same words once in memory: an entry's key is mostly its URL and guid too, and its origin the feed that lists it. Pure.

A process holds some eighty entries of each of its feeds, so what an entry takes decides how many feeds it can hold.
"""

from __future__ import annotations

from msgspec.structs import replace

from wire.messages import EntryState, FeedState


def shared(state: FeedState) -> FeedState:
    """An equal state whose entries take as little memory as they can; the very same where there is nothing to gain."""
    origins: dict[tuple[str, ...], tuple[str, ...]] = {}
    reasons: dict[str | None, str | None] = {}
    entries = tuple(
        _lean(
            entry,
            origins=origins.setdefault(entry.origins, entry.origins),
            why=reasons.setdefault(entry.why, entry.why),
        )
        for entry in state.entries
    )
    return state if all(map(_is, entries, state.entries)) else replace(state, entries=entries)


def _lean(entry: EntryState, *, origins: tuple[str, ...], why: str | None) -> EntryState:
    url = entry.key if entry.url == entry.key else entry.url
    guid = next((word for word in (entry.key, url) if word == entry.guid), entry.guid)
    if url is entry.url and guid is entry.guid and origins is entry.origins and why is entry.why:
        return entry
    return replace(entry, url=url, guid=guid, origins=origins, why=why)


def _is(one: object, other: object) -> bool:
    return one is other
