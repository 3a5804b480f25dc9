"""Appends from an event loop: batched, refused for what is no longer ours, patient while the log is away."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.log_thread import LogThread, NotOurs
from wire.errors import RecordTooLarge, StorageFull, Unreachable
from wire.log import Outgoing, TopicSpec
from wire.log_sqlite import SqliteLog


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    made = SqliteLog(tmp_path / "log.db", record_max_bytes=1000)
    made.create_topics([TopicSpec(name="t", partitions=1)])
    yield made
    made.close()


def record(key: str, size: int = 1) -> Outgoing:
    return Outgoing(topic="t", key=key.encode(), value=b"x" * size)


class Flaky:
    """A log that fails as told before it works."""

    def __init__(self, log: SqliteLog, *failures: Exception) -> None:
        self._log = log
        self._failures = list(failures)
        self.appends = 0

    def append(self, records: list[Outgoing]) -> None:
        self.appends += 1
        if self._failures:
            raise self._failures.pop(0)
        self._log.append(records)


def keys(log: SqliteLog) -> list[str]:
    return [each.key.decode() for each in log.read("t")]


def test_what_is_asked_for_at_once_is_appended_together(log: SqliteLog) -> None:
    counted = Flaky(log)

    async def story() -> None:
        async with LogThread(counted) as thread:  # type: ignore[arg-type]
            await asyncio.gather(*(thread.append([record(f"{n:02}")]) for n in range(50)))

    asyncio.run(story())
    assert keys(log) == [f"{n:02}" for n in range(50)]
    assert counted.appends < 50


def test_records_of_a_feed_that_went_away_are_not_written(log: SqliteLog) -> None:
    async def story() -> None:
        async with LogThread(log) as thread:
            kept = thread.append([record("kept")])
            lost = thread.append([record("lost")], allowed=lambda: False)
            results = await asyncio.gather(kept, lost, return_exceptions=True)
        assert [type(result) for result in results] == [type(None), NotOurs]

    asyncio.run(story())
    assert keys(log) == ["kept"]


def test_a_record_too_large_harms_only_itself(log: SqliteLog) -> None:
    async def story() -> list[object]:
        async with LogThread(log) as thread:
            first = asyncio.create_task(thread.append([record("a")]))
            await asyncio.sleep(0)
            others = [thread.append([record("big", 2000)]), thread.append([record("b")])]
            return list(await asyncio.gather(first, *others, return_exceptions=True))

    results = asyncio.run(story())
    assert [type(result) for result in results] == [type(None), RecordTooLarge, type(None)]
    assert keys(log) == ["a", "b"]


def test_a_log_that_is_away_is_waited_for(log: SqliteLog) -> None:
    async def story() -> None:
        async with LogThread(Flaky(log, Unreachable("away"), Unreachable("away"))) as thread:  # type: ignore[arg-type]
            await thread.append([record("a")])

    asyncio.run(story())
    assert keys(log) == ["a"]


def test_a_full_disk_is_told_at_once(log: SqliteLog) -> None:
    async def story() -> None:
        async with LogThread(Flaky(log, StorageFull("full"))) as thread:  # type: ignore[arg-type]
            with pytest.raises(StorageFull):
                await thread.append([record("a")])
            await thread.append([record("b")])

    asyncio.run(story())
    assert keys(log) == ["b"]


def test_a_cancelled_wait_does_not_stop_the_others(log: SqliteLog) -> None:
    async def story() -> None:
        async with LogThread(log) as thread:
            cancelled = asyncio.create_task(thread.append([record("a")]))
            kept = asyncio.create_task(thread.append([record("b")]))
            await asyncio.sleep(0)
            cancelled.cancel()
            await kept

    asyncio.run(story())
    assert "b" in keys(log)
