"""Every feed once, whether due or not."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ingest.poll import Polled
from ingest.poller import Poller

#: Time between two looks at the log while polls go on, which renew membership (s).
_LOOK_S: Final = 0.2


@dataclass(frozen=True, kw_only=True)
class OnceSummary:
    """What came of one round. `polls`: changed, unchanged, failed, held, gone; `entries`: new, changed, seen, ..."""

    feeds: int
    polls: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)  #: why, by feed URL
    retired: tuple[str, ...] = ()  #: feeds not polled since they are gone
    held_elsewhere: int = 0  #: partitions of the registry that another process polls

    @property
    def published(self) -> int:
        """New articles and new revisions."""
        return self.entries["new"] + self.entries["changed"]


async def poll_all(
    poller: Poller,
    *,
    partitions: int,
    patience_s: float,
    stop: threading.Event,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> OnceSummary:
    """One round over the feeds of all partitions, as soon as they are ours; over what is, when patience (s) is over."""
    try:
        held = await _held(poller, partitions, patience_s, stop)
        retired = tuple(feed.url for feed in poller.feeds if feed.state.status == "gone")
        tasks = [poller.begin(feed, limit=None) for feed in poller.feeds if feed.state.status != "gone"]
        waiting = set(tasks)
        while waiting and not stop.is_set():
            _, waiting = await asyncio.wait(waiting, timeout=_LOOK_S)
            progress(len(tasks) - len(waiting), len(tasks))
            await poller.look()
    finally:
        await poller.finish()
    ended = [task.result() for task in tasks if task.done() and not task.cancelled()]
    return _summary([polled for polled in ended if polled is not None], retired, partitions - held)


async def _held(poller: Poller, partitions: int, patience_s: float, stop: threading.Event) -> int:
    """Wait until all partitions are ours; how many are. One that its killed holder still leases comes late."""
    deadline = time.monotonic() + patience_s
    while True:
        await poller.look()
        held = poller.partitions_held
        if held >= partitions or stop.is_set() or time.monotonic() >= deadline:
            return held
        await asyncio.sleep(_LOOK_S)


def _summary(polled: list[Polled], retired: tuple[str, ...], elsewhere: int) -> OnceSummary:
    entries: Counter[str] = Counter()
    for each in polled:
        entries += each.entries
    return OnceSummary(
        feeds=len(polled),
        polls=Counter(each.outcome for each in polled),
        entries=entries,
        failures={each.state.url: each.state.error or "" for each in polled if each.outcome in ("failed", "gone", "held")},
        retired=retired,
        held_elsewhere=elsewhere,
    )
