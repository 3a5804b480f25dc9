"""Who of a group's members gets which partition: even, and moving as little as possible."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

P = TypeVar("P", bound=Hashable)
M = TypeVar("M", bound=Hashable)


def balance(eligible: Mapping[P, Sequence[M]], current: Mapping[P, M]) -> dict[P, M]:
    """A member for every partition that has an eligible one.

    `eligible` gives, per partition, the members that subscribe to its topic, in a fixed order; `current` who has it so
    far. A partition stays where it is unless its member is gone or has two more than another eligible one.
    """
    target = {p: current[p] for p, members in eligible.items() if p in current and current[p] in members}
    load = dict.fromkeys((m for members in eligible.values() for m in members), 0)
    for member in target.values():
        load[member] += 1
    for partition, members in eligible.items():
        if partition not in target and members:
            _give(partition, _idlest(members, load), target, load)
    _even_out(eligible, target, load)
    return target


def _even_out(eligible: Mapping[P, Collection[M]], target: dict[P, M], load: dict[M, int]) -> None:
    """Move one partition at a time from a fuller to an emptier member; ends, since each move lessens the spread."""
    moved = True
    while moved:
        moved = False
        for partition in list(target):
            idlest = _idlest(eligible[partition], load)
            if load[target[partition]] - load[idlest] >= 2:
                load[target[partition]] -= 1
                _give(partition, idlest, target, load)
                moved = True


def _give(partition: P, member: M, target: dict[P, M], load: dict[M, int]) -> None:
    target[partition] = member
    load[member] += 1


def _idlest(members: Collection[M], load: Mapping[M, int]) -> M:
    return min(members, key=lambda member: load[member])
