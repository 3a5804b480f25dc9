"""What is asked of a process that takes pages apart, and what it answers."""

from __future__ import annotations

import msgspec

from ingest.job import Job
from ingest.page import Page


class PageJob(Job, frozen=True, kw_only=True):
    """One page to take apart."""

    body: bytes
    url: str
    content_type: str
    content_language: str


class PageAnswer(msgspec.Struct, frozen=True):
    """The page; or neither page nor error, where the body is no HTML; or what went wrong inside the parser."""

    page: Page | None = None
    error: str | None = None
