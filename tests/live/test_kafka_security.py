"""Logging in, TLS, rights and limits: what is refused ends at once, with words that tell what to do."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from typing import Any

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType

from tests.contracts.log_place import fill, joined, keys, new_group, new_topic, take
from tests.live.kafka_place import KafkaPlace
from tests.servers.kafka import SCRAM_PASSWORD, SCRAM_USER, USERS, KafkaServer
from tests.servers.ports import free_port
from wire.errors import AccessDenied, ExitCode, RecordTooLarge, Unreachable, UsageError
from wire.log import Outgoing
from wire.log_kafka import KafkaLog

Open = Callable[..., KafkaLog]


@pytest.fixture
def by_login(our_kafka: KafkaServer, place: KafkaPlace) -> Open:
    """Opens the log as somebody: by_login(name, password, mechanism)."""

    def login(name: str, password: str, mechanism: str = "PLAIN") -> KafkaLog:
        return place.open(
            log=f"kafka://{our_kafka.sasl_bootstrap}",
            kafka_security_protocol="SASL_PLAINTEXT",
            kafka_sasl_mechanism=mechanism,
            kafka_username=name,
            kafka_password=password,
        )

    return login


@pytest.mark.parametrize(
    ("name", "password", "mechanism"), [("admin", USERS["admin"], "PLAIN"), (SCRAM_USER, SCRAM_PASSWORD, "SCRAM-SHA-512")]
)
def test_a_login_gives_the_whole_log(by_login: Open, name: str, password: str, mechanism: str) -> None:
    _works(by_login(name, password, mechanism))


def test_tls_gives_the_whole_log(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    _works(_by_tls(our_kafka, place, kafka_ca_file=our_kafka.ca_file))


@pytest.mark.parametrize(("name", "mechanism"), [("admin", "PLAIN"), (SCRAM_USER, "SCRAM-SHA-512")])
def test_a_refused_login_says_what_to_check(by_login: Open, name: str, mechanism: str) -> None:
    with pytest.raises(AccessDenied, match=r"127\.0\.0\.1:\d+.*kafka_password") as raised:
        by_login(name, "wrong", mechanism).partitions("articles")

    assert raised.value.exit_code == ExitCode.CANNOT_CONNECT


def test_a_way_to_log_in_that_the_broker_has_not_is_told_apart(by_login: Open) -> None:
    with pytest.raises(AccessDenied, match=r"127\.0\.0\.1:\d+.*kafka_sasl_mechanism") as raised:
        by_login(SCRAM_USER, SCRAM_PASSWORD, "SCRAM-SHA-256").partitions("articles")

    assert raised.value.exit_code == ExitCode.CANNOT_CONNECT


def test_a_broker_that_wants_no_login_is_told_apart(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    login = {"kafka_security_protocol": "SASL_PLAINTEXT", "kafka_username": "a", "kafka_password": "b"}

    with pytest.raises(AccessDenied, match="kafka_security_protocol"):
        place.open(**login).partitions("articles")


def test_a_certificate_nobody_vouches_for_is_refused(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    with pytest.raises(AccessDenied, match=r"not trusted.*kafka_ca_file"):
        _by_tls(our_kafka, place).partitions("articles")


def test_tls_to_a_broker_without_says_so(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    with pytest.raises(AccessDenied, match=r"does not speak TLS.*kafka_security_protocol"):
        place.open(kafka_security_protocol="SSL").partitions("articles")


def test_a_broker_that_wants_tls_is_hinted_at(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    with pytest.raises(Unreachable, match="kafka_security_protocol than PLAINTEXT"):
        place.open(log=f"kafka://{our_kafka.tls_bootstrap}").partitions("articles")


def test_an_unreachable_broker_is_named(place: KafkaPlace) -> None:
    nobody = f"127.0.0.1:{free_port()}"

    with pytest.raises(Unreachable, match=f"{nobody} .*refused.*setting `log`"):
        place.open(log=f"kafka://{nobody}").partitions("articles")


def test_no_password_gets_into_any_log(by_login: Open, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for name, password, mechanism in (("admin", USERS["admin"], "PLAIN"), (SCRAM_USER, SCRAM_PASSWORD, "SCRAM-SHA-512")):
            log = by_login(name, password, mechanism)
            _works(log)
            log.close()
        with pytest.raises(AccessDenied):
            by_login("admin", "wrong-secret").partitions("articles")

    assert "kafka" in caplog.text
    assert not [line for line in caplog.text.splitlines() if "-secret" in line]


def test_a_missing_right_is_named(our_kafka: KafkaServer, place: KafkaPlace, by_login: Open) -> None:
    topic = new_topic(place.open())
    _only_admin_may_use(our_kafka, topic)
    reader = by_login("reader", USERS["reader"])

    for attempt in (
        lambda: reader.append([Outgoing(topic=topic, key=b"k", value=b"v")]),
        lambda: list(reader.read(topic)),
        lambda: reader.consumer(new_group(), [topic]),
    ):
        with pytest.raises(AccessDenied, match="topic"):
            attempt()


def test_a_topic_with_a_lower_limit_refuses_in_words(our_kafka: KafkaServer, place: KafkaPlace) -> None:
    narrow = place.open(record_max_bytes=2000)
    topic = new_topic(narrow)
    wide = place.open()

    with pytest.raises(RecordTooLarge, match=r"max\.message\.bytes"):
        wide.append([Outgoing(topic=topic, key=b"k", value=_noise(100_000))])

    wide.append([Outgoing(topic=topic, key=b"small", value=b"")])
    assert keys(list(wide.read(topic))) == ["small"]


def test_the_largest_record_passes(place: KafkaPlace) -> None:
    log, topic = place.open(), new_topic(place.open())
    value = _noise(place.record_max_bytes - 1)

    log.append([Outgoing(topic=topic, key=b"k", value=value), Outgoing(topic=topic, key=b"l", value=value)])

    assert [record.value == value for record in log.read(topic)] == [True, True]
    with joined(log, new_group(), topic) as (consumer,):
        assert len(take(consumer, 2)) == 2


def test_a_lease_the_broker_does_not_allow_is_a_setting_to_correct(place: KafkaPlace) -> None:
    topic = new_topic(place.open())

    with joined(place.open(lease_s=0.5), new_group(), topic) as (consumer,), pytest.raises(UsageError, match="lease_s"):
        consumer.poll(1, 10)


def _works(log: KafkaLog) -> None:
    """Topic, append, read, group, commit and lag."""
    topic, group = new_topic(log), new_group()
    fill(log, topic, ["a", "b", "c"])
    assert sorted(keys(list(log.read(topic)))) == ["a", "b", "c"]
    with joined(log, group, topic) as (consumer,):
        records = take(consumer, 3)
        assert consumer.commit({record.at: record.offset + 1 for record in records}) == frozenset()
    assert sum(row.lag for row in log.lag(group, [topic])) == 0


def _by_tls(server: KafkaServer, place: KafkaPlace, **settings: Any) -> KafkaLog:
    return place.open(log=f"kafka://{server.tls_bootstrap}", kafka_security_protocol="SSL", **settings)


def _only_admin_may_use(server: KafkaServer, topic: str) -> None:
    """One rule for a topic forbids everything to everybody else."""
    acl = ACL("User:admin", "*", ACLOperation.ALL, ACLPermissionType.ALLOW, ResourcePattern(ResourceType.TOPIC, topic))
    client = KafkaAdminClient(bootstrap_servers=server.bootstrap)
    client.create_acls([acl])
    client.close()


def _noise(size: int) -> bytes:
    """Bytes that lz4 cannot make smaller."""
    return random.Random(1).randbytes(size)
