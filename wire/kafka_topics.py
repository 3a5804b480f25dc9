"""What a topic should be like in Kafka's own terms, and how one that exists differs. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wire.log import TopicSpec

#: Room for what Kafka adds to the largest record, in bytes.
OVERHEAD = 1 << 16

#: Longest time before a compacted topic's newest records can be compacted, in milliseconds.
COMPACTED_SEGMENT_MS = 6 * 3600 * 1000

#: Smallest segment that Kafka allows, and its default, in bytes.
SEGMENT_MIN, SEGMENT_MAX = 1 << 20, 1 << 30

#: Settings of a topic that are brought up to date when they differ. The others stay: changing them would change the data.
_ADJUSTABLE = ("retention.ms", "retention.bytes", "max.message.bytes", "min.insync.replicas")


@dataclass(frozen=True, kw_only=True)
class TopicRules:
    """What holds for all topics."""

    record_max_bytes: int
    replication: int = 0  #: copies of each partition; 0 leaves it to the broker
    min_insync: int = 0  #: copies that must have a record before it counts; 0 leaves it to the broker


def topic_config(spec: TopicSpec, rules: TopicRules) -> dict[str, str]:
    """The settings a topic is made with. Retention removes whole segments, so these are a tenth of what is kept."""
    message_bytes = rules.record_max_bytes + OVERHEAD
    config = {
        "cleanup.policy": "compact" if spec.compacted else "delete",
        "max.message.bytes": str(message_bytes),
        "message.timestamp.type": "LogAppendTime",
    }
    if rules.min_insync:
        config["min.insync.replicas"] = str(rules.min_insync)
    if spec.compacted:
        config["segment.ms"] = str(COMPACTED_SEGMENT_MS)
        return config
    config["retention.ms"] = "-1" if spec.retention_s is None else str(round(spec.retention_s * 1000))
    config["retention.bytes"] = "-1" if spec.retention_bytes is None else str(spec.retention_bytes)
    if spec.retention_s is not None:
        config["segment.ms"] = str(max(round(spec.retention_s * 100), 1000))
    if spec.retention_bytes is not None:
        config["segment.bytes"] = str(min(max(spec.retention_bytes // 10, 2 * message_bytes, SEGMENT_MIN), SEGMENT_MAX))
    return config


def adjustments(asked: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """The settings of an existing topic that are to be changed."""
    return {key: asked[key] for key in _ADJUSTABLE if key in asked and found.get(key) != asked[key]}


def differences(spec: TopicSpec, asked: Mapping[str, str], *, partitions: int, found: Mapping[str, str]) -> list[str]:
    """In words, how an existing topic differs from what is asked for, and what becomes of that."""
    words: list[str] = []
    if not found:
        words.append(f"topic {spec.name}: this user may not read its settings, so they were not compared")
        found = asked
    if partitions != spec.partitions:
        words.append(f"topic {spec.name} has {partitions} partitions, not {spec.partitions}; it keeps them")
    if ("compact" in found.get("cleanup.policy", "")) != spec.compacted:
        words.append(_otherwise_compacted(spec))
        return words
    changed = adjustments(asked, found)
    return words + [f"topic {spec.name}: {key} was {found.get(key)}, now {value}" for key, value in changed.items()]


def _otherwise_compacted(spec: TopicSpec) -> str:
    if not spec.compacted:
        return f"topic {spec.name} is compacted; it stays so, and only the newest message of each key is kept"
    return (
        f"topic {spec.name} is not compacted; it stays so, and what it holds is forgotten after its retention: set its "
        "cleanup.policy to compact"
    )
