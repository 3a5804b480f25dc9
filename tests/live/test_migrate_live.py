"""`newswire migrate` onto a real Kafka and a real Elasticsearch, which go on from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.command import Newswire
from tests.live.flow_place import servers_for, waiting
from tests.newswire.moving_day import LETTER, STORED, WAITING, fill_folder, settings_of, stored
from tests.servers.elastic import ElasticServer
from tests.servers.hostile import HostileServer
from tests.servers.kafka import KafkaServer
from tests.servers.live import GivenElastic, GivenKafka


@pytest.mark.timeout(300)
def test_a_folder_moves_onto_the_servers(
    tmp_path: Path, kafka: KafkaServer | GivenKafka, elastic: ElasticServer | GivenElastic
) -> None:
    with HostileServer() as server, servers_for(kafka, elastic) as urls:
        apart = {name: value for name, value in urls.items() if name not in ("log", "store")}
        old = Newswire(tmp_path / "old", settings={"enrich_processes": "1", **apart})
        new = Newswire(tmp_path / "new", settings={"enrich_processes": "1", **urls})
        fill_folder(old, server)

        first = old.run("migrate", "--to-log", urls["log"], "--to-store", urls["store"])
        again = old.run("migrate", "--to-log", urls["log"], "--to-store", urls["store"])

        assert f"stored articles: {STORED} here, {STORED} moved now" in first
        assert "erasures: 1 here, 1 moved now" in first
        assert f"waiting for enrich: {WAITING} here, {WAITING} moved now" in first
        assert "MISSING" not in first + again
        assert [line for line in again.splitlines() if " here" in line and ", 0 moved now" not in line] == []
        assert new.rows("feeds", "list") == old.rows("feeds", "list")
        assert [row["key"] for row in new.rows("dead", "list")] == [LETTER.key.decode()]

        new.run("run", "--once")
        assert stored(old).items() <= stored(new).items()
        assert len(stored(new)) == STORED + WAITING
        assert waiting(settings_of(new)) == 0
