"""End to end against the analyser alone, and freshness: from published to searchable.

Throughput: the same generated articles (a) analysed by one analyser process and nothing else, (b) taken from the topic
`articles` through enrich and index into the store by `newswire enrich` and `newswire index` with one analyser process.
The ratio b/a is what the pipeline costs. Freshness: the services run, a feed polled every 2 s gains an article now and then,
and the clock runs from the moment the feed lists it until a search finds it; poll wait included.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from enrich.analyser import Document
from enrich.engine import make_analyser
from index.open import open_store
from index.query import Words
from ingest.registry import Registry
from newswire.newsroom.content import read_newsroom
from newswire.supervisor import Supervisor
from tests.flow.press import serve_feed, write_piece
from tests.servers.hostile import HostileServer
from wire.log import Outgoing
from wire.messages import Article, encode
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ARTICLES, ENRICH_GROUP, ENRICHED, INDEX_GROUP

ROUNDS = 12  #: times the newsroom's English articles are used, each time with another number in the text
FRESH = 20  #: articles published for freshness


def articles() -> list[Article]:
    """News prose of realistic length: the sample newsroom's English stories, varied."""
    stories = [story for story in read_newsroom().stories if story.head.language.startswith("en")]
    now = datetime.now(UTC)
    return [
        Article(
            id=f"a1-{number:04}-{story.head.id}",
            revision=1,
            url=f"http://bench/{number}/{story.head.id}",
            canonical_url=f"http://bench/{number}/{story.head.id}",
            feed_url="http://bench/feed",
            origins=("http://bench/feed",),
            source="Bench",
            title=story.head.title,
            text="\n".join([*story.blocks, f"This is variation {number}."]),
            text_source="page",
            language="en",
            published_at=now,
            fetched_at=now,
            content_hash=f"{number}",
        )
        for number in range(ROUNDS)
        for story in stories
    ]


def analyser_alone(batch: Sequence[Article]) -> float:
    """Articles per second of the analyser with nothing around it."""
    analyser = make_analyser()
    documents = [Document(id=each.id, text=each.text, language=each.language, title=each.title) for each in batch]
    analyser.analyse(documents[:32])
    begun = time.perf_counter()
    for start in range(0, len(documents), 32):
        analyser.analyse(documents[start : start + 32])
    return len(documents) / (time.perf_counter() - begun)


def end_to_end(batch: Sequence[Article], folder: Path) -> float:
    """Articles per second from the log through enrich and index, first to last commit."""
    settings = Settings(data_dir=folder, enrich_processes=1)
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        supervisor = Supervisor(settings, ("enrich", "index"))
        supervisor.start()
        try:
            warm, rest = batch[:32], batch[32:]
            log.append([Outgoing(topic=ARTICLES, key=each.id.encode(), value=encode(each)) for each in warm])
            _drained(log, supervisor)
            begun = time.perf_counter()
            log.append([Outgoing(topic=ARTICLES, key=each.id.encode(), value=encode(each)) for each in rest])
            _drained(log, supervisor)
            return len(rest) / (time.perf_counter() - begun)
        finally:
            supervisor.stop()


def _drained(log, supervisor) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    for group, topic in ((ENRICH_GROUP, ARTICLES), (INDEX_GROUP, ENRICHED)):
        while any(row.lag for row in log.lag(group, [topic])):
            supervisor.look()
            time.sleep(0.02)


def freshness(folder: Path) -> list[float]:
    """Seconds from listed in the feed to found by a search, for each of FRESH articles."""
    settings = Settings(
        data_dir=folder, enrich_processes=1, poll_min_s=2.0, poll_max_s=2.0, host_delay_s=0.0, allow_private_networks=True
    )
    with HostileServer() as server, closing(open_log(settings)) as log:
        create_topics(log, settings)
        pieces = [write_piece(0)]
        server.serve(pieces[0].path, pieces[0].page())
        url = serve_feed(server, "/feed.xml", pieces)
        Registry(log).add(url)
        supervisor = Supervisor(settings, ("ingest", "enrich", "index"))
        supervisor.start()
        try:
            _found(settings, supervisor, 0)
            seconds = []
            for number in range(1, FRESH + 1):
                pieces.append(write_piece(number))
                server.serve(pieces[-1].path, pieces[-1].page())
                serve_feed(server, "/feed.xml", pieces)
                begun = time.perf_counter()
                _found(settings, supervisor, number)
                seconds.append(time.perf_counter() - begun)
            return seconds
        finally:
            supervisor.stop()


def _found(settings: Settings, supervisor: Supervisor, number: int) -> None:
    """Wait until a search for the article's number in its title finds it."""
    while True:
        supervisor.look()
        try:
            with closing(open_store(settings)) as store:
                if store.search("articles", Words("text", f"day {number}", phrase=True)).total:
                    return
        except Exception as error:  # noqa: BLE001 - the store is not there before the index service has made it
            print(f"  waiting: {type(error).__name__}")
        time.sleep(0.05)


def main() -> None:
    """Measure and print."""
    batch = articles()
    with tempfile.TemporaryDirectory() as folder:
        alone = analyser_alone(batch)
        whole = end_to_end(batch, Path(folder) / "flow")
        print(f"analyser alone {alone:.1f} articles/s, end to end {whole:.1f} articles/s, ratio {whole / alone:.2f}")
        seconds = sorted(freshness(Path(folder) / "fresh"))
        p95 = seconds[min(len(seconds) - 1, round(0.95 * len(seconds)))]
        print(f"freshness at a poll interval of 2 s: p50 {statistics.median(seconds):.2f} s, p95 {p95:.2f} s")


if __name__ == "__main__":
    main()
