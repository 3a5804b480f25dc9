"""Bytes to text, whatever the server says of their encoding."""

from __future__ import annotations


def decode(body: bytes, content_type: str = "") -> str:
    """The text of an HTML, XML or plain body: byte-order mark, then header, then declaration inside, then detection.

    A declaration that the bytes contradict is passed over. Never raises; undecodable bytes become U+FFFD.
    """
    raise NotImplementedError
