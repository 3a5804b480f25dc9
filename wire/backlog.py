"""The backlog: what waits behind the pollers, and whether they are to wait for it. Pure.

While the backlog is over its limit no poll begins, and polls begin again once half of it is done. So what the log must hold
stays bounded while the store is away or the enrichers are too few, and nothing is lost: a feed is read a little later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from wire.log import PartitionLag
from wire.topics import GROUPS, INGEST_GROUP

#: The groups behind the pollers, each with the topic it reads.
BEHIND: Final = tuple((group, topic) for group, topic in GROUPS if group != INGEST_GROUP)

#: Polls begin again when the backlog has fallen to this share of its limit.
RELEASE: Final = 0.5


def backlog_of(rows: Iterable[PartitionLag]) -> int:
    """Messages that wait for the stages behind the pollers; rows of other groups do not count."""
    groups = {group for group, _ in BEHIND}
    return sum(row.lag for row in rows if row.group in groups)


def is_held(backlog: int, *, limit: int, before: bool) -> bool:
    """Whether polls are held back now, given whether they were `before`. A limit of 0 never holds."""
    return limit > 0 and backlog > (limit * RELEASE if before else limit)


def backlog_words(backlog: int, *, limit: int) -> str | None:
    """What to tell people of it; None while there is nothing to tell."""
    if limit == 0 or backlog <= limit * RELEASE:
        return None
    if backlog > limit:
        return (
            f"No feed is polled now: {backlog} messages wait for enrich and index, more than backlog_limit = {limit}. "
            "Polling goes on by itself once half of them are done. Start more of the stage that is behind, or mend what it "
            "waits for"
        )
    return (
        f"{backlog} messages wait for enrich and index; above {limit} (backlog_limit) no feed is polled until there are "
        f"{int(limit * RELEASE)}"
    )
