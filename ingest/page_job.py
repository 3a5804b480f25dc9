"""What passes between the fetcher's process and the processes that take pages apart: one frame there, one frame back.

A frame is its length (4 bytes, big-endian) and so many bytes of msgpack. Nothing is pickled: what has read a hostile page
must not be able to run code in the process that reads its answer.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

import msgspec

from ingest.page import Page

LENGTH: Final = struct.Struct(">I")
#: What the process says once its libraries are loaded.
READY: Final = b"R"


class PageJob(msgspec.Struct, frozen=True):
    """One page to take apart, and how long that may take (s)."""

    body: bytes
    url: str
    content_type: str
    content_language: str
    timeout_s: float


class PageAnswer(msgspec.Struct, frozen=True):
    """The page; or neither page nor error, where the body is no HTML; or what went wrong inside the parser."""

    page: Page | None = None
    error: str | None = None


def frame(message: PageJob | PageAnswer) -> bytes:
    """A message as it stands on the pipe."""
    data = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(data)) + data


def read_job(pipe: BinaryIO) -> PageJob | None:
    """The next job (blocking); None where the other side is gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    data = pipe.read(LENGTH.unpack(head)[0])
    return msgspec.msgpack.decode(data, type=PageJob)


def answer_of(data: bytes) -> PageAnswer:
    """An answer's bytes, without the length. Raises msgspec.DecodeError for what is none."""
    return msgspec.msgpack.decode(data, type=PageAnswer)
