"""What a stage says of one message: done, not yet, or never."""

from __future__ import annotations

from dataclasses import dataclass

from wire.log import Outgoing


@dataclass(frozen=True)
class Done:
    """Handled; `messages` are appended before the offset is committed."""

    messages: tuple[Outgoing, ...] = ()


@dataclass(frozen=True)
class Retry:
    """Cannot be handled now (a server is away); tried again, with back-off, for as long as it takes."""

    why: str


@dataclass(frozen=True)
class Reject:
    """Can never be handled: goes to the dead letters. `cause` is short and stable, `detail` says what to do."""

    cause: str
    detail: str


Outcome = Done | Retry | Reject
