"""Healthy while the main loop turns, ready once it works."""

from __future__ import annotations

from wire.health import Health


class Clock:
    """Seconds, moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_service_is_healthy_but_not_ready_while_it_starts() -> None:
    health = Health(timeout_s=60, clock=Clock())

    assert (health.problem(), health.not_ready()) == (None, "starting")


def test_a_beat_makes_it_ready() -> None:
    health = Health(timeout_s=60, clock=Clock())
    health.beat()

    assert (health.problem(), health.not_ready()) == (None, None)


def test_silence_makes_it_unhealthy_until_the_next_beat() -> None:
    clock = Clock()
    health = Health(timeout_s=60, clock=clock)
    health.beat()
    clock.now += 61

    assert health.problem() == "the main loop has not turned for 61 s (limit 60 s): restart this process"
    assert health.not_ready() == health.problem()
    health.beat()
    assert health.problem() is None


def test_a_start_that_takes_too_long_is_unhealthy() -> None:
    clock = Clock()
    health = Health(timeout_s=60, clock=clock)
    clock.now += 61

    assert health.problem() is not None


def test_who_stops_is_healthy_and_not_ready() -> None:
    health = Health(timeout_s=60, clock=Clock())
    health.beat()
    health.stopping()

    assert (health.problem(), health.not_ready()) == (None, "stopping")
