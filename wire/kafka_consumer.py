"""One member of a consumer group on Kafka.

Partitions change hands in the library's own thread; the listener takes notes, and `poll` makes them known. Two
things the library leaves to us. A partition that is lost and won again within one poll is hidden for that poll, so that the
worker forgets what it had of it. And a commit that falls into a rebalance is refused although we may keep the partition,
and its position: it must be neither dropped nor taken for a loss, so it is kept until the rebalance is over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from kafka import KafkaConsumer, errors
from kafka import TopicPartition as KafkaPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.structs import OffsetAndMetadata

from wire import logs
from wire.errors import AccessDenied, NewswireError, Unreachable
from wire.kafka_cluster import KafkaCluster
from wire.kafka_errors import translate, translated
from wire.kafka_instance import InstanceName
from wire.kafka_join import Joiner, Losses
from wire.kafka_reader import FETCH_BYTES, PARTITION_BYTES, to_record
from wire.log import Record, TopicPartition

#: Longest single poll of the library, in seconds: it cannot be interrupted.
SLICE_S = 0.5

#: A member that has not polled for so long is taken to hang and leaves the group, in milliseconds.
PATIENCE_MS = 300_000

#: Longest time between two signs of life, in milliseconds; members hear of a rebalance in the answer.
HEARTBEAT_MS = 1000

#: How long a commit waits for a broker that is away, in milliseconds.
COMMIT_MS = 10_000

#: How long `close` waits for a rebalance to end if something is still to be committed, in seconds.
FINISH_S = 3.0

#: A broker that has been gone for so long is reported, in seconds.
GONE_S = 10.0

#: How long leaving the group may take, in milliseconds.
CLOSE_MS = 3000

#: What Kafka says to a commit while the group is changing, or once it has thrown us out.
_REBALANCING = (
    errors.CommitFailedError,
    errors.RebalanceInProgressError,
    errors.IllegalGenerationError,
    errors.UnknownMemberIdError,
)

logger = logs.get(__name__)


class KafkaMember:
    """See `wire.log.Consumer`."""

    def __init__(
        self, cluster: KafkaCluster, *, group: str, topics: Sequence[str], lease_s: float, instance: InstanceName | None = None
    ) -> None:
        """Join. With an `instance`, which is released by `close`, the place in the group is kept for `lease_s` after it."""
        self._where = f"{cluster.where}, group {group}"
        self._instance = instance
        self._consumer, self._connection = cluster.connect(
            KafkaConsumer,
            group_id=group,
            group_instance_id=instance.text if instance else None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            partition_assignment_strategy=[CooperativeStickyAssignor],
            session_timeout_ms=round(lease_s * 1000),
            heartbeat_interval_ms=min(HEARTBEAT_MS, round(lease_s * 300)),
            max_poll_interval_ms=PATIENCE_MS,
            fetch_max_bytes=FETCH_BYTES,
            max_partition_fetch_bytes=PARTITION_BYTES,
            allow_auto_create_topics=False,
            metrics_enabled=False,
        )
        self._joiner = Joiner(self._consumer)
        self._losses = Losses()
        self._consumer.subscribe(topics=list(topics), listener=self._losses)
        self._held: frozenset[TopicPartition] = frozenset()
        self._paused: set[TopicPartition] = set()
        self._uncommitted: dict[TopicPartition, int] = {}
        self._safe: dict[TopicPartition, int] = {}  # everything before is committed: the last commit, or the first record given
        self._gone_since: float | None = None
        self._closed = False

    def poll(self, max_records: int, timeout_s: float) -> list[Record]:
        """See the protocol. Returns early, with what there is, when the assignment changes."""
        deadline = time.monotonic() + timeout_s
        self._flush_if_possible()
        while True:
            left = max(deadline - time.monotonic(), 0.0)
            before = self._held
            batches = self._poll_once(max_records, min(left, SLICE_S))
            if batches or self._held != before:
                return [to_record(found) for records in batches.values() for found in records]
            self._check_alive()
            if time.monotonic() >= deadline:
                return []

    def commit(self, offsets: Mapping[TopicPartition, int]) -> frozenset[TopicPartition]:
        """See the protocol. During a rebalance Kafka takes no commits: they are kept, and recorded by a later poll or commit.

        A kill before that means only that the work is done again.
        """
        kept = {partition: offset for partition, offset in offsets.items() if partition in self._held}
        self._uncommitted.update(kept)
        self._flush(COMMIT_MS)
        return frozenset(offsets) - frozenset(kept)

    def assignment(self) -> frozenset[TopicPartition]:
        """See the protocol."""
        return self._held

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """See the protocol."""
        chosen = self._held & frozenset(partitions)
        self._paused |= chosen
        self._each(chosen, self._consumer.pause)

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """See the protocol."""
        chosen = self._held & frozenset(partitions)
        self._paused -= chosen
        self._each(chosen, self._consumer.resume)

    def rewind(self, offsets: Mapping[TopicPartition, int]) -> None:
        """See the protocol."""
        self._each(self._held & offsets.keys(), lambda at: self._consumer.seek(at, offsets[TopicPartition(*at)]))

    def close(self) -> None:
        """See the protocol. If no broker answers the lease runs out instead."""
        if self._closed:
            return
        self._closed = True
        try:
            with translated(self._where):
                self._finish()
                self._consumer.close(autocommit=False, timeout_ms=CLOSE_MS)
        except NewswireError as error:
            logger.warning("could not leave the group, others take over when the lease is over", error=str(error))
            self._connection.close()
        self._held = frozenset()
        if self._instance:
            self._instance.release()

    def _poll_once(self, max_records: int, timeout_s: float) -> dict[Any, list[Any]]:
        """One poll of the library; takes note of what was won and lost meanwhile."""
        batches = self._ask(max_records, timeout_s)
        assigned = frozenset(TopicPartition(*partition) for partition in self._consumer.assignment())
        lost = self._losses.take()  # after the assignment: what is lost meanwhile is noticed now or next time
        won_again = lost & self._held & assigned
        stayed = (self._held & assigned) - lost
        self._put_back({at: records for at, records in batches.items() if TopicPartition(*at) in won_again})
        self._paused &= stayed
        self._uncommitted = {partition: offset for partition, offset in self._uncommitted.items() if partition in stayed}
        self._safe = {partition: offset for partition, offset in self._safe.items() if partition in stayed}
        self._held = assigned - won_again
        return self._given({at: records for at, records in batches.items() if TopicPartition(*at) in self._held})

    def _given(self, batches: dict[Any, list[Any]]) -> dict[Any, list[Any]]:
        for at, records in batches.items():
            self._safe.setdefault(TopicPartition(*at), records[0].offset)
        return batches

    def _ask(self, max_records: int, timeout_s: float) -> dict[Any, list[Any]]:
        """What the library gives; nothing while the group is changing."""
        deadline = time.monotonic() + timeout_s
        with translated(self._where):
            if not self._joiner.settled(timeout_s):
                return {}
            left_ms = max(deadline - time.monotonic(), 0.0) * 1000
            batches: dict[Any, list[Any]] = self._consumer.poll(timeout_ms=left_ms, max_records=max_records)
            self._joiner.take_over()
        return batches

    def _flush(self, timeout_ms: float) -> None:
        """Record what is to be committed, unless the group is changing just now or has thrown us out."""
        wanted = {
            KafkaPartition(*partition): OffsetAndMetadata(offset, "", -1) for partition, offset in self._uncommitted.items()
        }
        with translated(self._where), suppress(*_REBALANCING):
            self._consumer.commit(wanted, timeout_ms=timeout_ms)
            self._safe.update(self._uncommitted)
            self._uncommitted.clear()

    def _flush_if_possible(self) -> None:
        """Record what an earlier commit could not; if no broker answers that waits for the next poll."""
        if self._uncommitted:
            try:
                self._flush(SLICE_S * 1000)
            except AccessDenied:
                raise
            except Unreachable as error:
                logger.warning("could not commit, will try again", error=str(error))

    def _finish(self) -> None:
        """Before leaving: give a rebalance a moment to end, so that what is done needs not be done again."""
        deadline = time.monotonic() + FINISH_S
        self._flush_if_possible()
        while self._uncommitted and time.monotonic() < deadline:
            self._each(self._held, self._consumer.pause)
            self._poll_once(1, SLICE_S)
            self._flush_if_possible()

    def _put_back(self, batches: Mapping[Any, Sequence[Any]]) -> None:
        """Have records read again, and with them all that were given out of their partition and not committed."""
        for at, records in batches.items():
            offset = records[0].offset
            with suppress(ValueError, KeyError):  # no longer ours
                self._consumer.seek(at, min(offset, self._safe.get(TopicPartition(*at), offset)))

    def _each(self, partitions: Iterable[TopicPartition], do: Callable[[Any], None]) -> None:
        for partition in partitions:
            with suppress(ValueError, KeyError):  # no longer ours
                do(KafkaPartition(*partition))

    def _check_alive(self) -> None:
        """Raises Unreachable when no broker has been connected for a while: the library itself would wait in silence."""
        now = time.monotonic()
        if self._connection.refusal is not None:
            raise translate(self._connection.refusal, self._where)
        if self._connection.alive():
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        elif now - self._gone_since > GONE_S:
            raise Unreachable(f"{self._where}: no broker has been there for {now - self._gone_since:.0f} s: is it running?")
