"""Finding the one message of a batch on which a handler crashes."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import TypeVar

from wire.errors import BadMessage, NewswireError, RecordTooLarge, UnknownSchema
from wire.outcomes import Outcome, Reject

T = TypeVar("T")
Ask = Callable[[Sequence[T]], Sequence[Outcome]]
OnCrash = Callable[[Exception, int], None]

#: The cause given to a message that crashes its handler.
CRASHED = "handler-crashed"

#: Errors of ours that are about one message; all others are about the whole stage and are passed on.
ABOUT_ONE = (UnknownSchema, BadMessage, RecordTooLarge)


def handle_isolated(handle: Ask[T], batch: Sequence[T], on_crash: OnCrash) -> list[Outcome]:
    """The outcomes of a batch, in order; where `handle` raises, of its halves, down to the messages that make it raise.

    Such a message is tried once more alone and then rejected. `on_crash` is told every error and its batch's size.
    Raises what is not about single messages: Unreachable, StorageFull and other errors of newswire, and ValueError if
    the handler gives another number of outcomes.
    """
    outcomes = _attempt(handle, batch, on_crash)
    if not isinstance(outcomes, Exception):
        return outcomes
    if len(batch) > 1:
        half = len(batch) // 2
        return [*handle_isolated(handle, batch[:half], on_crash), *handle_isolated(handle, batch[half:], on_crash)]
    again = _attempt(handle, batch, on_crash)
    return [Reject(CRASHED, describe(again))] if isinstance(again, Exception) else again


def _attempt(handle: Ask[T], batch: Sequence[T], on_crash: OnCrash) -> list[Outcome] | Exception:
    """The outcomes, or the error that was raised: a handler may raise anything, and the reason ends up in a dead letter."""
    try:
        outcomes = list(handle(batch))
    except Exception as error:
        if isinstance(error, NewswireError) and not isinstance(error, ABOUT_ONE):
            raise
        on_crash(error, len(batch))
        return error
    if len(outcomes) != len(batch):
        raise ValueError(f"the handler gave {len(outcomes)} outcomes for {len(batch)} messages")
    return outcomes


def describe(error: Exception) -> str:
    """An error with the place it came from, for a dead letter."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}{place}"[:2000]
