"""What a topic should be like on Kafka, and how differences are told."""

from __future__ import annotations

from dataclasses import replace

from wire.kafka_topics import OVERHEAD, TopicRules, adjustments, differences, topic_config
from wire.log import TopicSpec

RULES = TopicRules(record_max_bytes=1 << 20)
KEPT = TopicSpec(name="articles", partitions=8, retention_s=7 * 86400, retention_bytes=1 << 30)
COMPACTED = TopicSpec(name="feeds", partitions=8, compacted=True)


def test_a_topic_with_retention_is_cut_into_segments_that_can_be_removed_in_time() -> None:
    config = topic_config(KEPT, RULES)

    assert config["cleanup.policy"] == "delete"
    assert int(config["segment.ms"]) * 10 == int(config["retention.ms"]) == 7 * 86400 * 1000
    assert int(config["segment.bytes"]) * 10 <= int(config["retention.bytes"]) == 1 << 30


def test_segments_hold_the_largest_record_whatever_the_retention() -> None:
    config = topic_config(replace(KEPT, retention_bytes=1000), TopicRules(record_max_bytes=8 << 20))

    assert int(config["segment.bytes"]) >= int(config["max.message.bytes"]) == (8 << 20) + OVERHEAD


def test_without_limits_everything_is_kept() -> None:
    config = topic_config(TopicSpec(name="t", partitions=1), RULES)

    assert (config["retention.ms"], config["retention.bytes"]) == ("-1", "-1")
    assert "segment.bytes" not in config


def test_a_compacted_topic_has_no_retention() -> None:
    config = topic_config(COMPACTED, RULES)

    assert config["cleanup.policy"] == "compact"
    assert not [key for key in config if key.startswith("retention")]


def test_copies_in_sync_are_left_to_the_broker_unless_asked_for() -> None:
    assert "min.insync.replicas" not in topic_config(KEPT, RULES)
    assert topic_config(KEPT, replace(RULES, min_insync=2))["min.insync.replicas"] == "2"


def test_a_topic_as_asked_for_differs_in_nothing() -> None:
    config = topic_config(KEPT, RULES)

    assert differences(KEPT, config, partitions=8, found={**config, "compression.type": "producer"}) == []


def test_partitions_and_compaction_stay_as_they_are() -> None:
    asked, found = topic_config(COMPACTED, RULES), topic_config(KEPT, RULES)

    words = differences(COMPACTED, asked, partitions=3, found=found)

    assert words[0] == "topic feeds has 3 partitions, not 8; it keeps them"
    assert "set its cleanup.policy to compact" in words[1]


def test_retention_is_brought_up_to_date() -> None:
    asked = topic_config(KEPT, RULES)
    found = {**asked, "retention.ms": "1000", "segment.ms": "7"}

    assert adjustments(asked, found) == {"retention.ms": "604800000"}
    assert differences(KEPT, asked, partitions=8, found=found) == ["topic articles: retention.ms was 1000, now 604800000"]


def test_settings_that_may_not_be_read_are_not_guessed() -> None:
    (words,) = differences(COMPACTED, topic_config(COMPACTED, RULES), partitions=8, found={})

    assert "may not read" in words
