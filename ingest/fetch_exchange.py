"""One request and its answer: what is asked for, within which limits, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import aiohttp

from ingest.fetch_result import FetchFailed, Kind, Validators

_ACCEPT: Final[dict[Kind, str]] = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1",
    "page": "text/html, application/xhtml+xml, */*;q=0.1",
    "robots": "text/plain, */*;q=0.1",
}
#: Largest robots.txt read (bytes; RFC 9309 asks for at least 500 KiB).
ROBOTS_MAX_BYTES: Final = 512 << 10
#: Longest single header (bytes; news sites send long policies) and most headers of an answer.
MAX_FIELD_BYTES: Final = 32 << 10
MAX_HEADERS: Final = 200
_CHUNK_BYTES: Final = 64 << 10


@dataclass
class Request:
    """What is asked for, and how much of its time is spent (s; waiting for a turn does not count)."""

    kind: Kind
    validators: Validators | None
    max_bytes: int
    timeout_s: float
    spent_s: float = 0.0

    @property
    def left_s(self) -> float:
        """Seconds left until the deadline."""
        return max(self.timeout_s - self.spent_s, 0.0)

    def headers(self) -> dict[str, str]:
        """What is sent beside the user agent."""
        return {"Accept": _ACCEPT[self.kind]} | (self.validators.headers() if self.validators else {})


@dataclass(frozen=True)
class Answer:
    """One answer as it came; header names are lower-case, of a repeated header the first stays. Body only with 2xx."""

    status: int
    headers: dict[str, str]
    body: bytes


async def read_answer(response: aiohttp.ClientResponse, *, max_bytes: int) -> Answer:
    """The answer with its body, decompressed. Raises FetchFailed (too-large) once it grows over `max_bytes`."""
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        headers.setdefault(name.lower(), value)
    body = await _body(response, max_bytes) if 200 <= response.status < 300 else b""
    return Answer(response.status, headers, body)


async def _body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    body = bytearray()
    if (response.content_length or 0) > max_bytes:
        raise _too_large(response, max_bytes)
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > max_bytes:
            raise _too_large(response, max_bytes)
    return bytes(body)


def _too_large(response: aiohttp.ClientResponse, max_bytes: int) -> FetchFailed:
    detail = f"the answer of {response.url.host} is larger than {max_bytes / (1 << 20):.3g} MB and is not read"
    return FetchFailed("too-large", detail, url=str(response.url))
