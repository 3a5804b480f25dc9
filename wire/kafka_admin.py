"""Questions to Kafka about topics, offsets and groups, and the making of topics."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from kafka import KafkaAdminClient, errors
from kafka import TopicPartition as KafkaPartition
from kafka.admin import ConfigResource, ConfigResourceType, OffsetSpec

from wire.errors import AccessDenied
from wire.kafka_cluster import KafkaCluster
from wire.kafka_errors import translate
from wire.kafka_topics import TopicRules, adjustments, differences, topic_config
from wire.log import TopicPartition, TopicSpec

T = TypeVar("T")

#: Longest wait for an answer, in milliseconds.
REQUEST_MS = 10_000

#: How long to wait for what passes by itself (a coordinator that moves, a leader that is elected), and how often to look, in
#: seconds.
PATIENCE_S, RETRY_S = 10.0, 0.2


class KafkaAdmin:
    """One connection for administration, made when first needed and anew after an error."""

    def __init__(self, cluster: KafkaCluster) -> None:
        self._cluster = cluster
        self._client: Any = None

    def partitions(self, topic: str) -> int | None:
        """How many partitions a topic has; None where there is no such topic."""
        (found,) = self._ask(lambda client: client.describe_topics([topic]))
        kind = errors.for_code(found["error_code"])
        if kind in (errors.UnknownTopicOrPartitionError, errors.InvalidTopicError):
            return None
        if kind is not errors.NoError:
            raise translate(kind(), f"{self._cluster.where}, topic {topic}")
        return len(found["partitions"])

    def create(self, spec: TopicSpec, rules: TopicRules) -> list[str]:
        """Make a topic, or say how the one that exists differs; what can be adjusted without harm is."""
        asked = topic_config(spec, rules)
        partitions = self.partitions(spec.name)
        if partitions is None and self._made(spec, asked, rules.replication or -1):
            return []
        if partitions is None:  # somebody was quicker
            partitions = self.partitions(spec.name) or spec.partitions
        found = self._config(spec.name)
        words = differences(spec, asked, partitions=partitions, found=found)
        changed = adjustments(asked, found)
        if changed and asked["cleanup.policy"] == found.get("cleanup.policy"):
            self._adjust(spec.name, changed)
        return words

    def starts(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """The first offset that is still there."""
        return self._offsets(partitions, OffsetSpec.EARLIEST)

    def ends(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset that the next record will get."""
        return self._offsets(partitions, OffsetSpec.LATEST)

    def commits(self, group: str, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """The next offset to read of each partition in which the group has committed one."""
        wanted = [KafkaPartition(*partition) for partition in partitions]
        found = self._ask(lambda client: client.list_group_offsets({group: wanted}))[group]
        return {TopicPartition(*partition): row.offset for partition, row in found.items() if row.offset >= 0}

    def members(self, group: str) -> dict[TopicPartition, str]:
        """Who holds which partition: the name the member's process goes by."""
        found = self._ask(lambda client: client.describe_groups([group]))[group]
        return dict(_holders(found["members"]))

    def close(self) -> None:
        """Disconnect. Idempotent."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _made(self, spec: TopicSpec, config: Mapping[str, str], replication: int) -> bool:
        """Whether it was made now; False where somebody was quicker."""
        wanted = {spec.name: {"num_partitions": spec.partitions, "replication_factor": replication, "configs": dict(config)}}
        (made,) = self._ask(lambda client: client.create_topics(wanted, raise_errors=False))["topics"]
        kind = errors.for_code(made["error_code"])
        if kind is errors.TopicAlreadyExistsError:
            return False
        if kind is not errors.NoError:
            raise translate(kind(made["error_message"]), f"{self._cluster.where}, topic {spec.name}")
        self._ask(lambda client: client.wait_for_topics([spec.name]))
        return True

    def _config(self, topic: str) -> dict[str, str]:
        resource = ConfigResource(ConfigResourceType.TOPIC, topic)
        found = self._ask(lambda client: client.describe_configs([resource], config_filter="all"))
        return {key: entry["value"] for key, entry in found["topic"][topic].items()}

    def _adjust(self, topic: str, config: Mapping[str, str]) -> None:
        resource = ConfigResource(ConfigResourceType.TOPIC, topic, dict(config))
        outcome = self._ask(lambda client: client.alter_configs([resource]))["topic"][topic]
        if outcome != "OK":
            raise AccessDenied(f"{self._cluster.where}: cannot change {', '.join(config)} of topic {topic}: {outcome}")

    def _offsets(self, partitions: Iterable[TopicPartition], spec: Any) -> dict[TopicPartition, int]:
        wanted = {KafkaPartition(*partition): spec for partition in partitions}
        found = self._ask(lambda client: client.list_partition_offsets(wanted)) if wanted else {}
        return {TopicPartition(*partition): row.offset for partition, row in found.items()}

    def _ask(self, question: Callable[[Any], T]) -> T:
        """The answer. What passes by itself is waited for; a client that failed is not asked again: it remembers too much."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return question(self._connected())
            except (errors.KafkaError, OSError) as error:
                self.close()
                if not isinstance(error, errors.RetriableError) or time.monotonic() > deadline:
                    raise translate(error, self._cluster.where) from error
            time.sleep(RETRY_S)

    def _connected(self) -> Any:
        if self._client is None:
            self._client, _ = self._cluster.connect(KafkaAdminClient, request_timeout_ms=REQUEST_MS)
        return self._client


def _holders(members: Iterable[Mapping[str, Any]]) -> Iterable[tuple[TopicPartition, str]]:
    for member in members:
        assignment = member["member_assignment"] or {}
        for topic in assignment.get("assigned_partitions", ()):
            for number in topic["partitions"]:
                yield TopicPartition(topic["topic"], number), member["group_instance_id"] or member["client_id"]
