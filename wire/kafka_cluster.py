"""How a Kafka is reached: addresses, TLS and login of the settings, and why it cannot be reached when it cannot."""

from __future__ import annotations

import logging
import os
import platform
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from kafka import errors

from wire.errors import AccessDenied, NewswireError, Unreachable, UsageError
from wire.kafka_connection import Connection
from wire.kafka_errors import translate
from wire.settings import Settings

T = TypeVar("T")

#: Longest wait for the first answer, in milliseconds.
BOOTSTRAP_MS = 5000

#: Longest pause before a broker that went away is tried again, in milliseconds.
RECONNECT_MS = 2000

#: Longest wait for a TCP connection or a TLS handshake when looking for the reason of a failure, in seconds.
PROBE_S = 3.0

#: Loggers of the library that write down at DEBUG what goes over the wire, passwords included.
_TELLTALES = ("kafka.net.connection", "kafka.protocol.parser")


class Hidden(str):
    """A secret that the library may put into its logs: its value is there for encoding and joining, not for showing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)


class KafkaCluster:
    """Makes the library's clients. Nothing is connected before the first one is asked for."""

    def __init__(self, settings: Settings) -> None:
        """Raises UsageError for an address, file or combination of settings that cannot be right."""
        self.servers = addresses(settings.log_url)
        self.where = f"Kafka at {', '.join(self.servers)}"
        self._settings = settings
        self._tls = _tls_context(settings) if settings.kafka_security_protocol.endswith("SSL") else None
        self._login = _login(settings) if settings.kafka_security_protocol.startswith("SASL") else {}

    def connect(self, make: Callable[..., T], **options: Any) -> tuple[T, Connection]:
        """A client of the class `make` that has reached a broker. Raises Unreachable, AccessDenied or UsageError."""
        _hush()
        connection = Connection()
        try:
            client = make(kafka_client=connection, **self._common(), **options)
        except (errors.KafkaError, OSError) as error:
            connection.close()
            raise self._explanation(error, connection.refusal) from error
        connection.established()
        return client, connection

    def _common(self) -> dict[str, Any]:
        return {
            "bootstrap_servers": list(self.servers),
            "client_id": f"newswire-{platform.node()}-{os.getpid()}",
            "security_protocol": self._settings.kafka_security_protocol,
            "ssl_context": self._tls,
            "bootstrap_timeout_ms": BOOTSTRAP_MS,
            "reconnect_backoff_max_ms": RECONNECT_MS,
            **self._login,
        }

    def _explanation(self, error: Exception, refusal: Exception | None) -> NewswireError:
        """Why no broker could be reached. The library says only that it gave up, so we look ourselves."""
        if refusal is not None or not isinstance(error, errors.KafkaTimeoutError):
            return translate(refusal or error, self.where)
        failures = [_probe(server, self._tls) for server in self.servers]
        known = [failure for failure in failures if failure is not None]
        if len(known) == len(failures):
            return known[0]
        protocol = self._settings.kafka_security_protocol
        return Unreachable(
            f"{self.where} lets us connect but gives no proper answer: it may be starting or stuck, "
            f"or expect another kafka_security_protocol than {protocol}"
        )


def addresses(url: str) -> tuple[str, ...]:
    """The brokers of kafka://HOST:PORT[,HOST:PORT], each as host:port. Raises UsageError."""
    hosts = [host.strip() for host in url.removeprefix("kafka://").rstrip("/").split(",")]
    if not all(hosts) or any("@" in host or "/" in host for host in hosts):
        raise UsageError(
            "log: write kafka://HOST:PORT[,HOST:PORT]; user and password go into kafka_username and kafka_password"
        )
    return tuple(host if host.rpartition(":")[2].isdigit() else f"{host}:9092" for host in hosts)


def _login(settings: Settings) -> dict[str, Any]:
    password = settings.kafka_password.get_secret_value()
    if not settings.kafka_username or not password:
        raise UsageError(
            f"kafka_security_protocol = {settings.kafka_security_protocol} needs kafka_username and kafka_password"
        )
    return {
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_username,
        "sasl_plain_password": Hidden(password),
    }


def _tls_context(settings: Settings) -> ssl.SSLContext:
    """TLS 1.2 or newer, the broker's certificate and name checked."""
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ca_file)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(_bad_file("kafka_ca_file", settings.kafka_ca_file, error)) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.kafka_cert_file is not None:
        try:
            context.load_cert_chain(settings.kafka_cert_file, settings.kafka_key_file)
        except (OSError, ssl.SSLError) as error:
            raise UsageError(_bad_file("kafka_cert_file", settings.kafka_cert_file, error)) from error
    return context


def _bad_file(name: str, path: Path | None, error: OSError) -> str:
    return f"{name}: {path} cannot be used ({error.strerror or error}): it must be readable and hold certificates as PEM"


def _probe(server: str, tls: ssl.SSLContext | None) -> NewswireError | None:
    """Why a broker cannot be connected to; None where it can."""
    host, _, port = server.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=PROBE_S) as plain:
            if tls is not None:
                tls.wrap_socket(plain, server_hostname=host.strip("[]")).close()
    except ssl.SSLCertVerificationError as error:
        return AccessDenied(f"Kafka at {server}: its certificate is not trusted ({error.verify_message}): set kafka_ca_file")
    except ssl.SSLError as error:
        return AccessDenied(f"Kafka at {server} does not speak TLS with us ({error.reason}): check kafka_security_protocol")
    except OSError as error:
        words = error.strerror or str(error) or type(error).__name__
        return Unreachable(f"cannot reach Kafka at {server} ({words}): is it running, and is the setting `log` right?")
    return None


def _hush() -> None:
    """Keep the library from writing down what goes over the wire. Idempotent."""
    for name in _TELLTALES:
        logger = logging.getLogger(name)
        if _not_debug not in logger.filters:
            logger.addFilter(_not_debug)


def _not_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG
