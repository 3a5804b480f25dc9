"""The sample newsroom through a real Kafka and a real Elasticsearch, with the same commands as on one machine: the same comes out.

`make live` runs this and shows what it found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newswire.newsroom.content import feeds, read_newsroom
from newswire.newsroom.server import serving
from tests.flow.command import Newswire
from tests.live.flow_place import contents, servers_for, settings_of, waiting
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer
from tests.servers.live import GivenElastic, GivenKafka
from tests.servers.ports import free_port

#: One thing after the other, so that of two feeds with the same article the same one brings it in every run.
IN_ORDER = {"enrich_processes": "1", "fetch_concurrency": "1", "host_concurrency": "1", "page_processes": "1"}


@pytest.fixture
def newsroom() -> Iterator[list[str]]:
    """The URLs of its feeds. It has been open for an hour, so that its later editions are out and stay as they are."""
    room = read_newsroom()
    with serving(room, port=0, opened_at=datetime.now(UTC) - timedelta(hours=1)) as base_url:
        yield [base_url + feed.subscribed_path for _, feed in feeds(room.outlets)]


@pytest.mark.timeout(400)
def test_the_sample_newsroom_gives_the_same_as_on_one_machine(
    tmp_path: Path, newsroom: list[str], kafka: KafkaServer | GivenKafka, elastic: ElasticServer | GivenElastic
) -> None:
    with servers_for(kafka, elastic) as urls:
        small = Newswire(tmp_path / "small", settings=IN_ORDER)
        large = Newswire(tmp_path / "large", settings=IN_ORDER | urls)
        for newswire in (small, large):
            newswire.run("feeds", "add", *newsroom)
            newswire.run("run", "--once")

        here, there = contents(settings_of(small)), contents(settings_of(large))
        assert sorted(there) == sorted(here)
        for url, document in here.items():
            assert there[url] == document, url
        assert len(here) > 30

        assert waiting(settings_of(large)) == 0
        assert large.rows("dead", "list") == []
        assert {row["url"]: row["status"] for row in large.rows("feeds", "list")} == {
            row["url"]: row["status"] for row in small.rows("feeds", "list")
        }
        _commands_agree(small, large, max(here))
        assert "7 topics are there" in large.run("topics", "create")
        assert all(finding["ok"] for finding in large.rows("doctor")), large.rows("doctor")

        # a second round finds nothing new
        large.run("run", "--once")
        assert contents(settings_of(large)) == there
    _tell(here)


def _commands_agree(small: Newswire, large: Newswire, url: str) -> None:
    """What a person asks has the same answer."""
    for question in (("quotes", "kind:direct", "--sort", "newest", "--limit", "500"), ("search", "--sort", "oldest")):
        assert _unscored(large.rows(*question)) == _unscored(small.rows(*question))
    (fate,), (same) = large.rows("why", url), small.rows("why", url)[0]
    assert fate["article_ids"] == same["article_ids"]
    assert fate["stored"]["title"] == same["stored"]["title"]
    assert large.rows("show", url)[0]["quotes"] == small.rows("show", url)[0]["quotes"]


def _unscored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without their score, which each store reckons in its own way, and without times of work."""
    return [{name: value for name, value in row.items() if name not in ("score", "fetched_at", "enriched_at")} for row in rows]


def _tell(documents: dict[str, Any]) -> None:
    quotes = sum(len(document["analysis"]["quotes"]) for document in documents.values())
    sys.stdout.write(
        f"\n{len(documents)} articles with {quotes} quotes: "
        "Kafka and Elasticsearch hold, document by document, what one machine holds\n"
    )


def test_a_store_that_is_not_there_is_told_at_once(
    tmp_path: Path, kafka: KafkaServer | GivenKafka, elastic: ElasticServer | GivenElastic
) -> None:
    with servers_for(kafka, elastic) as urls:
        newswire = Newswire(tmp_path / "data", settings={**urls, "store": f"http://127.0.0.1:{free_port()}"})
        newswire.run("run", "--once", code=3)
