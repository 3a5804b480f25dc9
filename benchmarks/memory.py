"""The memory of a process and its children, its own apart from what the system can take back."""

from __future__ import annotations

from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Memory:
    """In MiB: `anonymous` is heap and stacks, `file_backed` programs, libraries and mapped files."""

    anonymous: float
    file_backed: float

    @property
    def resident(self) -> float:
        """Both together: RSS."""
        return self.anonymous + self.file_backed

    def __str__(self) -> str:
        return f"{self.resident:7.1f} MiB resident, of it {self.anonymous:.1f} anonymous"


def memory_of(pid: int) -> Memory:
    """Pages shared within the family count once for each process."""
    rows = [process.memory_info() for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))]
    shared, resident = sum(row.shared for row in rows), sum(row.rss for row in rows)
    return Memory(anonymous=(resident - shared) / (1 << 20), file_backed=shared / (1 << 20))
