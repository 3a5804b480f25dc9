"""What is asked of a process that parses feeds, and what it answers."""

from __future__ import annotations

import msgspec

from ingest.job import Job
from ingest.parsed import ParsedFeed


class ParseJob(Job, frozen=True, kw_only=True):
    """One feed to parse."""

    body: bytes
    url: str
    content_type: str


class ParseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The feed, or in words why it is none."""

    feed: ParsedFeed | None = None
    error: str | None = None
