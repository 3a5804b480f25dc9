"""Workers killed at random moments lose nothing: what is handled again has the same key and value as before."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.contracts.log_place import line_of, python, until
from tests.wire.workshop import Script, Workshop, message
from wire import topics
from wire.messages import encode

KILLS = 8


def test_killed_workers_lose_nothing(tmp_path: Path) -> None:
    chance = random.Random(20261124)
    shop = Workshop(tmp_path, partitions=3)
    names: list[str] = []

    for kill in range(KILLS):
        new = [f"{kill}-{i:03}" for i in range(200)]
        shop.put(*new)
        names += new
        with python("-m", "tests.wire.work", str(tmp_path)) as worker:
            line_of(worker)  # it is at work
            time.sleep(chance.uniform(0, 0.05))
    shop.run_dry(Script())

    results = {record.key.decode(): record.value for record in shop.log.read(topics.ENRICHED)}
    assert results == {name: encode(message(name)) for name in names}
    assert shop.letters() == []
    until(lambda: shop.lag() == 0, "the last commit")
    assert len(shop.out()) - len(names) <= KILLS * 4  # of each killed worker at most the batch in hand is done again
