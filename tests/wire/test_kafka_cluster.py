"""Settings that cannot be right are refused before anything is connected, and secrets do not show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wire.errors import UsageError
from wire.kafka_cluster import Hidden, KafkaCluster, addresses
from wire.settings import Settings


@pytest.mark.parametrize(
    ("url", "servers"),
    [
        ("kafka://one:9093", ("one:9093",)),
        ("kafka://one,two:19092/", ("one:9092", "two:19092")),
        ("kafka://10.0.0.1, 10.0.0.2", ("10.0.0.1:9092", "10.0.0.2:9092")),
        ("kafka://[::1]:9092", ("[::1]:9092",)),
    ],
)
def test_the_url_names_one_or_more_brokers(url: str, servers: tuple[str, ...]) -> None:
    assert addresses(url) == servers


@pytest.mark.parametrize("url", ["kafka://", "kafka://one,,two", "kafka://user:secret@one:9092", "kafka://one/topic"])
def test_a_url_that_cannot_be_right_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(UsageError, match="kafka_username") as raised:
        addresses(url)

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("missing", ["kafka_username", "kafka_password"])
def test_a_login_needs_name_and_password(missing: str) -> None:
    login: dict[str, Any] = {"kafka_username": "ada", "kafka_password": "secret"}
    del login[missing]

    with pytest.raises(UsageError, match=missing):
        KafkaCluster(Settings(log="kafka://one", kafka_security_protocol="SASL_SSL", **login))


@pytest.mark.parametrize("name", ["kafka_ca_file", "kafka_cert_file"])
def test_a_file_that_is_no_certificate_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no certificate")
    for path in (tmp_path / "missing.pem", tmp_path / "note.txt"):
        with pytest.raises(UsageError, match=f"{name}: {path}"):
            KafkaCluster(Settings(log="kafka://one", kafka_security_protocol="SSL", **{name: path}))


def test_a_hidden_secret_works_and_does_not_show() -> None:
    secret = Hidden("pass word")

    assert secret.encode() == b"pass word"
    assert "\0".join(["user", secret]) == "user\0pass word"
    for shown in (str(secret), repr(secret), f"{secret}", f"{({'password': secret},)}", "%s %r" % (secret, secret)):  # noqa: UP031
        assert "pass word" not in shown
