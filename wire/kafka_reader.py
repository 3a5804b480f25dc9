"""Reading Kafka outside any group: whole topics, or only how old a record is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kafka import KafkaConsumer
from kafka import TopicPartition as KafkaPartition

from wire.errors import NewswireError, Unreachable
from wire.kafka_cluster import KafkaCluster
from wire.kafka_errors import translated
from wire.log import Record, TopicPartition

#: Longest wait for the next record while there must be one, in seconds.
PATIENCE_S = 30.0

#: Longest wait for the ages of records, in seconds; what has not come by then counts as new.
AGES_S = 2.0

#: Most bytes of one answer of the broker, over all partitions and of one of them. One batch always fits.
FETCH_BYTES, PARTITION_BYTES = 16 << 20, 2 << 20


def to_record(found: Any) -> Record:
    """A record of the library as ours."""
    return Record(
        topic=found.topic,
        partition=found.partition,
        offset=found.offset,
        key=found.key or b"",
        value=found.value,
        timestamp=found.timestamp / 1000,
    )


def read_all(
    cluster: KafkaCluster, starts: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
) -> Iterator[Record]:
    """All records from `starts` to `ends` (exclusive), partition by partition."""
    wanted = [partition for partition in ends if starts[partition] < ends[partition]]
    if not wanted:
        return
    consumer = _connect(cluster, partition_bytes=PARTITION_BYTES)
    try:
        for partition in wanted:
            yield from _read_one(cluster, consumer, partition, starts[partition], ends[partition])
    finally:
        consumer.close(autocommit=False)


class AgeReader:
    """When records at given offsets were appended. Keeps its connection."""

    def __init__(self, cluster: KafkaCluster) -> None:
        self._cluster = cluster
        self._consumer: Any = None

    def timestamps(self, offsets: Mapping[TopicPartition, int]) -> dict[TopicPartition, float]:
        """The time of the first record at or after each offset, in seconds since 1970; only of those soon found."""
        if not offsets:
            return {}
        if self._consumer is None:
            self._consumer = _connect(self._cluster, partition_bytes=1 << 18)
        try:
            with translated(self._cluster.where):
                return self._first(self._consumer, offsets)
        except NewswireError:
            self.close()
            raise

    def close(self) -> None:
        """Disconnect. Idempotent."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            consumer.close(autocommit=False)

    def _first(self, consumer: Any, offsets: Mapping[TopicPartition, int]) -> dict[TopicPartition, float]:
        found: dict[TopicPartition, float] = {}
        consumer.assign([KafkaPartition(*partition) for partition in offsets])
        for partition, offset in offsets.items():
            consumer.seek(KafkaPartition(*partition), offset)
        deadline = time.monotonic() + AGES_S
        while len(found) < len(offsets) and (left := deadline - time.monotonic()) > 0:
            for partition, records in consumer.poll(timeout_ms=left * 1000).items():
                found.setdefault(TopicPartition(*partition), records[0].timestamp / 1000)
                consumer.pause(partition)
        consumer.assign([])
        return found


def _read_one(cluster: KafkaCluster, consumer: Any, partition: TopicPartition, start: int, end: int) -> Iterator[Record]:
    """Ends by the position, not by the last record: compaction and transactions leave offsets without one."""
    here = KafkaPartition(*partition)
    with translated(cluster.where):
        consumer.assign([here])
        consumer.seek(here, start)
    position, deadline = start, time.monotonic() + PATIENCE_S
    while position < end:
        with translated(cluster.where):
            records: Sequence[Any] = consumer.poll(timeout_ms=500).get(here, ())
            moved = consumer.position(here)
        yield from (to_record(found) for found in records if found.offset < end)
        if moved > position:
            position, deadline = moved, time.monotonic() + PATIENCE_S
        elif time.monotonic() > deadline:
            raise Unreachable(
                f"{cluster.where} gave nothing for {PATIENCE_S:g} s at offset {position} of {partition}: try again"
            )


def _connect(cluster: KafkaCluster, *, partition_bytes: int) -> Any:
    consumer, _ = cluster.connect(
        KafkaConsumer,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        allow_auto_create_topics=False,
        fetch_max_bytes=FETCH_BYTES,
        max_partition_fetch_bytes=partition_bytes,
        max_poll_records=1000,
        metrics_enabled=False,
    )
    return consumer
