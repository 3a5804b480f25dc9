"""How often one host is asked: a few requests at once, a pause between them, and silence when it asks for it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

#: Hosts remembered at most; the longest unused one is forgotten first.
_MOST_HOSTS: Final = 4096
#: A host that is held no longer than this is waited for (s); otherwise the caller is told to come back.
_PATIENCE_S: Final = 5.0
#: No host silences us for longer than this (s); asking once in six hours harms nobody.
LONGEST_HOLD_S: Final = 6 * 3600.0
#: The longest pause between requests that a host's robots.txt gets (s).
LONGEST_DELAY_S: Final = 30.0


class HostHeld(Exception):
    """The host has asked for a pause that lasts `wait_s` more seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"held for {wait_s:.0f} s")
        self.wait_s = wait_s


@dataclass
class _Host:
    slots: asyncio.Semaphore
    delay_s: float
    next_at: float = 0.0  #: the earliest start of the next request
    held_until: float = 0.0
    users: int = 0  #: who hold or wait for a turn


class HostPacer:
    """Gives out turns per host. A host is a name with port (`example.org:443`); those in `unpaced` get no pause.

    `clock` gives seconds that only grow; `sleep` waits so many of them.
    """

    def __init__(
        self,
        *,
        concurrency: int,
        delay_s: float,
        unpaced: Set[str] = frozenset(),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        most_hosts: int = _MOST_HOSTS,
    ) -> None:
        self._concurrency = concurrency
        self._delay_s = delay_s
        self._unpaced = unpaced
        self._clock = clock
        self._sleep = sleep
        self._most_hosts = most_hosts
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def turn(self, name: str, *, heed_hold: bool = True) -> AsyncIterator[None]:
        """Wait for a turn of host `name` and keep it for the block. Raises HostHeld, unless told not to heed holds."""
        host = self._host(name)
        host.users += 1
        try:
            async with host.slots:
                await self._wait(host, heed_hold)
                yield
        finally:
            host.users -= 1

    def hold(self, name: str, seconds: float) -> None:
        """Give no turns of host `name` for so long (LONGEST_HOLD_S at most). A longer hold stays."""
        host = self._host(name)
        host.held_until = max(host.held_until, self._clock() + min(seconds, LONGEST_HOLD_S))

    def slow_down(self, name: str, delay_s: float) -> None:
        """Pause at least so long between requests to host `name` (LONGEST_DELAY_S at most)."""
        if name not in self._unpaced:
            host = self._host(name)
            host.delay_s = max(self._delay_s, min(delay_s, LONGEST_DELAY_S))

    async def _wait(self, host: _Host, heed_hold: bool) -> None:
        now = self._clock()
        held_s = host.held_until - now if heed_hold else 0.0
        if held_s > _PATIENCE_S:
            raise HostHeld(held_s)
        start = max(now + held_s, host.next_at, now)
        host.next_at = start + host.delay_s
        if start > now:
            await self._sleep(start - now)

    def _host(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            self._make_room()
            delay_s = 0.0 if name in self._unpaced else self._delay_s
            host = self._hosts[name] = _Host(asyncio.Semaphore(self._concurrency), delay_s)
        self._hosts.move_to_end(name)
        return host

    def _make_room(self) -> None:
        if len(self._hosts) >= self._most_hosts:
            idle = next((name for name, host in self._hosts.items() if not host.users), None)
            if idle is not None:
                del self._hosts[idle]

    def __len__(self) -> int:
        """How many hosts are remembered."""
        return len(self._hosts)
