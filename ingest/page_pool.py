"""Takes pages apart in processes that can be killed: see `ingest.job_pool`."""

from __future__ import annotations

from ingest.fetch_result import Cause, FetchFailed
from ingest.job_pool import JobCrashed, JobPool
from ingest.page import Page
from ingest.page_job import PageAnswer, PageJob


class PagePool(JobPool[PageAnswer]):
    """A few extraction processes; an async context manager. `timeout_s` is the time for one page."""

    def __init__(self, *, processes: int, timeout_s: float) -> None:
        super().__init__("ingest.page_worker", PageAnswer, processes=processes)
        self._timeout_s = timeout_s

    async def extract(self, body: bytes, *, url: str, content_type: str = "", content_language: str = "") -> Page | None:
        """The page in `body`; None where it is no HTML. Raises FetchFailed: extraction-timeout or extraction-crashed."""
        job = PageJob(
            body=body, url=url, content_type=content_type, content_language=content_language, timeout_s=self._timeout_s
        )
        try:
            answer = await self.run(job)
        except TimeoutError as error:
            detail = f"the page takes longer than {self._timeout_s:g} s to take apart: it is left alone"
            raise _failed("extraction-timeout", detail, url) from error
        except JobCrashed as error:
            detail = "the process that took the page apart ended; the page may be hostile, or the machine out of memory"
            raise _failed("extraction-crashed", detail, url) from error
        if answer.error is not None:
            raise _failed("extraction-crashed", f"the page cannot be taken apart ({answer.error})", url)
        return answer.page


def _failed(cause: Cause, detail: str, url: str) -> FetchFailed:
    return FetchFailed(cause, detail, url=url)
