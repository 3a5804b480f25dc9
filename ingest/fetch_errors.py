"""The errors of aiohttp as `FetchFailed`: the one place where they are mapped."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import aiohttp
from aiohttp import http_exceptions
from yarl import URL

from ingest.address import RefusedAddress
from ingest.fetch_result import Cause, FetchFailed
from ingest.fetch_url import origin

#: What may come out of a request; all of it is explained by `failure`.
ERRORS: Final = (aiohttp.ClientError, http_exceptions.HttpProcessingError, TimeoutError, OSError, ValueError)

#: What a person may do about a status, beyond what its name says.
_ADVICE: Final = {
    401: "it wants a password; newswire reads only what is public",
    403: "it refuses us; it may not want programs to read it",
    404: "check the address, or look for the feed with `newswire feeds discover`",
    410: "it is gone for good",
    429: "we ask too often; newswire waits and then asks less",
}


def failure(error: Exception, url: URL, *, timeout_s: float) -> FetchFailed:
    """What `error`, raised while fetching `url`, means to people."""
    cause, detail = _explained(error, url, timeout_s)
    return FetchFailed(cause, detail, url=str(url))


def status_failure(status: int, url: URL, retry_after_s: float | None) -> FetchFailed:
    """What a status that is no success means to people."""
    cause: Cause = "http-4xx" if 400 <= status < 500 else "http-5xx" if 500 <= status < 600 else "http-other"
    wait = f"; it asks to wait {retry_after_s:.0f} s" if retry_after_s is not None else ""
    advice = f": {_ADVICE[status]}" if status in _ADVICE else ""
    detail = f"{url.host} answers {status} {_phrase(status)}{wait}{advice}"
    return FetchFailed(cause, detail, url=str(url), status=status, retry_after_s=retry_after_s)


def _explained(error: Exception, url: URL, timeout_s: float) -> tuple[Cause, str]:
    match error:
        case TimeoutError():
            return "timeout", f"{url.host} has not answered in full within {timeout_s:g} s"
        case aiohttp.ClientConnectorError():
            return _no_connection(error, url)
        case aiohttp.InvalidURL():
            return "bad-url", f"{url} is no URL that can be asked for: check its spelling"
        case aiohttp.ClientPayloadError() if _is_about_encoding(error):
            return "bad-encoding", f"the answer of {url.host} is not compressed the way its header says"
        case _:
            return "broken-answer", f"{url.host} broke off or sent no valid HTTP ({_words(error)}): it may work later"


def _no_connection(error: aiohttp.ClientConnectorError, url: URL) -> tuple[Cause, str]:
    host, why = url.host, _words(error.os_error)
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "dns", f"the name {host} cannot be resolved ({why}): check its spelling and this machine's network"
        case aiohttp.ClientConnectorError(os_error=RefusedAddress()):
            return "refused-address", (
                f"{host} is refused: {why}. If it is meant to be read, put {origin(url)} on the allow list "
                "(NEWSWIRE_ALLOWED_ORIGINS) or set NEWSWIRE_ALLOW_PRIVATE_NETWORKS=1"
            )
        case aiohttp.ClientSSLError():
            return "tls", f"no secure connection to {host} ({why}): its certificate or protocol is wrong"
        case _:
            return "connect", f"no connection to {host}:{url.port} ({why}): the server may be down"


def _is_about_encoding(error: BaseException) -> bool:
    return "encoding" in str(error).lower() and "transfer" not in str(error).lower()


def _words(error: BaseException) -> str:
    short = getattr(error, "strerror", None) or getattr(error, "message", None)
    return " ".join(str(short or error or type(error).__name__).split())[:200]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "(no known status)"
