"""A look into the library's connections: whether there is one, and why a login is refused."""

from __future__ import annotations

from typing import Any

from kafka import errors
from kafka.net.compat import KafkaNetClient

#: What a broker says to a login it does not accept.
_REFUSALS = (
    errors.SaslAuthenticationFailedError,
    errors.UnsupportedSaslMechanismError,
    errors.IllegalSaslStateError,
    errors.AuthorizationError,
)

#: What the library says when TLS cannot be agreed upon.
_HANDSHAKE = "Handshake failed"


class Connection:
    """The library's network client of one consumer, producer or admin client, kept to ask it what these do not tell."""

    def __init__(self) -> None:
        self.refusal: Exception | None = None  #: why a broker refuses the login, if one does
        self._client: Any = None
        self._established = False
        self._broken_logins = 0

    def __call__(self, **options: Any) -> Any:
        """Make the network client: what the library's option `kafka_client` is for."""
        self._client = KafkaNetClient(**options)
        manager = self._client._manager
        open_one = manager.get_connection

        def open_watched(*arguments: Any, **keywords: Any) -> Any:
            connection = open_one(*arguments, **keywords)
            connection.init_future.add_callback(self._succeeded)
            connection.init_future.add_errback(lambda error: self._failed(connection, error))
            return connection

        manager.get_connection = open_watched
        return self._client

    def established(self) -> None:
        """Say that a broker has been reached: from now on a failure is no reason to give up."""
        self._established = True

    def alive(self) -> bool:
        """Whether at least one broker is connected."""
        return any(connection.connected for connection in list(self._client._manager._conns.values()))

    def close(self) -> None:
        """End its thread, which the library leaves running when a client cannot be made."""
        if self._client is not None:
            self._client.close()

    def _succeeded(self, _: Any) -> None:
        self.refusal, self._broken_logins = None, 0

    def _failed(self, connection: Any, error: Exception) -> None:
        """Notice a refused login. Like a failed TLS handshake it ends the first contact at once: trying again is of no use.

        kafka-python 3.0.12 loses the broker's answer when the end of the connection comes with it, so a connection that
        breaks twice in the middle of the login, after the broker has told its version, is taken for a refusal too.
        """
        if connection.sasl_enabled and connection.broker_version_data is not None:
            self._broken_logins += 1
        if isinstance(error, _REFUSALS):
            self.refusal = error
        elif self._broken_logins >= 2:
            self.refusal = errors.SaslAuthenticationFailedError("the broker ended the connection during the login")
        hopeless = self.refusal is not None or _HANDSHAKE in str(error)
        if hopeless and not self._established:
            self._client._manager.closed = True
