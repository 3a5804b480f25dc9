"""What a fetch gives: `Fetched`, or the exception `FetchFailed` with a stable cause and words for people.

The same `FetchFailed` is raised for a page that was fetched but holds no article (see `ingest.page_reader`), so that
whoever reads a page has one exception to handle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from wire.errors import NewswireError

Kind = Literal["feed", "page", "robots"]

Cause = Literal[
    # never sent
    "bad-url",  #: not http or https, user information inside, no host
    "refused-address",  #: the name leads to a private, loopback or otherwise special address
    "host-held",  #: the host asked for a pause (429, 503, Retry-After) that is not over
    "refused-by-robots",  #: robots.txt forbids the page, or could not be had and so forbids all for a while
    # sent, and no usable answer
    "dns",
    "connect",
    "tls",
    "timeout",
    "broken-answer",  #: cut off, reset, or not HTTP
    "bad-encoding",  #: the body is not what Content-Encoding says
    "too-large",
    "too-many-redirects",
    "redirect-loop",
    "bad-redirect",
    "http-4xx",
    "http-5xx",
    "http-other",
    # answered, and no article inside
    "not-a-page",  #: an image, a PDF, other binary data
    "no-text",
    "extraction-timeout",
    "extraction-crashed",
]

#: Causes that trying again later may cure; of `http-4xx` only the statuses below.
_TRANSIENT: Final = frozenset(
    {"host-held", "dns", "connect", "tls", "timeout", "broken-answer", "http-5xx", "extraction-crashed"}
)
_TRANSIENT_STATUS: Final = frozenset({408, 421, 423, 425, 429})


class FetchFailed(NewswireError):
    """No usable answer. `cause` is stable and short, `detail` says to people what happened and what to do."""

    def __init__(
        self, cause: Cause, detail: str, *, url: str, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(detail)
        self.cause: Cause = cause
        self.detail = detail
        self.url = url  #: the URL that failed: the last of a chain of redirects
        self.status = status  #: of the answer, where there was one
        self.retry_after_s = retry_after_s  #: how long the server, or we, ask to wait (s)

    @property
    def transient(self) -> bool:
        """Whether trying again later may help."""
        if self.cause == "refused-by-robots":
            return self.retry_after_s is not None
        return self.cause in _TRANSIENT or self.status in _TRANSIENT_STATUS

    @property
    def gone(self) -> bool:
        """Whether the server says that it is gone for good (410)."""
        return self.status == 410


@dataclass(frozen=True)
class Validators:
    """What a server gave to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The request headers that ask."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Fetched:
    """An answer with status 2xx, or 304 (then without body). Headers have lower-case names."""

    url_requested: str
    final_url: str
    status: int
    body: bytes = b""  #: after decompression
    headers: Mapping[str, str] = field(default_factory=dict)
    permanent_url: str | None = None  #: where an unbroken chain of 301 and 308 from the start leads, else None
    retry_after_s: float | None = None
    max_age_s: float | None = None  #: of Cache-Control (0 for no-cache and no-store), or worked out from Expires
    elapsed_s: float = 0.0

    @property
    def not_modified(self) -> bool:
        """Whether the server says that nothing has changed since the validators were given."""
        return self.status == 304

    @property
    def content_type(self) -> str:
        """The header Content-Type as sent, or an empty string."""
        return self.headers.get("content-type", "")

    @property
    def validators(self) -> Validators:
        """What to send with the next request for the same URL."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


@dataclass(frozen=True)
class FetchReport:
    """One finished fetch, for whoever counts them."""

    kind: Kind
    outcome: str  #: "ok", "not-modified" or the cause of the failure
    elapsed_s: float
    body_bytes: int
