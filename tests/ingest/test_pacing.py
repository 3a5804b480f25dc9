"""How often a host is asked, on a clock that only the test moves."""

import asyncio

import pytest

from ingest.pacing import LONGEST_DELAY_S, LONGEST_HOLD_S, HostHeld, HostPacer


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pacer(clock: Clock, *, delay_s: float = 2.0, most_hosts: int = 100, unpaced: frozenset[str] = frozenset()) -> HostPacer:
    return HostPacer(concurrency=2, delay_s=delay_s, clock=clock, sleep=clock.sleep, most_hosts=most_hosts, unpaced=unpaced)


def starts(pace: HostPacer, clock: Clock, *hosts: str, heed_hold: bool = True) -> list[float]:
    """When a request to each of `hosts`, one after another, would start (s after 1000)."""

    async def take() -> list[float]:
        times = []
        for host in hosts:
            async with pace.turn(host, heed_hold=heed_hold):
                times.append(clock.now - 1000)
        return times

    return asyncio.run(take())


def test_requests_to_one_host_are_spaced(clock: Clock) -> None:
    assert starts(pacer(clock), clock, "a:80", "a:80", "a:80") == [0, 2, 4]


def test_hosts_do_not_wait_for_each_other(clock: Clock) -> None:
    assert starts(pacer(clock), clock, "a:80", "b:80", "c:80") == [0, 0, 0]


def test_time_that_passed_anyway_is_not_waited_again(clock: Clock) -> None:
    pace = pacer(clock)
    starts(pace, clock, "a:80")
    clock.now += 60
    assert starts(pace, clock, "a:80") == [60]


def test_the_operators_own_origins_get_no_pause(clock: Clock) -> None:
    pace = pacer(clock, unpaced=frozenset({"own:80"}))
    pace.slow_down("own:80", 10)
    assert starts(pace, clock, "own:80", "own:80") == [0, 0]


def test_robots_may_ask_for_a_longer_pause_up_to_a_limit(clock: Clock) -> None:
    pace = pacer(clock)
    pace.slow_down("a:80", 5)
    pace.slow_down("b:80", 86400)
    assert starts(pace, clock, "a:80", "a:80") == [0, 5]
    assert starts(pace, clock, "b:80", "b:80") == [5, 5 + LONGEST_DELAY_S]


def test_a_held_host_gives_no_turn_until_the_hold_is_over(clock: Clock) -> None:
    pace = pacer(clock)
    pace.hold("a:80", 120)
    with pytest.raises(HostHeld) as held:
        starts(pace, clock, "a:80")
    assert held.value.wait_s == 120
    assert starts(pace, clock, "b:80") == [0]
    clock.now += 121
    assert starts(pace, clock, "a:80") == [121]


def test_a_short_hold_is_waited_for(clock: Clock) -> None:
    pace = pacer(clock)
    pace.hold("a:80", 3)
    assert starts(pace, clock, "a:80") == [3]


def test_who_does_not_heed_holds_goes_on(clock: Clock) -> None:
    pace = pacer(clock)
    pace.hold("a:80", 120)
    assert starts(pace, clock, "a:80", heed_hold=False) == [0]


def test_a_shorter_hold_does_not_end_a_longer_one_and_none_lasts_for_ever(clock: Clock) -> None:
    pace = pacer(clock)
    pace.hold("a:80", 10**9)
    pace.hold("a:80", 1)
    with pytest.raises(HostHeld) as held:
        starts(pace, clock, "a:80")
    assert held.value.wait_s == LONGEST_HOLD_S


def test_memory_is_bounded_and_busy_hosts_stay(clock: Clock) -> None:
    pace = pacer(clock, most_hosts=10)

    async def story() -> float:
        async with pace.turn("busy:80"):
            for number in range(100):
                async with pace.turn(f"host-{number}:80"):
                    pass
        async with pace.turn("busy:80"):
            return clock.now - 1000

    assert asyncio.run(story()) == 2
    assert len(pace) <= 10


def test_a_turn_is_given_back_after_an_error(clock: Clock) -> None:
    pace = pacer(clock, delay_s=0)

    async def story() -> None:
        for _ in range(5):
            with pytest.raises(RuntimeError):
                async with pace.turn("a:80"):
                    raise RuntimeError
        async with pace.turn("a:80"):
            pass

    asyncio.run(asyncio.wait_for(story(), 5))
