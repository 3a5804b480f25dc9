"""The services on a real Kafka and a real Elasticsearch: do two enrichers do twice as much, and does memory stay flat?

    python -m benchmarks.bench_services [scaling | waiting | memory] [--articles N]

scaling   the default engine, one analyser process per enricher. Articles wait in Kafka; the clock runs from the first commit
          after the warm-up to lag 0, for one enricher and then for two. CPU outside the analyser is that of the enrichers' main
          processes, as a share of theirs and their analysers' together. Two enrichers need two free cores.
waiting   the same with an analyser that takes 0.1 s an article and no CPU: what two enrichers do when cores are not short.
memory    articles pass through ingest, enrich (with an analyser that costs nothing) and index; the resident size of each
          service with its children, after a twentieth of them and later, is the median of three readings a second apart.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.bench_flow import articles as stories
from benchmarks.memory import memory_of
from index.open import open_store
from ingest.registry import Registry
from tests.live.daily_news import DailyNews
from tests.live.fleet import Fleet
from tests.servers.live import running_elastic, running_kafka
from wire.log import Log, Outgoing
from wire.messages import Article, encode
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ARTICLES, ENRICH_GROUP

#: Articles that warm an enricher up.
WARM = 48

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


def memory(folder: Path, count: int) -> None:
    """Resident sizes after a twentieth of the articles and after all."""
    with running_kafka(folder) as kafka, running_elastic() as elastic, DailyNews(count) as news:
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
                Registry(log).add(url, poll_interval_s=10.0)
        fleet = Fleet(settings)
        try:
            for stage in ("ingest", "enrich", "index"):
                fleet.add(stage, stage)
            readings = [_reading_at(share, count, news, settings, fleet) for share in (0.05, 0.25, 0.5, 1.0)]
            fleet.stop()
        finally:
            fleet.kill_all()
    for name in readings[0]:
        sizes = ", ".join(f"{each[name]:.1f}" for each in readings)
        print(f"{name:7} {sizes} MiB at 1/20, 1/4, 1/2 and all of {count}: {readings[-1][name] / readings[0][name] - 1:+.1%}")


def _reading_at(share: float, count: int, news: DailyNews, settings: Settings, fleet: Fleet) -> dict[str, float]:
    news.print_until(share)
    with closing(open_store(settings)) as store:
        while store.status().articles < round(count * share):
            fleet.look(0.5)
    rounds = []
    for _ in range(3):
        rounds.append({name: memory_of(process.pid).resident for name, process in fleet.processes().items()})
        fleet.look(1)
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("scaling", "waiting", "memory"))
    parser.add_argument("--articles", type=int, help="how many are measured (160, or 10,000 for memory)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.what == "memory":
            memory(Path(folder), options.articles or 10_000)
        else:
            scaling(Path(folder), options.articles or 160, ENRICH if options.what == "scaling" else WAITING)


if __name__ == "__main__":
    main()
