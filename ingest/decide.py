"""What to do with each entry of a poll: new, changed, seen, or to be tried again. No I/O here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from msgspec.structs import replace

from ingest.identity import Identified, Memory, canonical_or_none, words_of
from ingest.parsed import ParsedEntry
from ingest.schedule import page_due, page_retry_at
from wire.messages import EntryState

#: From so many entries on, a feed in which most have new dates and the same words is taken to restamp them at every poll.
_RESTAMPED: Final = 5

#: Entries that a feed no longer lists are remembered: as many as it lists, but at least and at most so many.
_REMEMBERED: Final = (50, 500)

#: Why an entry waits whose page did not fail.
OFTEN: Final = "the feed changes what it says of it at nearly every poll: its page is read again, but not as often"
POSTPONED: Final = "more new entries than one poll takes (`max_new_per_poll`); its turn comes with the next poll"


@dataclass(frozen=True, kw_only=True)
class Todo:
    """An entry whose page is to be read."""

    entry: Identified
    prior: EntryState | None
    kind: Literal["new", "changed", "retry"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to do with the entries of one poll. `seen` and `postponed` are the states of the entries left alone."""

    todo: tuple[Todo, ...] = ()
    seen: tuple[EntryState, ...] = ()
    postponed: tuple[EntryState, ...] = ()


def plan(entries: Sequence[Identified], memory: Memory, *, now: datetime, limit: int | None) -> Plan:
    """Decide for every entry of a poll; at most `limit` are to be read now, in the feed's order.

    Entries that wait for their page and are no longer listed are not given up: their page may still come.
    """
    known = [(entry, memory.prior(entry)) for entry in entries]
    known += [(_unlisted(prior), prior) for prior in _dropped(memory, entries)]
    restamps = _restamps(known)
    todo: list[Todo] = []
    seen: list[EntryState] = []
    for entry, prior in known:
        kind = _kind(entry, prior, now=now, restamps=restamps)
        if kind == "changed" and prior is not None and not page_due(prior, now):
            seen.append(replace(prior, outcome="waiting", attempts=0, why=OFTEN))
        elif kind is not None:
            todo.append(Todo(entry=entry, prior=prior, kind=kind))
        elif prior is not None:
            seen.append(_same(prior, entry))
    now_read = todo if limit is None else todo[:limit]
    postponed = tuple(_postponed(each) for each in todo[len(now_read) :])
    return Plan(todo=tuple(now_read), seen=tuple(seen), postponed=postponed)


def _dropped(memory: Memory, entries: Sequence[Identified]) -> list[EntryState]:
    keys = {entry.key for entry in entries} | {prior.key for entry in entries if (prior := memory.prior(entry))}
    return [prior for prior in memory.by_key.values() if prior.outcome == "waiting" and prior.url and prior.key not in keys]


def _unlisted(prior: EntryState) -> Identified:
    """An entry of which only the address is left."""
    link = canonical_or_none(prior.url)
    return Identified(
        key=prior.key, guid=prior.guid, link=link, entry_hash=prior.entry_hash, entry=ParsedEntry(link=prior.url), listed=False
    )


def _kind(
    entry: Identified, prior: EntryState | None, *, now: datetime, restamps: bool
) -> Literal["new", "changed", "retry"] | None:
    if prior is None:
        return "new"
    if prior.outcome == "waiting":
        return "retry" if page_due(prior, now) else None
    if words_of(prior.entry_hash) != entry.words_hash:
        return "changed"
    return "changed" if prior.entry_hash != entry.entry_hash and not restamps else None


def _restamps(known: Iterable[tuple[Identified, EntryState | None]]) -> bool:
    """Whether most entries say the same as before under other dates."""
    same_words = [
        prior.entry_hash != entry.entry_hash
        for entry, prior in known
        if prior is not None and words_of(prior.entry_hash) == entry.words_hash
    ]
    return sum(same_words) >= _RESTAMPED and 2 * sum(same_words) > len(same_words)


def _same(prior: EntryState, entry: Identified) -> EntryState:
    """What is remembered of an entry that is left alone, under the identity and dates it has now."""
    if prior.outcome == "waiting":
        return prior
    return replace(prior, key=entry.key, guid=entry.guid, entry_hash=entry.entry_hash)


def _postponed(todo: Todo) -> EntryState:
    """The state of an entry put off; of a known one its hash stays the old, so that it still counts as changed."""
    if todo.prior is not None:
        return replace(todo.prior, outcome="waiting", why=POSTPONED, seen_at=None)
    return EntryState(
        key=todo.entry.key,
        guid=todo.entry.guid,
        entry_hash=todo.entry.entry_hash,
        url=todo.entry.entry.link,
        outcome="waiting",
        why=POSTPONED,
    )


def remembered(listed: Sequence[EntryState], prior: Iterable[EntryState]) -> tuple[EntryState, ...]:
    """The entries to keep in the state: all listed now, and some that were and may come back, the latest first."""
    least, most = _REMEMBERED
    unlisted = merged(listed, prior)[len(listed) :]
    return (*listed, *unlisted[: min(max(least, len(listed)), most)])


def merged(listed: Sequence[EntryState], prior: Iterable[EntryState]) -> tuple[EntryState, ...]:
    """`listed`, then what was remembered besides."""
    keys = {entry.key for entry in listed}
    links = {entry.url for entry in listed if entry.url}
    return (*listed, *(entry for entry in prior if entry.key not in keys and entry.url not in links))


def waits(entries: Iterable[EntryState], now: datetime) -> bool:
    """Whether an entry is due to be tried again, so that the feed must be read whole even if it has not changed."""
    return any(entry.outcome == "waiting" and page_due(entry, now) for entry in entries)


def retry_due(entries: Iterable[EntryState]) -> datetime | None:
    """When the first of the waiting entries is due; None where none waits."""
    return min((page_retry_at(entry) for entry in entries if entry.outcome == "waiting"), default=None)
