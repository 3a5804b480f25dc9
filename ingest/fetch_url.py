"""Which URLs are sent at all, and where a chain of redirects leads. Decisions only, no network."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from yarl import URL

from ingest.fetch_result import FetchFailed
from wire.errors import UsageError

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PERMANENT: Final = frozenset({301, 308})
#: Longer URLs are refused (characters); servers refuse them as well.
LONGEST_URL: Final = 8000

_HOST: Final = re.compile(r"[\w.~-]+|[0-9a-fA-F:.]+(%[\w.~-]+)?")
#: Hosts that getaddrinfo reads as numbers: 2130706433, 0x7f.1, 0177.0.0.1 (the URL standard's "ends in a number").
_ENDS_IN_NUMBER: Final = re.compile(r"(^|\.)(\d+|0[xX][0-9a-fA-F]*)\.?$")
_DOTTED_QUAD: Final = re.compile(r"((0|[1-9]\d{0,2})\.){3}(0|[1-9]\d{0,2})")


def sendable(url: str) -> URL:
    """`url` as it will be sent, without fragment. Raises FetchFailed (bad-url) with what is wrong with it."""
    if len(url) > LONGEST_URL:
        raise FetchFailed("bad-url", f"the URL is longer than {LONGEST_URL} characters", url=url[:200])
    try:
        parsed = URL(url.strip())
        wrong = _wrong(parsed)
    except ValueError as error:
        raise FetchFailed("bad-url", f"{url!r} is no URL ({error}): check its spelling", url=url) from error
    if wrong:
        raise FetchFailed("bad-url", f"{url!r} {wrong}", url=url)
    return parsed.with_fragment(None)


def _wrong(url: URL) -> str | None:
    if url.scheme not in ("http", "https"):
        return "is neither http:// nor https://: only these are fetched"
    if not _HOST.fullmatch(url.host or ""):
        return "names no host, or one that cannot be"
    if _ENDS_IN_NUMBER.search(url.host or "") and not _DOTTED_QUAD.fullmatch(url.host or ""):
        return "writes an address in an unusual way: write it as four decimal numbers"
    if url.user is not None or url.password is not None:
        return "holds a user name or password: take it out, such URLs are not fetched"
    if not url.port:
        return "names no valid port"
    return None


def origin(url: URL) -> str:
    """scheme://host:port, the port always written out."""
    host = f"[{url.host}]" if ":" in (url.host or "") else url.host
    return f"{url.scheme}://{host}:{url.port}".lower()


def origins(urls: tuple[str, ...]) -> frozenset[str]:
    """The origins of the allow list as `origin` spells them. Raises UsageError for what is no URL."""
    try:
        return frozenset(origin(sendable(url)) for url in urls)
    except FetchFailed as failed:
        raise UsageError(f"setting allowed_origins: {failed.detail}; write http://host:port") from failed


@dataclass
class Chain:
    """The redirects of one fetch so far, and where it stands now."""

    url: URL
    most: int  #: redirects that may be followed
    permanent: URL | None = None  #: where the permanent redirects from the start led
    _seen: list[str] = field(default_factory=list)
    _unbroken: bool = True

    def follow(self, status: int, location: str | None) -> None:
        """Go on to `location`. Raises FetchFailed: bad-redirect, redirect-loop or too-many-redirects."""
        target = self._target(status, location)
        self._seen.append(str(self.url))
        if str(target) in self._seen:
            path = " -> ".join([*self._seen, str(target)])
            raise self._failed("redirect-loop", f"the redirects go in a circle ({path}); the site may want cookies")
        if len(self._seen) > self.most:
            raise self._failed("too-many-redirects", f"more than {self.most} redirects, the last one to {target}")
        self._unbroken = self._unbroken and status in PERMANENT
        self.permanent = target if self._unbroken else self.permanent
        self.url = target

    def _target(self, status: int, location: str | None) -> URL:
        if not location:
            raise self._failed("bad-redirect", f"{self.url} answers {status} without saying where to go")
        try:
            return sendable(str(self.url.join(URL(location.strip()))))
        except (ValueError, FetchFailed) as error:
            raise self._failed("bad-redirect", f"{self.url} redirects to a URL that is not fetched: {error}") from error

    def _failed(self, cause: Literal["redirect-loop", "too-many-redirects", "bad-redirect"], detail: str) -> FetchFailed:
        return FetchFailed(cause, detail, url=str(self.url))
