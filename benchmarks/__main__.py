"""`make bench`: every benchmark, one after the other, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

#: Need servers of their own and are run by name.
BY_NAME_ONLY = ("bench_kafka", "bench_elastic", "bench_services")


def main() -> int:
    """Run them all; the exit code is that of the first that fails."""
    failed = 0
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        if file.stem in BY_NAME_ONLY:
            continue
        print(f"\n== {file.stem}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{file.stem}"], check=False)
        failed = failed or done.returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
