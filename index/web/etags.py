"""Answers that a browser or a feed reader need not fetch again while they stay the same (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response


def etag_of(body: bytes) -> str:
    """The entity tag of a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:12]}"'


def answer(request: Request, body: bytes, *, etag: str, media_type: str, cache_control: str) -> Response:
    """The body, or 304 where the client has this very one."""
    headers = {"ETag": etag, "Cache-Control": cache_control}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
