"""The site's own files, read once, served from memory under an address that changes with their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from mimetypes import guess_type

from starlette.requests import Request
from starlette.responses import Response

from index.web.etags import answer, etag_of

#: The stylesheet is these files, in the order of their names.
STYLESHEET = "site.css"

FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class File:
    """One file as it is served."""

    body: bytes
    media_type: str
    etag: str


class SiteFiles:
    """Stylesheet, script and icon."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._files = {name: _file(name, body) for name, body in contents.items()}
        self.version = _digest(b"".join(body for _, body in sorted(contents.items())))

    def url(self, name: str) -> str:
        """The address of a file, good for ever. Raises KeyError for one that does not exist."""
        self._files[name]
        return f"/static/{self.version}/{name}"

    def answer(self, request: Request, version: str, name: str) -> Response | None:
        """A file, or 304 where the browser has it; None for one that does not exist."""
        file = self._files.get(name)
        if file is None:
            return None
        cache_control = FOREVER if version == self.version else "no-cache"
        return answer(request, file.body, etag=file.etag, media_type=file.media_type, cache_control=cache_control)


def load_files() -> SiteFiles:
    """The files of the package; the parts of the stylesheet become one."""
    folder = files("index.web").joinpath("static")
    contents = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    styles = sorted(name for name in contents if name.endswith(".css"))
    return SiteFiles(
        {name: body for name, body in contents.items() if name not in styles}
        | {STYLESHEET: b"\n".join(contents[name] for name in styles)}
    )


def _file(name: str, body: bytes) -> File:
    media_type = guess_type(name)[0] or "application/octet-stream"
    return File(body=body, media_type=media_type, etag=etag_of(body))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]
