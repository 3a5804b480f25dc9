"""Workers killed at random moments lose nothing: what is handled again has the same key and value as before."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.contracts.log_place import until
from tests.wire.workshop import Script, Workshop, message
from wire import topics
from wire.messages import encode

ROOT = Path(__file__).parents[2]
KILLS = 8


def test_killed_workers_lose_nothing(tmp_path: Path) -> None:
    chance = random.Random(20261124)
    shop = Workshop(tmp_path, partitions=3)
    names = [f"{i:04}" for i in range(1500)]
    shop.put(*names)

    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.wire.work", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            worker.kill()
    before = shop.lag()
    shop.run_dry(Script())

    results = {record.key.decode(): record.value for record in shop.log.read(topics.ENRICHED)}
    assert 0 < before < len(names)
    assert results == {name: encode(message(name)) for name in names}
    assert shop.letters() == []
    until(lambda: shop.lag() == 0, "the last commit")
    assert len(shop.out()) - len(names) <= KILLS * 4  # of each killed worker at most the batch in hand is done again
