"""What a move to other servers found, moved and left."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One part of a move. `found` here, `moved` by this call, and `missing` there after all of them."""

    what: str
    found: int
    moved: int
    missing: int
    note: str = ""  #: what to do where something is missing
