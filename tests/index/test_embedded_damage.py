"""The embedded store with damaged, foreign and full files: it mends what it can, and says what to do about the rest."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest
import structlog.testing

from index.generations import Generations, State, read_state, write_state
from index.query import All
from index.query_parse import parse
from index.reader import Reader
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build, corpus
from wire.errors import Unreachable, UsageError
from wire.messages import encode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with the corpus in it, closed."""
    store = EmbeddedStore(tmp_path)
    store.write(corpus())
    store.close()
    return tmp_path


def generation(folder: Path) -> Path:
    search = folder / "search"
    return search / (search / "CURRENT").read_text()


def assert_rebuilt(folder: Path, why: str) -> None:
    """Opening for a write builds the index anew and says why."""
    store = EmbeddedStore(folder)
    with structlog.testing.capture_logs() as logs:
        store.refresh()
    assert store.search("articles", All()).total == len(corpus())
    assert store.search("quotes", parse("said:hold")).total == 1
    store.close()
    assert any(why in str(entry.get("why")) for entry in logs), logs


def test_an_index_of_another_version_is_built_anew(folder: Path) -> None:
    state = read_state(generation(folder))
    assert state
    write_state(generation(folder), State(stamp="schema 0", record=state.record, seq=state.seq, built_at=0))
    assert_rebuilt(folder, "schema 0")


def test_an_index_of_another_record_is_built_anew(folder: Path) -> None:
    state = read_state(generation(folder))
    assert state
    write_state(generation(folder), State(stamp=state.stamp, record="another", seq=state.seq, built_at=0))
    assert_rebuilt(folder, "another record")


def test_an_index_ahead_of_a_restored_record_is_built_anew(folder: Path) -> None:
    state = read_state(generation(folder))
    assert state
    write_state(generation(folder), State(stamp=state.stamp, record=state.record, seq=state.seq + 1000, built_at=0))
    assert_rebuilt(folder, "another record")


@pytest.mark.parametrize("content", [b"", b"{", b"not json", b'{"seq": "x"}'])
def test_an_unreadable_state_is_no_loss(folder: Path, content: bytes) -> None:
    (generation(folder) / "state.json").write_bytes(content)
    assert_rebuilt(folder, "state cannot be read")


@pytest.mark.parametrize("kind", ["articles", "quotes"])
def test_a_damaged_index_is_built_anew(folder: Path, kind: str) -> None:
    (generation(folder) / kind / "meta.json").write_text("{}")
    assert_rebuilt(folder, "")


@pytest.mark.parametrize("suffix", ["term", "fast", "idx"])
def test_a_cut_or_missing_segment_file_is_noticed(folder: Path, suffix: str) -> None:
    for file in (generation(folder) / "articles").glob(f"*.{suffix}"):
        file.write_bytes(file.read_bytes()[:10])
    assert_rebuilt(folder, "")


def test_a_lost_index_is_made_again_by_a_mere_search(folder: Path) -> None:
    shutil.rmtree(folder / "search")
    store = EmbeddedStore(folder)
    assert store.search("articles", All()).total == len(corpus())
    store.close()


def test_leftovers_of_a_killed_rebuild_are_removed(folder: Path) -> None:
    (folder / "search" / "new-0123456789ab" / "articles").mkdir(parents=True)
    (folder / "search" / "g000099").mkdir()
    store = EmbeddedStore(folder)
    store.refresh()
    store.close()
    assert [path.name for path in (folder / "search").iterdir() if path.is_dir()] == [generation(folder).name]


def test_a_generation_that_is_just_being_published_is_left_alone(folder: Path) -> None:
    published = folder / "search" / "g000099"
    published.mkdir()
    generations = Generations(folder / "search")
    with generations.building():
        generations.remove_others()
        assert published.exists()
    generations.remove_others()
    assert not published.exists()


def test_a_record_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "record.db").write_bytes(b"this is not a database" * 1000)
    with pytest.raises(Unreachable, match=r"record\.db.*backup"):
        EmbeddedStore(tmp_path)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "record.db")) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = (tmp_path / "record.db").read_bytes()
    with pytest.raises(UsageError, match="no store of newswire"):
        EmbeddedStore(tmp_path)
    assert (tmp_path / "record.db").read_bytes() == before


def test_processes_that_open_a_new_folder_at_once_do_not_collide(tmp_path: Path) -> None:
    program = "import sys, pathlib; from index.record import Record; print(Record(pathlib.Path(sys.argv[1])).identity)"
    command = [sys.executable, "-c", program, str(tmp_path / "new" / "record.db")]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(5)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert all(process.returncode == 0 for process in processes)
    assert len(set(outputs)) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="no folder"):
        EmbeddedStore(tmp_path / "file" / "store")


def test_erased_words_leave_the_files(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path, purge_after_s=0)
    secret = build("secret", "Xylophonist", "“{{direct; Bo Cruz; ; Jabberwocky}},” he said.")
    store.write([*corpus(), secret])
    store.refresh()
    assert _words_in_files(tmp_path) == ["jabberwocky"]
    store.delete("secret")
    deadline = monotonic() + 60
    while _words_in_files(tmp_path) and monotonic() < deadline:
        sleep(0.05)
    assert _words_in_files(tmp_path) == []
    assert store.search("articles", All()).total == len(corpus())
    store.close()


def test_an_erased_article_leaves_the_record(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    secret = build("secret", "Xylophonist", "“{{direct; Bo Cruz; ; Jabberwocky}},” he said.")
    store.write([*corpus(), secret])
    body = zlib.compress(encode(secret), 1)[20:60]
    assert any(body in file.read_bytes() for file in tmp_path.glob("record.db*"))
    store.delete("secret")
    assert not any(body in file.read_bytes() for file in tmp_path.glob("record.db*"))
    store.close()
    assert not any(body in file.read_bytes() for file in tmp_path.glob("record.db*"))


def _words_in_files(folder: Path) -> list[str]:
    """What the dictionaries hold of the word, of documents marked as deleted too."""
    view = Reader(Generations(folder / "search")).view("quotes")
    return [word for word, _ in view.searcher.terms_with_prefix("said", "jabber")] if view else []


_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from index.query import All
from index.reader import Reader
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build, corpus
from wire.errors import StorageFull

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = EmbeddedStore(Path(sys.argv[1]))
store.write(corpus()[:5])
store.refresh()
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, hard))
written = 5
try:
    for number in range(1000):
        store.write([build(f"more-{number}", "More", "Word " * 2000 + str(number))])
        written += 1
except StorageFull as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
store.write([build("last", "Last", "Room again")])
store.refresh()
print(store.search("articles", All()).total - written - 1, len(list(store.all())) - written - 1)
store.close()
"""


def test_a_full_disk_is_told_and_costs_nothing_acknowledged(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    message, difference = done.stdout.strip().splitlines()
    assert "make room" in message
    assert difference == "0 0"
