"""The embedded store among several processes and threads: one writer, many readers, erasure and rebuilding by others."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
import structlog.testing

from index.generations import Generations
from index.query import All
from index.query_parse import parse
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build, corpus
from wire.errors import AlreadyRunning

_WRITER = """
import sys
from pathlib import Path
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import corpus
store = EmbeddedStore(Path(sys.argv[1]))
store.write(corpus()[:10])
store.refresh()
print("ready", flush=True)
sys.stdin.readline()
store.close()
"""


@contextmanager
def another_writer(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has written ten articles and remains the writer until the block ends."""
    command = [sys.executable, "-c", _WRITER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdin
        assert process.stdout.readline() == "ready\n"
        yield process
        if process.poll() is None:
            process.stdin.write("\n")
            process.stdin.close()
            assert process.wait(30) == 0


def eventually(condition: object, deadline_s: float = 60) -> None:
    """Wait until a condition holds."""
    end = monotonic() + deadline_s
    while not condition():  # type: ignore[operator]
        assert monotonic() < end, "still not"
        sleep(0.02)


def test_a_second_writer_is_refused_and_told_who_is_the_first(tmp_path: Path) -> None:
    with another_writer(tmp_path) as process:
        store = EmbeddedStore(tmp_path)
        with pytest.raises(AlreadyRunning, match=f"process {process.pid}"):
            store.write(corpus()[10:11])
        assert store.search("articles", All()).total == 10
        store.close()


def test_the_writer_can_be_replaced_once_it_is_killed(tmp_path: Path) -> None:
    with another_writer(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        store = EmbeddedStore(tmp_path)
        assert [one.outcome for one in store.write(corpus()[9:11])] == ["kept", "written"]
        store.refresh()
        assert store.search("articles", All()).total == 11
        store.close()


def test_a_reader_sees_what_another_process_writes(tmp_path: Path) -> None:
    reader = EmbeddedStore(tmp_path)
    assert reader.search("articles", All()).total == 0
    with another_writer(tmp_path):
        assert reader.search("articles", All()).total == 10
    reader.close()


def test_an_erasure_by_a_reader_is_followed_by_the_writer(tmp_path: Path) -> None:
    with another_writer(tmp_path):
        reader = EmbeddedStore(tmp_path)
        assert reader.delete("dam-1")
        assert reader.search("articles", parse("dam")).total == 2
        assert not any(hit.id == "dam-1" for hit in reader.search("articles", All()).hits)
        reader.close()


def test_a_rebuild_by_a_reader_is_taken_up_by_the_writer(tmp_path: Path) -> None:
    with another_writer(tmp_path):
        reader = EmbeddedStore(tmp_path)
        before = (tmp_path / "search" / "CURRENT").read_text()
        assert reader.rebuild() == 10
        assert (tmp_path / "search" / "CURRENT").read_text() != before
        assert reader.delete("dam-1")  # returns when the writer has followed, in the new generation
        assert reader.search("articles", All()).total == 9
        eventually(lambda: len(list((tmp_path / "search").glob("g*"))) == 1)
        reader.close()


def test_a_reader_that_misses_the_index_never_becomes_the_writer(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.write(corpus())
    store.close()
    shutil.rmtree(tmp_path / "search")
    reader = EmbeddedStore(tmp_path)
    assert reader.search("articles", All()).total == len(corpus())
    with another_writer(tmp_path):  # it starts beside the reader
        assert reader.delete("dam-1")
        assert reader.search("articles", All()).total == len(corpus()) - 1
    reader.close()


def test_a_writer_waits_for_an_index_that_another_is_building(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    waiting = threading.Thread(target=store.refresh)
    with Generations(tmp_path / "search").building() as lock, structlog.testing.capture_logs() as logs:
        assert lock is not None
        store.write(corpus()[:10])
        waiting.start()
        eventually(lambda: any("already being built" in str(entry.get("why")) for entry in logs))
    waiting.join(20)
    assert store.search("articles", All()).total == 10
    store.close()


def test_reads_go_on_during_rebuilds(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.write(corpus())
    store.refresh()
    stop, counts = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            counts.append((store.search("articles", parse("council")).total, store.search("quotes", All()).total))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(3):
        store.rebuild()
        store.refresh()
    stop.set()
    for reader in readers:
        reader.join()
    assert counts
    assert set(counts) == {(41, 79)}
    store.close()


def writers() -> int:
    """Threads of this process that write a search index."""
    return sum(thread.name == "search-index" for thread in threading.enumerate())


def test_one_thread_of_many_makes_the_writer(tmp_path: Path) -> None:
    store, before = EmbeddedStore(tmp_path), writers()
    threads = [
        threading.Thread(target=store.write, args=([build(f"t{number}-{n}", "T", "Text") for n in range(5)],))
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.refresh()
    assert store.search("articles", All()).total == 20
    assert writers() == before + 1
    store.close()


def test_closing_makes_everything_searchable_for_the_next(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.write(corpus())
    store.close()
    reader = EmbeddedStore(tmp_path)
    assert reader.search("articles", All()).total == len(corpus())
    assert reader.status().details["changes not yet searchable"] == "0"
    reader.close()
