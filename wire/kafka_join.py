"""Sees a member's joining of its group through, which kafka-python 3.0.12 leaves half done when a poll ends before the answer.

The library sends the request and lets it run on; but it takes note of the answer only if it comes during a poll. Otherwise
the next poll joins again, which disturbs the whole group again, and members whose polls are short never agree. Meanwhile
the member sends no heartbeats, so that one with a slow batch is thrown out. Here the answer is awaited by the library's
own thread, between polls too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from kafka import ConsumerRebalanceListener, errors

from wire.log import TopicPartition


class Losses(ConsumerRebalanceListener):  # type: ignore[misc]
    """Takes note of the partitions that went away. Fed by the library's own thread."""

    def __init__(self) -> None:
        self._lost: deque[TopicPartition] = deque()

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        """They go to another member."""
        self._lost.extend(TopicPartition(*partition) for partition in revoked)

    def on_partitions_lost(self, lost: Iterable[Any]) -> None:
        """They went to others while we were taken for dead."""
        self._lost.extend(TopicPartition(*partition) for partition in lost)

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        """Seen by comparing assignments."""

    def take(self) -> set[TopicPartition]:
        """What was lost since the last call."""
        return {self._lost.popleft() for _ in range(len(self._lost))}


class Joiner:
    """Belongs to one consumer. Called by the thread that polls."""

    def __init__(self, consumer: Any) -> None:
        self._coordinator = consumer._coordinator
        self._manager = consumer._coordinator._manager
        self._joining: Any = None

    def settled(self, timeout_s: float) -> bool:
        """Whether no join is under way, at most so long later. Raises what a join has failed with."""
        if self._joining is None:
            return True
        try:
            self._manager.run(self._manager.wait_for, self._joining, max(timeout_s, 0.001) * 1000)
        except errors.KafkaTimeoutError:
            if not self._joining.is_done:
                return False
        finally:
            if self._joining.is_done:
                self._joining = None
        return True

    def take_over(self) -> None:
        """Call after every poll: see through the join that it left under way, if any."""
        if self._joining is None and self._coordinator.rejoining:
            self._coordinator.request_rejoin()  # forgotten by the library where new metadata was the reason
            self._joining = self._manager.call_soon(self._coordinator.join_group_async)
