"""What a stage is to the worker: a name, where it reads, and a plain function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from wire.messages import Message
from wire.outcomes import Outcome

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, kw_only=True)
class Stage(Generic[M]):
    """One stage behind the log.

    `handle` gives one outcome per message, in order. It may raise Unreachable, to have all of them tried again later,
    and StorageFull or another error of newswire, to stop the worker; on any other error the batch is halved until the
    message that causes it is alone, which then becomes a dead letter.
    """

    name: str  #: enrich, index
    group: str  #: its consumer group
    topic: str  #: what it reads
    kind: type[M]  #: the message that stands there
    handle: Callable[[Sequence[M]], Sequence[Outcome]]
