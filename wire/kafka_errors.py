"""What Kafka's errors mean to newswire, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from kafka import errors as kafka

from wire.errors import AccessDenied, NewswireError, RecordTooLarge, StorageFull, Unreachable, UsageError

#: Kafka's errors, what they are to us, and what to do about them; the first that fits is taken. All others pass by waiting.
_MEANINGS: tuple[tuple[tuple[type[Exception], ...], type[NewswireError], str], ...] = (
    (
        (kafka.SaslAuthenticationFailedError,),
        AccessDenied,
        "it refuses the login: check kafka_username, kafka_password and kafka_sasl_mechanism",
    ),
    (
        (kafka.UnsupportedSaslMechanismError, kafka.IllegalSaslStateError, kafka.SecurityDisabledError),
        AccessDenied,
        "it does not know this way to log in: check kafka_sasl_mechanism and kafka_security_protocol",
    ),
    ((kafka.TopicAuthorizationFailedError,), AccessDenied, "this user may not do that with the topic: have the right granted"),
    ((kafka.GroupAuthorizationFailedError,), AccessDenied, "this user may not use the consumer group: have Read on it granted"),
    ((kafka.AuthorizationError,), AccessDenied, "this user may not do that: have the right granted"),
    (
        (kafka.MessageSizeTooLargeError, kafka.RecordListTooLargeError),
        RecordTooLarge,
        "a record is over the topic's max.message.bytes: raise it to fit record_max_bytes with `newswire topics create`",
    ),
    (
        (kafka.UnknownTopicOrPartitionError,),
        Unreachable,
        "a topic is not there: if somebody has removed it, make it with `newswire topics create`",
    ),
    (
        (kafka.InvalidTimestampError,),
        Unreachable,
        "this machine's clock and the broker's are further apart than the topic allows: set the clocks right, or set its "
        "message.timestamp.type to LogAppendTime, as `newswire topics create` does",
    ),
    ((kafka.KafkaStorageError,), StorageFull, "its disk fails or is full: see the broker's log and make room"),
    (
        (kafka.InvalidReplicationFactorError, kafka.InvalidReplicationAssignmentError),
        UsageError,
        "it has fewer brokers than kafka_replication asks for: start more, or ask for less",
    ),
    ((kafka.InvalidConfigurationError, kafka.PolicyViolationError), UsageError, "it does not allow such a topic"),
    (
        (kafka.InvalidTopicError,),
        UsageError,
        "that is no name for a topic: letters, digits, dots, dashes and underscores, at most 249",
    ),
    (
        (kafka.InvalidSessionTimeoutError,),
        UsageError,
        "lease_s lies outside group.min.session.timeout.ms and group.max.session.timeout.ms of the broker (6 s to 30 min)",
    ),
    (
        (kafka.FencedInstanceIdError, kafka.UnreleasedInstanceIdError),
        UsageError,
        "another process has joined the group by the same name: give workers with different data folders, or hosts of the same "
        "name, a kafka_group_instance_id each",
    ),
    (
        (kafka.InconsistentGroupProtocolError,),
        UsageError,
        "others use this consumer group in another way (assignor or protocol): stop them, or take another group",
    ),
    ((kafka.UnsupportedVersionError,), UsageError, "it is too old: Kafka 3.0 or newer is needed"),
    ((kafka.KafkaConfigurationError,), UsageError, "a setting does not fit"),
)

#: How Kafka's errors begin.
_NUMBER = re.compile(r"^\[Error -?\d+\] ")


def translate(error: Exception, where: str) -> NewswireError:
    """The error to raise in place of one of Kafka's. `where` says whom we were talking to: "Kafka at host:port"."""
    for kinds, ours, advice in _MEANINGS:
        if isinstance(error, kinds):
            return ours(f"{where}: {advice} ({_words(error)})")
    return Unreachable(f"{where} does not answer as it should just now ({_words(error)}): is it running and in good health?")


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Within the block, Kafka's errors become ours."""
    try:
        yield
    except (kafka.KafkaError, OSError) as error:
        raise translate(error, where) from error


def _words(error: Exception) -> str:
    """Kafka's own words, without its number and name twice, and not too long."""
    name = type(error).__name__.removesuffix("Error")
    text = _NUMBER.sub("", " ".join(str(error).split())).removeprefix(type(error).__name__).lstrip(": ")
    return f"{name}: {text[:300]}" if text else name
