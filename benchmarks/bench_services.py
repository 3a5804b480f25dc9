"""The services on a real Kafka and a real Elasticsearch: do two enrichers do twice as much, and does memory stay flat?

    python -m benchmarks.bench_services [scaling | waiting | memory] [--articles N] [--growing]

scaling   the default engine, one analyser process per enricher. Articles wait in Kafka; the clock runs from the first commit
          after the warm-up to lag 0, for one enricher and then for two. CPU outside the analyser is that of the enrichers' main
          processes, as a share of theirs and their analysers' together. Two enrichers need two free cores.
waiting   the same with an analyser that takes 0.1 s an article and no CPU: what two enrichers do when cores are not short.
memory    articles pass through ingest, enrich (with an analyser that costs nothing) and index, from twenty feeds that list
          their newest thirty, as most feeds do; with --growing from feeds that list all they ever printed, up to 250. The
          size of each service with its children, as articles pass, is the median of three readings a second apart.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.bench_flow import articles as stories
from benchmarks.memory import Memory, memory_of
from index.open import open_store
from index.store import Store
from ingest.registry import Registry
from tests.live.daily_news import ROUND, DailyNews
from tests.live.fleet import Fleet
from tests.servers.live import running_elastic, running_kafka
from wire.errors import Unreachable
from wire.log import Log, Outgoing
from wire.messages import Article, encode
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ARTICLES, ENRICH_GROUP

#: Articles that warm an enricher up.
WARM = 48

#: Articles that a feed lists, where it lists its newest only.
WINDOW = 30

#: Articles printed at a time: half of what the feeds list together, so that a poll misses none.
STEP = ROUND * WINDOW // 2

#: When memory is looked at, in shares of all articles.
SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

#: The enricher with the default engine.
ENRICH = {"enrich": ("newswire", "enrich")}

#: The enricher with an analyser that takes its time and no CPU: as if each had a core of its own.
WAITING = {"enrich": ("tests.live.cheap_analyser", "--pause", "0.1")}


def scaling(folder: Path, count: int, commands: Mapping[str, Sequence[str]]) -> None:
    """Rates of one and of two enrichers, each on a broker of its own."""
    batch = stories()[: count + 2 * WARM]
    rates = [_enrich(folder / str(enrichers), batch, enrichers, commands) for enrichers in (1, 2)]
    print(f"two enrichers: {rates[1] / rates[0]:.2f} times one")


def _enrich(folder: Path, batch: Sequence[Article], enrichers: int, commands: Mapping[str, Sequence[str]]) -> float:
    folder.mkdir()
    count = len(batch) - 2 * WARM
    with running_kafka(folder) as kafka, _log(f"kafka://{kafka.bootstrap}", folder) as (settings, log):
        fleet = Fleet(settings, commands=commands)
        try:
            for number in range(enrichers):
                fleet.add(f"enrich-{number}", "enrich")
            warm = WARM * enrichers
            _append(log, batch[:warm])
            _drained(log, fleet)
            cpu = _cpu(fleet)
            _append(log, batch[2 * WARM :])
            begun = time.perf_counter()
            _drained(log, fleet)
            seconds = time.perf_counter() - begun
            outside, inside = (now - then for now, then in zip(_cpu(fleet), cpu, strict=True))
            fleet.stop()
        finally:
            fleet.kill_all()
    whole = outside + inside
    each = f"{outside / count * 1000:.1f} ms of {whole / count * 1000:.0f} ms an article"
    print(f"{enrichers} enricher(s): {count / seconds:.2f} articles/s, CPU outside the analyser {outside / whole:.1%}, {each}")
    return count / seconds


@contextmanager
def _log(url: str, folder: Path) -> Iterator[tuple[Settings, Log]]:
    settings = Settings(data_dir=folder, log=url, enrich_processes=1, partitions=12, batch_size=8)
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        yield settings, log


def _append(log: Log, batch: Sequence[Article]) -> None:
    log.append([Outgoing(topic=ARTICLES, key=each.id.encode(), value=encode(each)) for each in batch])


def _drained(log: Log, fleet: Fleet) -> None:
    while any(row.lag for row in log.lag(ENRICH_GROUP, [ARTICLES])):
        fleet.look(0.2)


def _cpu(fleet: Fleet) -> tuple[float, float]:
    """CPU seconds of the main processes, and of their children."""
    mains = list(fleet.processes().values())
    outside = sum(sum(each.cpu_times()[:2]) for each in mains)
    return outside, sum(sum(child.cpu_times()[:2]) for each in mains for child in each.children(recursive=True))


def memory(folder: Path, count: int, *, window: int | None) -> None:
    """Sizes at a twentieth of the articles, and on the way to all of them."""
    with running_kafka(folder) as kafka, running_elastic() as elastic, DailyNews(count, window=window) as news:
        settings = Settings(
            data_dir=folder,
            log=f"kafka://{kafka.bootstrap}",
            store=elastic.url,
            elastic_replicas=0,
            partitions=4,
            enrich_processes=1,
            host_delay_s=0.0,
            poll_min_s=2.0,
            allow_private_networks=True,
        )
        with closing(open_log(settings)) as log:
            create_topics(log, settings)
            for url in news.feeds:
                Registry(log).add(url, poll_interval_s=2.0)
        fleet = Fleet(settings)
        try:
            for stage in ("ingest", "enrich", "index"):
                fleet.add(stage, stage)
            _follow(count, news, settings, fleet)
            fleet.stop()
        finally:
            fleet.kill_all()


def _follow(count: int, news: DailyNews, settings: Settings, fleet: Fleet) -> None:
    """Print no more at a time than all feeds list, so that none is missed; say what memory is taken at each mark."""
    marks = [round(count * share) for share in SHARES]
    first: dict[str, Memory] = {}
    for printed in sorted({*range(STEP, count, STEP), *marks}):
        news.print_until(printed / count)
        _stored(printed, settings, fleet)
        if printed in marks:
            sizes = _reading(fleet)
            first = first or sizes
            grown = {name: size.resident / first[name].resident - 1 for name, size in sizes.items()}
            print(f"{printed:6}", *(f"{name}{size} ({grown[name]:+.1%})" for name, size in sizes.items()), sep="  ", flush=True)


def _stored(count: int, settings: Settings, fleet: Fleet) -> None:
    with closing(open_store(settings)) as store:
        while _articles(store) < count:
            fleet.look(0.5)


def _articles(store: Store) -> int:
    try:
        return store.status().articles
    except Unreachable:  # its indices have just been made
        return 0


def _reading(fleet: Fleet) -> dict[str, Memory]:
    """Of three readings the one with the median resident size, for each service."""
    rounds = []
    for _ in range(3):
        rounds.append({name: memory_of(process.pid) for name, process in fleet.processes().items()})
        fleet.look(1)
    return {name: sorted((each[name] for each in rounds), key=lambda size: size.resident)[1] for name in rounds[0]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("scaling", "waiting", "memory"))
    parser.add_argument("--articles", type=int, help="how many are measured (160, or 10,000 for memory)")
    parser.add_argument("--growing", action="store_true", help="feeds list all that they ever printed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.what == "memory":
            memory(Path(folder), options.articles or 10_000, window=None if options.growing else WINDOW)
        else:
            scaling(Path(folder), options.articles or 160, ENRICH if options.what == "scaling" else WAITING)


if __name__ == "__main__":
    main()
