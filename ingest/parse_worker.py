"""The process that parses feeds (`python -m ingest.parse_worker`); see `ingest.job_worker`."""

from __future__ import annotations

from ingest.job_worker import serve
from ingest.parse import parse_feed
from ingest.parse_job import ParseAnswer, ParseJob
from ingest.parsed import NotAFeed


def answer(job: ParseJob) -> ParseAnswer:
    """The feed, or why it is none."""
    try:
        return ParseAnswer(feed=parse_feed(job.body, content_type=job.content_type, url=job.url))
    except NotAFeed as error:
        return ParseAnswer(error=str(error))
    except Exception as error:  # noqa: BLE001 - whatever a hostile feed makes the parsers raise is the answer
        return ParseAnswer(error=f"the parser gave up on it ({type(error).__name__}: {error})"[:500])


if __name__ == "__main__":
    serve(ParseJob, answer)
