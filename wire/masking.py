"""Hiding secrets in what is shown to people or logged."""

from __future__ import annotations

import re
from typing import Any

#: Names of settings whose whole value is a secret.
SECRET_NAME = re.compile(r"password|secret|token|api_key|apikey")

#: User and password of a URL; greedy, since a password may hold an "@": better to hide too much.
_CREDENTIALS = re.compile(r"(://[^:/@\s]*:)[^\s]*@")


def mask_url(text: str) -> str:
    """The text with the passwords of its URLs replaced by three stars."""
    return _CREDENTIALS.sub(r"\1***@", text)


def mask(name: str, value: Any) -> str:
    """The value of a setting, fit to be shown."""
    if value and SECRET_NAME.search(name):
        return "***"
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return mask_url(text)
