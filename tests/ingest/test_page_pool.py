"""Hostile pages cost their own time and nothing else: real processes, really killed."""

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from ingest.fetch_result import FetchFailed
from ingest.job import frame
from ingest.page_job import PageJob
from ingest.page_pool import PagePool
from tests.ingest.pages import STORY, page, paragraphs

SMALL = page(paragraphs(STORY)).encode()
#: Takes apart in half a minute or more.
ENDLESS = b"<html><body>" + b"<p>A sentence of a page without end.</p>" * 300_000


def workers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "ingest.page_worker" in " ".join(_command(child))]


def _command(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return list(process.cmdline())
    return []


def until(condition: Callable[[], bool], *, within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "condition not met in time"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _nothing_is_left_running() -> Iterator[None]:
    yield
    until(lambda: not workers())


def test_pages_come_back_whole() -> None:
    async def story() -> None:
        async with PagePool(processes=2, timeout_s=30) as pool:
            found = await asyncio.gather(*(pool.extract(SMALL, url="http://a.example/x") for _ in range(20)))
            assert {page.text for page in found if page} == {"\n".join(STORY)}
            assert await pool.extract(b"", url="http://a.example/x") is None

    asyncio.run(story())


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    async def story() -> str:
        async with PagePool(processes=1, timeout_s=3) as pool:
            with pytest.raises(FetchFailed) as failed:
                await pool.extract(ENDLESS, url="http://a.example/endless")
            found = await pool.extract(SMALL, url="http://a.example/x")
            assert found is not None
            assert found.text == "\n".join(STORY)
            return failed.value.cause

    assert asyncio.run(story()) == "extraction-timeout"


def test_a_process_that_dies_takes_its_page_with_it_and_nothing_else() -> None:
    async def story() -> FetchFailed:
        async with PagePool(processes=1, timeout_s=60) as pool:
            assert await pool.extract(SMALL, url="http://a.example/x")
            job = asyncio.create_task(pool.extract(ENDLESS, url="http://a.example/endless"))
            await asyncio.sleep(0.1)
            workers()[0].kill()
            with pytest.raises(FetchFailed) as failed:
                await job
            assert await pool.extract(SMALL, url="http://a.example/x")
            return failed.value

    failed = asyncio.run(story())
    assert (failed.cause, failed.transient) == ("extraction-crashed", True)


def test_a_cancelled_page_leaves_no_half_answer_for_the_next_one() -> None:
    async def story() -> None:
        async with PagePool(processes=1, timeout_s=60) as pool:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(pool.extract(ENDLESS, url="http://a.example/endless"), 0.2)
            found = await pool.extract(SMALL, url="http://a.example/x")
            assert found is not None
            assert found.text == "\n".join(STORY)

    asyncio.run(story())


def test_an_orphan_with_an_endless_page_ends_itself() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ingest.page_worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as orphan:
        assert orphan.stdin is not None
        job = PageJob(body=ENDLESS, url="http://a.example/x", content_type="", content_language="", timeout_s=0.1)
        orphan.stdin.write(frame(job))
        orphan.stdin.flush()
        assert orphan.wait(60) == -signal.SIGALRM
