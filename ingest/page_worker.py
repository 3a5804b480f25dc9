"""The process that takes pages apart (`python -m ingest.page_worker`); see `ingest.job_worker`."""

from __future__ import annotations

from ingest.extract import extract_page
from ingest.job_worker import serve
from ingest.page_job import PageAnswer, PageJob


def answer(job: PageJob) -> PageAnswer:
    """The page, or what the parsers said."""
    try:
        page = extract_page(job.body, url=job.url, content_type=job.content_type, content_language=job.content_language)
    except Exception as error:  # noqa: BLE001 - whatever a hostile page makes the parsers raise is the answer
        return PageAnswer(error=f"{type(error).__name__}: {error}"[:300])
    return PageAnswer(page=page)


if __name__ == "__main__":
    serve(PageJob, answer)
