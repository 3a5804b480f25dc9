"""When a worker stops itself, rather than drain a topic into the dead letters after a bad deploy."""

from __future__ import annotations

from collections import deque

from wire.errors import DeadLetterLimit

#: Messages over which the share of dead letters is taken; no verdict on the share before there are so many.
WINDOW = 200


class DeadLetterWatch:
    """Counts what became of the latest messages."""

    def __init__(self, *, ratio: float, run: int) -> None:
        self._ratio = ratio
        self._run = run
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._in_a_row = 0

    def count(self, *, dead: bool, cause: str = "") -> None:
        """Count one message. Raises DeadLetterLimit when that one is too many."""
        self._recent.append(dead)
        self._in_a_row = self._in_a_row + 1 if dead else 0
        share = sum(self._recent) / WINDOW
        if self._in_a_row >= self._run:
            raise self._error(f"{self._in_a_row} messages in a row cannot be handled", cause, "dead_letter_run")
        if dead and len(self._recent) == WINDOW and share > self._ratio:
            raise self._error(f"{share:.0%} of the last {WINDOW} messages cannot be handled", cause, "dead_letter_ratio")

    def _error(self, what: str, cause: str, setting: str) -> DeadLetterLimit:
        return DeadLetterLimit(
            f"stopped: {what}, the last for {cause!r}. The latest ones stay in the log, unread; those before are in "
            f"`newswire dead list`. Repair the cause and start again, or raise `{setting}`"
        )
