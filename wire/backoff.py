"""How long to wait before trying again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Backoff:
    """Doubling waits with jitter, so that workers which failed together do not come back together."""

    first_s: float = 0.5  #: longest first wait
    longest_s: float = 30.0  #: no wait is longer
    random: random.Random = field(default_factory=random.Random)
    attempts: int = 0  #: failures since the last success

    def next_s(self) -> float:
        """Count a failure; the wait after it, in seconds: between half and all of first_s * 2**(attempts - 1)."""
        ceiling = min(self.longest_s, self.first_s * 2.0 ** min(self.attempts, 30))
        self.attempts += 1
        return ceiling * self.random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Count a success."""
        self.attempts = 0
