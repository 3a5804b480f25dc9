"""Parses feeds in processes that can be killed: see `ingest.job_pool`."""

from __future__ import annotations

from ingest.job_pool import JobCrashed, JobPool
from ingest.parse_job import ParseAnswer, ParseJob
from ingest.parsed import NotAFeed, ParsedFeed


class ParsePool(JobPool[ParseAnswer]):
    """A few parsing processes; an async context manager. `timeout_s` is the time for one feed."""

    def __init__(self, *, processes: int, timeout_s: float) -> None:
        super().__init__("ingest.parse_worker", ParseAnswer, processes=processes)
        self._timeout_s = timeout_s

    async def parse(self, body: bytes, *, content_type: str, url: str) -> ParsedFeed:
        """See `ingest.parse.parse_feed`. Raises NotAFeed, also for what takes too long or crashes the parser."""
        job = ParseJob(body=body, url=url, content_type=content_type, timeout_s=self._timeout_s)
        try:
            answer = await self.run(job)
        except TimeoutError as error:
            raise NotAFeed(f"parsing it takes longer than {self._timeout_s:g} s: it is left alone until it changes") from error
        except JobCrashed as error:
            raise NotAFeed("it crashed the parser: it may be hostile, or the machine out of memory") from error
        if answer.feed is None:
            raise NotAFeed(answer.error or "this is no feed")
        return answer.feed
