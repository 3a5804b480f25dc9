"""Appending to Kafka: idempotent, acknowledged by all copies in sync, a whole call at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kafka import KafkaProducer, errors

from wire.errors import RecordTooLarge
from wire.kafka_cluster import KafkaCluster
from wire.kafka_errors import translate
from wire.kafka_topics import OVERHEAD
from wire.log import Outgoing

#: How long an append waits for a broker that is away before it gives up, in milliseconds.
DELIVERY_MS = 30_000

#: Largest batch of one partition, before compression, in bytes. An append is sent at its end, or when a batch is full.
BATCH_BYTES = 1 << 18


class KafkaAppender:
    """One producer, made when first needed and anew after an error, whatever state the failed one was in."""

    def __init__(self, cluster: KafkaCluster, *, record_max_bytes: int) -> None:
        self._cluster = cluster
        self._max_bytes = record_max_bytes
        self._producer: Any = None

    def check(self, records: Iterable[Outgoing]) -> None:
        """Raises RecordTooLarge for the first record over the limit."""
        for record in records:
            size = len(record.key) + len(record.value or b"")
            if size > self._max_bytes:
                raise RecordTooLarge(
                    f"a record of {size} bytes for topic {record.topic} is over the limit of {self._max_bytes} bytes "
                    "(setting record_max_bytes)"
                )

    def append(self, records: Sequence[Outgoing], partitions: Sequence[int]) -> None:
        """Append each record to its partition; returns when all are acknowledged."""
        if self._producer is None:
            self._producer = self._connect()
        try:
            self._send(self._producer, records, partitions)
        except (errors.KafkaError, OSError, ValueError) as error:
            self.close(timeout_s=0)
            raise translate(error, self._cluster.where) from error

    def close(self, *, timeout_s: float = 5) -> None:
        """Disconnect. Idempotent. Nothing is under way, except after an error, when it is given up."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            producer.close(timeout=timeout_s)
        except errors.KafkaError:  # something is still under way, and the library leaves its thread running
            producer._sender.force_close()

    def _send(self, producer: Any, records: Sequence[Outgoing], partitions: Sequence[int]) -> None:
        sent = [
            producer.send(record.topic, key=record.key, value=record.value, partition=partition)
            for record, partition in zip(records, partitions, strict=True)
        ]
        producer.flush(timeout=DELIVERY_MS / 1000 + 5)
        for future in sent:
            future.get(timeout=0)

    def _connect(self) -> Any:
        producer, _ = self._cluster.connect(
            KafkaProducer,
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
            linger_ms=1000,
            batch_size=min(BATCH_BYTES, self._max_bytes),
            max_request_size=self._max_bytes + OVERHEAD,
            delivery_timeout_ms=DELIVERY_MS,
            request_timeout_ms=10_000,
            max_block_ms=10_000,
            allow_auto_create_topics=False,
            metrics_enabled=False,
        )
        return producer
