"""Telling the dead from the living."""

from __future__ import annotations

from dataclasses import replace

from tests.contracts.log_place import line_of, python, until
from wire.process import surely_dead, this_process


def test_this_process_lives() -> None:
    here = this_process()

    assert not surely_dead(here, here)


def test_another_process_is_dead_once_it_has_ended_even_before_it_is_waited_for() -> None:
    here = this_process()
    ask = "import sys; from wire.process import this_process as t; print(t().pid, t().started, flush=True); sys.stdin.read()"
    with python("-c", ask) as child:
        pid, _, started = line_of(child).partition(" ")
        there = replace(here, pid=int(pid), started=started)

        assert not surely_dead(there, here)
        child.kill()
        until(lambda: surely_dead(there, here), "the killed process to be seen as dead")

    assert surely_dead(there, here)


def test_a_pid_used_again_is_not_the_old_process() -> None:
    here = this_process()

    assert surely_dead(replace(here, started=here.started + "0"), here)


def test_whoever_was_there_before_the_machine_was_restarted_is_dead() -> None:
    here = this_process()

    assert surely_dead(replace(here, boot="another"), here)


def test_processes_of_another_container_cannot_be_judged() -> None:
    here = this_process()

    assert not surely_dead(replace(here, namespace="pid:[1]", pid=999_999), here)
