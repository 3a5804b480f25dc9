"""From settings to a client of Elasticsearch. Nothing is sent before the first use."""

from __future__ import annotations

import ssl
from typing import Any
from urllib.parse import urlsplit

import msgspec
from elastic_transport import JsonSerializer
from elasticsearch import Elasticsearch

from wire import logs
from wire.errors import UsageError
from wire.settings import Settings

#: Port of a host that is given without one.
_PORT = 9200

#: Connections per node, one for each thread that writes and some for searches.
_CONNECTIONS = 16

logger = logs.get(__name__)


class FastJson(JsonSerializer):
    """JSON by msgspec, several times as fast as the standard library's."""

    def json_dumps(self, data: Any) -> bytes:
        """An object as JSON."""
        return msgspec.json.encode(data)

    def json_loads(self, data: bytes) -> Any:
        """JSON as an object. Raises msgspec.DecodeError, a ValueError."""
        return msgspec.json.decode(data)


def hosts_of(url: str) -> list[str]:
    """The nodes named by `https://HOST[:PORT][,HOST[:PORT]...]`. Raises UsageError where it does not read so."""
    scheme, _, rest = url.partition("://")
    names = [name.strip() for name in rest.rstrip("/").split(",")]
    if scheme not in ("http", "https") or not all(names):
        raise UsageError(f"store = {_hidden(url)!r} is not https://HOST:9200[,HOST:9200]: correct it in newswire.toml.")
    if "@" in rest:
        raise UsageError("store: leave user and password out of the URL, and set elastic_username and elastic_password.")
    return [_host(f"{scheme}://{name}") for name in names]


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORT
    except ValueError as error:
        raise UsageError(f"store: {url!r} names no host and port ({error}): write https://HOST:9200.") from error
    if not parts.hostname or parts.path or parts.query:
        raise UsageError(f"store: {url!r} names no host and port: write https://HOST:9200.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"


def _hidden(url: str) -> str:
    return url.rpartition("@")[2] if "@" in url else url


def connect(settings: Settings) -> Elasticsearch:
    """The client that the settings describe. Raises UsageError for settings that cannot be right."""
    hosts = hosts_of(settings.store_url)
    return Elasticsearch(
        hosts,
        **_login(settings),
        **(_tls(settings) if hosts[0].startswith("https") else {}),
        serializers={"application/json": FastJson()},
        request_timeout=settings.elastic_timeout_s,
        connections_per_node=_CONNECTIONS,
        max_retries=len(hosts) - 1,  # on the other nodes; beyond that it is the worker's to wait
        retry_on_timeout=False,
        retry_on_status=(),
    )


def _login(settings: Settings) -> dict[str, Any]:
    key, user, password = (
        settings.elastic_api_key.get_secret_value(),
        settings.elastic_username,
        settings.elastic_password.get_secret_value(),
    )
    if key and (user or password):
        raise UsageError("Set elastic_api_key, or elastic_username and elastic_password, but not both.")
    if bool(user) != bool(password):
        raise UsageError("elastic_username and elastic_password go together: set both, or neither.")
    if key:
        return {"api_key": key}
    return {"basic_auth": (user, password)} if user else {}


def _tls(settings: Settings) -> dict[str, Any]:
    if not settings.elastic_verify:
        logger.warning("elastic_verify is off: anybody on the way can read and change what is sent to Elasticsearch")
        return {"verify_certs": False, "ssl_show_warn": False}
    if settings.elastic_ca_file is None:
        return {"verify_certs": True}
    try:
        ssl.create_default_context(cafile=settings.elastic_ca_file)
    except OSError as error:  # of which ssl.SSLError is one
        raise UsageError(f"elastic_ca_file: {settings.elastic_ca_file} holds no certificates ({error}).") from error
    return {"verify_certs": True, "ca_certs": str(settings.elastic_ca_file)}
