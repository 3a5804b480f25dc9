"""What robots.txt allows, and what its absence means."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest

from ingest.fetch import Fetcher
from ingest.fetch_result import FetchFailed
from ingest.robots import Robots
from tests.servers.hostile import HostileServer, Reply, allowing, closed_origin
from wire.settings import Settings

DAY = 86400.0


class Clock:
    """A clock that only the test moves (s)."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


def rules(server: HostileServer, text: str) -> None:
    server.serve("/robots.txt", text, content_type="text/plain")


Story = Callable[[Robots, Fetcher], Awaitable[None]]


def tell(settings: Settings, clock: Clock, story: Story, *, most_origins: int = 100) -> None:
    async def told() -> None:
        async with Fetcher(settings, clock=clock) as fetcher:
            await story(Robots(fetcher, user_agent="newswire/0.1 (+x)", clock=clock, most_origins=most_origins), fetcher)

    asyncio.run(told())


async def verdict(robots: Robots, url: str) -> str:
    """ "allowed", or the cause of the refusal."""
    try:
        await robots.check(url)
    except FetchFailed as failed:
        return failed.cause
    return "allowed"


def test_rules_are_obeyed_ours_before_those_for_all(server: HostileServer, clock: Clock) -> None:
    rules(server, "User-agent: *\nDisallow: /\n\nUser-agent: Newswire\nDisallow: /archive/\nAllow: /archive/open")

    async def story(robots: Robots, _: Fetcher) -> None:
        assert await verdict(robots, server.url("/story")) == "allowed"
        assert await verdict(robots, server.url("/archive/1")) == "refused-by-robots"
        assert await verdict(robots, server.url("/archive/open/1")) == "allowed"

    tell(allowing(server), clock, story)


def test_asked_once_a_day_however_many_pages(server: HostileServer, clock: Clock) -> None:
    rules(server, "User-agent: *\nDisallow: /no")

    async def story(robots: Robots, _: Fetcher) -> None:
        await asyncio.gather(*(robots.check(server.url(f"/{number}")) for number in range(10)))
        assert len(server.hits("/robots.txt")) == 1
        clock.now += DAY + 1
        await robots.check(server.url("/x"))
        assert len(server.hits("/robots.txt")) == 2

    tell(allowing(server), clock, story)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_rules_means_all_is_allowed(server: HostileServer, clock: Clock, status: int) -> None:
    server.act("/robots.txt", Reply(status))

    async def story(robots: Robots, _: Fetcher) -> None:
        assert await verdict(robots, server.url("/x")) == "allowed"

    tell(allowing(server), clock, story)


@pytest.mark.parametrize("scenario", ["endless-body", "redirect-loop", "redirect-without-target"])
def test_rules_that_cannot_be_read_allow_all(server: HostileServer, clock: Clock, scenario: str) -> None:
    server.redirect("/robots.txt", f"/hostile/{scenario}")

    async def story(robots: Robots, _: Fetcher) -> None:
        assert await verdict(robots, server.url("/x")) == "allowed"

    tell(allowing(server), clock, story)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_error_forbids_for_a_while_and_is_asked_again(server: HostileServer, clock: Clock, status: int) -> None:
    server.replies("/robots.txt", Reply(status), Reply(200, b"User-agent: *\nAllow: /"))

    async def story(robots: Robots, _: Fetcher) -> None:
        with pytest.raises(FetchFailed) as failed:
            await robots.check(server.url("/x"))
        assert (failed.value.cause, failed.value.transient) == ("refused-by-robots", True)
        assert failed.value.retry_after_s == 600
        assert await verdict(robots, server.url("/x")) == "refused-by-robots"
        assert len(server.hits("/robots.txt")) == 1
        clock.now += 601
        assert await verdict(robots, server.url("/x")) == "allowed"

    tell(allowing(server), clock, story)


def test_server_errors_for_a_day_mean_no_rules(server: HostileServer, clock: Clock) -> None:
    server.act("/robots.txt", Reply(500))

    async def story(robots: Robots, _: Fetcher) -> None:
        assert await verdict(robots, server.url("/x")) == "refused-by-robots"
        clock.now += DAY / 2
        assert await verdict(robots, server.url("/x")) == "refused-by-robots"
        clock.now += DAY / 2
        assert await verdict(robots, server.url("/x")) == "allowed"

    tell(allowing(server), clock, story)


def test_a_host_that_cannot_be_reached_says_so_itself(server: HostileServer, clock: Clock) -> None:
    with closed_origin() as closed:

        async def story(robots: Robots, _: Fetcher) -> None:
            assert await verdict(robots, f"{closed}/x") == "connect"

        tell(Settings(allow_private_networks=True, allowed_origins=(closed,), fetch_timeout_s=5, host_delay_s=0), clock, story)


def test_a_private_address_is_refused_as_such(server: HostileServer, clock: Clock) -> None:
    async def story(robots: Robots, _: Fetcher) -> None:
        assert await verdict(robots, server.url("/x")) == "refused-address"

    tell(Settings(host_delay_s=0), clock, story)


def test_a_crawl_delay_slows_the_host_down(server: HostileServer, clock: Clock) -> None:
    rules(server, "User-agent: *\nCrawl-delay: 7")
    slowed: list[tuple[str, float]] = []

    async def story(robots: Robots, fetcher: Fetcher) -> None:
        fetcher.pacer.slow_down = lambda name, delay_s: slowed.append((name, delay_s))  # type: ignore[method-assign]
        await robots.check(server.url("/x"))

    tell(allowing(server), clock, story)
    assert slowed == [(server.origin.removeprefix("http://"), 7.0)]


def test_nonsense_is_no_rule(server: HostileServer, clock: Clock) -> None:
    server.act(
        "/robots.txt", Reply(200, bytes(range(256)) * 100 + b"\nDisallow\n: /\nUser-agent\n" + b"Disallow: /*a*a*a*a*b\n" * 99)
    )

    async def story(robots: Robots, _: Fetcher) -> None:
        assert await verdict(robots, server.url("/" + "a" * 3000)) == "allowed"

    tell(allowing(server), clock, story)


def test_memory_is_bounded(clock: Clock) -> None:
    with HostileServer() as one, HostileServer() as two, HostileServer() as three:

        async def story(robots: Robots, _: Fetcher) -> None:
            for server in (one, two, three, one):
                await robots.check(server.url("/x"))
            assert len(one.hits("/robots.txt")) == 2  # forgotten meanwhile

        tell(allowing(one, two, three), clock, story, most_origins=2)
