"""Kafka's errors, as ours."""

from __future__ import annotations

import pytest
from kafka import errors as kafka

from wire.errors import AccessDenied, NewswireError, RecordTooLarge, StorageFull, Unreachable, UsageError
from wire.kafka_errors import translate, translated


@pytest.mark.parametrize(
    ("error", "ours", "advice"),
    [
        (kafka.SaslAuthenticationFailedError("no"), AccessDenied, "kafka_password"),
        (kafka.UnsupportedSaslMechanismError(), AccessDenied, "kafka_sasl_mechanism"),
        (kafka.TopicAuthorizationFailedError({"articles"}), AccessDenied, "articles"),
        (kafka.GroupAuthorizationFailedError("g"), AccessDenied, "consumer group"),
        (kafka.ClusterAuthorizationFailedError(), AccessDenied, "right"),
        (kafka.MessageSizeTooLargeError(), RecordTooLarge, "newswire topics create"),
        (kafka.KafkaStorageError(), StorageFull, "make room"),
        (kafka.InvalidReplicationFactorError(), UsageError, "kafka_replication"),
        (kafka.FencedInstanceIdError(), UsageError, "kafka_group_instance_id"),
        (kafka.UnknownTopicOrPartitionError(), Unreachable, "newswire topics create"),
        (kafka.InvalidTimestampError(), Unreachable, "set the clocks right"),
        (kafka.InvalidSessionTimeoutError(), UsageError, "lease_s"),
        (kafka.KafkaTimeoutError("late"), Unreachable, "is it running"),
        (kafka.NotLeaderForPartitionError(), Unreachable, "is it running"),
        (ConnectionResetError("reset"), Unreachable, "is it running"),
    ],
)
def test_each_error_says_whom_it_is_about_and_what_to_do(error: Exception, ours: type[NewswireError], advice: str) -> None:
    found = translate(error, "Kafka at one:9092")

    assert type(found) is ours
    assert str(found).startswith("Kafka at one:9092")
    assert advice in str(found)


def test_what_waiting_may_cure_is_never_taken_for_a_refusal() -> None:
    retriable = {kind for kind in kafka.kafka_errors.values() if issubclass(kind, kafka.RetriableError)}
    retriable.discard(kafka.KafkaStorageError)  # a disk that fails does not heal by waiting

    assert {type(translate(kind(), "Kafka")) for kind in retriable} == {Unreachable}


def test_the_cause_is_kept() -> None:
    cause = kafka.KafkaTimeoutError("late")

    with pytest.raises(Unreachable) as raised, translated("Kafka"):
        raise cause

    assert raised.value.__cause__ is cause


def test_errors_of_ours_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), translated("Kafka"):
        raise ZeroDivisionError
