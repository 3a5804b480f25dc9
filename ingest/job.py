"""What passes between our process and those that take apart what came from outside: one frame there, one frame back.

A frame is its length (4 bytes, big-endian) and so many bytes of msgpack. Nothing is pickled: what has read hostile bytes
must not be able to run code in the process that reads its answer.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

import msgspec

LENGTH: Final = struct.Struct(">I")
#: What the process says once its libraries are loaded.
READY: Final = b"R"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what is asked of such a process; `timeout_s` is how long it may take."""

    timeout_s: float


def frame(message: msgspec.Struct) -> bytes:
    """A message as it stands on the pipe."""
    data = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(data)) + data


def read_frame(pipe: BinaryIO) -> bytes | None:
    """The next message without its length (blocking); None where the other side is gone."""
    head = pipe.read(LENGTH.size)
    return pipe.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None
