"""Free ports for servers that are killed and started again on the same port."""

from __future__ import annotations

import random
import socket

#: Below the range from which Linux takes the ports of outgoing connections. A client that keeps trying to reach a port
#: within that range, while its server is away, may be given that very port as its own and connect to itself.
_RANGE = range(15000, 32000)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    for port in random.sample(_RANGE, 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port among 200 of {_RANGE}")
