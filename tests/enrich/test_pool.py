"""The pool, with real processes that really crash and hang."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from enrich.analyser import Document
from enrich.pool import AnalyserPool, Failure, Result
from tests.enrich.scripted import ScriptedAnalyser, broken, dying, environment
from wire.errors import Unreachable, UsageError
from wire.messages import Analysis


def documents(*texts: str) -> list[Document]:
    return [Document(id=str(number), text=text) for number, text in enumerate(texts)]


def pool(*, processes: int = 1, timeout_s: float = 60, restarted: Callable[[str], None] = lambda why: None) -> AnalyserPool:
    return AnalyserPool(ScriptedAnalyser, processes=processes, timeout_s=timeout_s, restarted=restarted)


def ids(results: list[Result]) -> list[str]:
    return [result.id if isinstance(result, Analysis) else result.cause for result in results]


def test_every_document_has_its_analysis_in_order() -> None:
    with pool(processes=2) as analysers:
        assert ids(analysers.analyse(documents(*"abcdefghi"))) == list("012345678")
        assert analysers.analyse([]) == []


def test_the_work_is_shared() -> None:
    with pool(processes=2) as analysers:
        pids = {result.language for result in analysers.analyse(documents(*"abcdefgh")) if isinstance(result, Analysis)}
    assert len(pids) == 2


def test_a_document_that_kills_the_analyser_is_isolated() -> None:
    restarts: list[str] = []
    with pool(restarted=restarts.append) as analysers:
        results = analysers.analyse(documents("a", "b", "CRASH", "d", "e"))
        assert ids(results) == ["0", "1", "analyser-crashed", "3", "4"]
        assert isinstance(results[2], Failure)
        assert "SIGSEGV" in results[2].detail
        assert ids(analysers.analyse(documents("again"))) == ["0"]
    assert set(restarts) == {"crashed"}


def test_a_process_is_lost_only_with_the_poison_in_its_hands() -> None:
    restarts: list[str] = []
    with pool(processes=2, restarted=restarts.append) as analysers:
        assert ids(analysers.analyse(documents("KILL", "fine"))) == ["analyser-crashed", "1"]
        assert restarts == ["crashed", "crashed"]  # at first, and when tried once more alone
        assert ids(analysers.analyse(documents("a", "b"))) == ["0", "1"]
    assert len(restarts) == 2


def test_a_document_that_hangs_is_killed_after_the_timeout() -> None:
    restarts: list[str] = []
    with pool(timeout_s=1.0, restarted=restarts.append) as analysers:
        results = analysers.analyse(documents("a", "HANG"))
    assert ids(results) == ["0", "analyser-hung"]
    assert "hung" in restarts


def test_a_document_that_raises_is_isolated_without_losing_the_process() -> None:
    restarts: list[str] = []
    with pool(restarted=restarts.append) as analysers:
        results = analysers.analyse(documents("a", "RAISE", "c"))
    assert ids(results) == ["0", "analyser-crashed", "2"]
    assert isinstance(results[1], Failure)
    assert "told to raise" in results[1].detail
    assert not restarts


def test_one_that_crashes_by_accident_has_a_second_chance(tmp_path: Path) -> None:
    with pool() as analysers:
        assert ids(analysers.analyse(documents(f"ONCE {tmp_path / 'marker'}"))) == ["0"]


def test_two_poisons_in_one_batch() -> None:
    with pool() as analysers:
        assert ids(analysers.analyse(documents("CRASH", "b", "c", "KILL"))) == [
            "analyser-crashed",
            "1",
            "2",
            "analyser-crashed",
        ]


def test_an_analyser_that_cannot_be_loaded_says_so() -> None:
    with AnalyserPool(broken, timeout_s=5) as analysers, pytest.raises(UsageError, match="no such model"):
        analysers.analyse(documents("a"))


def test_an_analyser_that_dies_while_loading_may_be_tried_again() -> None:
    with AnalyserPool(dying, timeout_s=5) as analysers, pytest.raises(Unreachable, match="exit code 9"):
        analysers.wait_until_loaded()


def test_the_child_computes_with_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    with AnalyserPool(environment, timeout_s=5) as analysers:
        analysers.wait_until_loaded()


def test_the_heart_beats_while_an_analysis_takes_its_time() -> None:
    beats: list[float] = []
    with AnalyserPool(ScriptedAnalyser, timeout_s=0.3, beat=lambda: beats.append(time.monotonic())) as analysers:
        analysers.analyse(documents("HANG"))
    assert len(beats) >= 2


PARENT = """
import sys
from enrich.analyser import Document
from enrich.pool import AnalyserPool
from tests.enrich.scripted import ScriptedAnalyser

if __name__ == "__main__":
    pool = AnalyserPool(ScriptedAnalyser, processes=2, timeout_s=60)
    for result in pool.analyse([Document(id="a", text="a"), Document(id="b", text="b")]):
        print(result.language, flush=True)
    pool.analyse([Document(id="c", text=sys.argv[1])])
    sys.stdin.read()
"""


@pytest.mark.parametrize("doing", ["nothing", "HANG"])
def test_the_children_end_when_the_parent_is_killed(tmp_path: Path, doing: str) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, str(script), doing], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
    ) as parent:
        assert parent.stdout is not None
        children = [int(parent.stdout.readline()) for _ in range(2)]
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in children)


def alive(pid: int) -> bool:
    """Whether the process runs; one that nobody has waited for yet is dead as well."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
