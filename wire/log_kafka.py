"""The log on Kafka. See `wire.log.Log`; docs/decisions tells what is Kafka's and what is ours.

append  -> kafka_append     idempotent producer, the partition chosen here
consumer -> kafka_consumer  one member of a group, cooperative
read    -> kafka_reader     outside any group
lag, topics -> kafka_admin  questions and the making of topics
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from wire.errors import UsageError
from wire.kafka_admin import KafkaAdmin
from wire.kafka_append import KafkaAppender
from wire.kafka_cluster import KafkaCluster
from wire.kafka_consumer import KafkaMember
from wire.kafka_instance import InstanceName, take_name
from wire.kafka_reader import AgeReader, read_all
from wire.kafka_topics import TopicRules
from wire.log import Outgoing, PartitionLag, Record, TopicPartition, TopicSpec
from wire.partitioner import partition_for
from wire.settings import Settings


def open_kafka(settings: Settings) -> KafkaLog:
    """The log that `settings.log_url` names. Connects when first used. Raises UsageError for settings that cannot be right."""
    return KafkaLog(
        KafkaCluster(settings),
        TopicRules(
            record_max_bytes=settings.record_max_bytes,
            replication=settings.kafka_replication,
            min_insync=settings.kafka_min_insync,
        ),
        lease_s=settings.lease_s,
        instance_name=_namer(settings),
    )


def _namer(settings: Settings) -> Callable[[str], InstanceName] | None:
    """Gives a member of a group its fixed name; None where none is wanted."""
    wanted, folder = settings.kafka_group_instance_id, settings.data_dir / "members"
    return (lambda group: take_name(wanted, group, folder)) if wanted else None


class KafkaLog:
    """Each process makes its own: the library's threads do not survive a fork."""

    def __init__(
        self,
        cluster: KafkaCluster,
        rules: TopicRules,
        *,
        lease_s: float,
        instance_name: Callable[[str], InstanceName] | None = None,
    ) -> None:
        """`instance_name` gives a member of a group its fixed name."""
        self._cluster = cluster
        self._rules = rules
        self._lease_s = lease_s
        self._instance_name = instance_name
        self._admin = KafkaAdmin(cluster)
        self._appender = KafkaAppender(cluster, record_max_bytes=rules.record_max_bytes)
        self._ages = AgeReader(cluster)
        self._partitions: dict[str, int] = {}

    def create_topics(self, specs: Sequence[TopicSpec]) -> list[str]:
        """See the protocol. Retention and size limits of existing topics are brought up to date."""
        return [words for spec in specs for words in self._admin.create(spec, self._rules)]

    def append(self, records: Sequence[Outgoing]) -> None:
        """See the protocol. After an error some of the records may stand in the log: append them again, ids tell."""
        if not records:
            return
        self._appender.check(records)
        places = [self.partition_of(record.topic, _deciding(record)) for record in records]
        try:
            self._appender.append(records, places)
        except BaseException:
            self._partitions.clear()  # the topics may have changed
            raise

    def consumer(self, group: str, topics: Sequence[str]) -> KafkaMember:
        """See the protocol. Raises UsageError for a missing topic."""
        for topic in topics:
            self.partitions(topic)
        instance = self._instance_name(group) if self._instance_name else None
        return KafkaMember(self._cluster, group=group, topics=topics, lease_s=self._lease_s, instance=instance)

    def read(self, topic: str, partitions: Iterable[int] | None = None) -> Iterator[Record]:
        """See the protocol. Tombstones are given too."""
        numbers = range(self.partitions(topic)) if partitions is None else partitions
        wanted = [TopicPartition(topic, number) for number in numbers]
        return read_all(self._cluster, self._admin.starts(wanted), self._admin.ends(wanted))

    def partition_of(self, topic: str, partition_by: bytes) -> int:
        """See the protocol. The same as Kafka's own producers choose."""
        return partition_for(partition_by, self.partitions(topic))

    def partitions(self, topic: str) -> int:
        """See the protocol."""
        if topic not in self._partitions:
            found = self._admin.partitions(topic)
            if found is None:
                raise UsageError(
                    f"there is no topic {topic!r} on {self._cluster.where}: make the topics with `newswire topics create`"
                )
            self._partitions[topic] = found
        return self._partitions[topic]

    def lag(self, group: str, topics: Sequence[str]) -> list[PartitionLag]:
        """See the protocol. What retention has deleted is no lag: it would never end, and polls held back would wait for it."""
        wanted = [TopicPartition(topic, number) for topic in topics for number in range(self.partitions(topic))]
        commits = self._admin.commits(group, wanted)  # before the ends: lag is never less than none
        starts, ends = self._admin.starts(wanted), self._admin.ends(wanted)
        nexts = {partition: commits.get(partition, starts[partition]) for partition in wanted}
        behind = {partition: max(nexts[partition], starts[partition]) for partition in wanted}
        times = self._ages.timestamps({partition: at for partition, at in behind.items() if at < ends[partition]})
        members = self._admin.members(group)
        now = time.time()
        return [
            PartitionLag(
                group=group,
                topic=partition.topic,
                partition=partition.partition,
                committed=commits.get(partition),
                end=ends[partition],
                lag=ends[partition] - behind[partition],
                seconds_behind=max(now - times.get(partition, now), 0.0),
                member=members.get(partition),
                lost=behind[partition] - nexts[partition],
            )
            for partition in wanted
        ]

    def close(self) -> None:
        """See the protocol. Consumers are closed by those who asked for them."""
        self._appender.close()
        self._ages.close()
        self._admin.close()


def _deciding(record: Outgoing) -> bytes:
    return record.key if record.partition_by is None else record.partition_by
