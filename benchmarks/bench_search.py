"""Search of the embedded store at 100,000 articles and 300,000 quotes: latency with facets, indexing rate, disk, memory.

    python -m benchmarks.bench_search [--articles 100000] [--folder FOLDER]

Articles are made up (benchmarks/news_corpus.py). Each query type is asked `--rounds` times with other words: one page of 20
hits with highlights, and, with other words again, all that the search page shows: beside the hits how many there are of the
other kind, seven facets and the histogram. Figures: benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time, sleep

from msgspec.structs import replace
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.news_corpus import Newsroom
from index.api import COUNTING_THREADS, utc_now
from index.desk import Desk
from index.kept import Kept
from index.pipeline import Pipeline
from index.query import All
from index.query_parse import parse
from index.store import Kind, Sort
from index.store_embedded import EmbeddedStore
from index.web.refine import Asked
from index.web.search_view import search_view

#: Requests of each type that are not counted.
_WARM = 3

#: Articles of one write, as the index stage has them.
_BATCH = 50

QueryMaker = Callable[[random.Random, Newsroom], str]

Timer = Callable[[], float]


def _words(first: int, last: int) -> Callable[[random.Random, Newsroom], str]:
    """Chooses a word by its rank: the most frequent word has rank 0."""
    return lambda chooser, newsroom: newsroom.words[chooser.randrange(first, last)]


def _written(pattern: str, **parts: QueryMaker) -> QueryMaker:
    """Fills a pattern with words or names, others each time."""
    return lambda chooser, newsroom: pattern.format(**{key: part(chooser, newsroom) for key, part in parts.items()})


def _name(chooser: random.Random, newsroom: Newsroom) -> str:
    return newsroom.names[chooser.randrange(500)]


def _surname(chooser: random.Random, newsroom: Newsroom) -> str:
    return newsroom.names[chooser.randrange(50)].split()[1]


def _source(chooser: random.Random, newsroom: Newsroom) -> str:
    return newsroom.sources[chooser.randrange(50)]


def _beginning(chooser: random.Random, newsroom: Newsroom) -> str:
    return newsroom.words[chooser.randrange(900, 9000)][:4]


_MANY, _SOME, _FEW = _words(20, 200), _words(50, 500), _words(5000, 50000)

#: Query types: what is searched, name, how a query of it is made, order.
QUERIES: tuple[tuple[Kind, str, QueryMaker, Sort], ...] = (
    ("articles", "everything", _written(""), "newest"),
    ("articles", "a frequent word", _MANY, "relevance"),
    ("articles", "a rare word", _FEW, "relevance"),
    ("articles", "two words", _written("{a} {b}", a=_SOME, b=_words(500, 5000)), "relevance"),
    ("articles", "a phrase", _written('"{a} {b}"', a=_words(0, 60), b=_words(0, 60)), "relevance"),
    ("articles", "a prefix", _written("{a}*", a=_beginning), "newest"),
    ("articles", "OR, NOT, date", _written("({a} OR {b}) NOT {c} after:2025-06", a=_SOME, b=_SOME, c=_SOME), "newest"),
    ("articles", "source, language", _written('source:="{a}" lang:en', a=_source), "newest"),
    ("quotes", "everything", _written(""), "newest"),
    ("quotes", "a frequent word", _MANY, "relevance"),
    ("quotes", "a speaker", _written('speaker:"{a}"', a=_name), "newest"),
    ("quotes", "speaker and word", _written("speaker:{a} said:{b}", a=_surname, b=_words(10, 100)), "relevance"),
)


def main() -> None:
    """Build, ask, print."""
    options = _options()
    console = Console()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        newsroom = Newsroom()
        store = EmbeddedStore(folder)
        store.refresh()
        if store.status().articles < options.articles:
            _index(console, store, newsroom, options.articles)
        _describe(console, store, folder)
        console.print(_latencies(store, newsroom, options.rounds, process_time if options.cpu else perf_counter))
        console.print(_freshness(store, newsroom))
        store.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40, help="requests per query type")
    parser.add_argument("--cpu", action="store_true", help="CPU time instead of the clock's, for a machine that is busy")
    parser.add_argument("--folder", type=Path, help="keep the store here and use it again; default: a temporary folder")
    return parser.parse_args()


def _index(console: Console, store: EmbeddedStore, newsroom: Newsroom, articles: int) -> None:
    made, writing_s, began = 0, 0.0, perf_counter()
    stream = newsroom.articles(articles)
    while batch := list(islice(stream, _BATCH)):
        start = perf_counter()
        store.write(batch)
        writing_s += perf_counter() - start
        made += len(batch)
    store.refresh()
    rate = made / (perf_counter() - began)
    console.print(f"{made} articles recorded at {made / writing_s:.0f}/s; made, recorded and searchable at {rate:.0f}/s")


def _describe(console: Console, store: EmbeddedStore, folder: Path) -> None:
    status = store.status()
    for part in ("record.db", "search"):
        size = sum(path.stat().st_size for path in _files(folder / part))
        console.print(f"{part}: {size / 1e6:.0f} MB")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"{status.articles} articles, {status.quotes} quotes; peak RSS {peak_mb:.0f} MB")


def _files(path: Path) -> Iterator[Path]:
    return (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else iter([path])


def _latencies(store: EmbeddedStore, newsroom: Newsroom, rounds: int, timer: Timer) -> Table:
    table = Table("searched", "query", "found", "hits p50", "p95", "page p50", "p95", title="ms", box=box.MARKDOWN)
    with ThreadPoolExecutor(COUNTING_THREADS) as aside:
        desk = Desk(store=store, held=Kept(store.status), pipeline=Pipeline(None, clock=utc_now), aside=aside, clock=utc_now)
        for kind, name, make, sort in QUERIES:
            texts = _texts(make, newsroom, name, 2 * (rounds + _WARM))
            alone, found = zip(*[_search(store, kind, text, sort, timer) for text in texts[::2]], strict=True)
            shown = [_show(desk, Asked(kind=kind, q=text, order=sort), timer) for text in texts[1::2]]
            median = f"{statistics.median(found[_WARM:]):.0f}"
            table.add_row(kind, name, median, *_quantiles(alone[_WARM:]), *_quantiles(shown[_WARM:]))
    return table


def _texts(make: QueryMaker, newsroom: Newsroom, name: str, count: int) -> list[str]:
    """Queries of a type, each another as far as there are others: counts of one asked before are remembered."""
    chooser = random.Random(name)
    drawn = list(dict.fromkeys(make(chooser, newsroom) for _ in range(4 * count)))
    return list(islice(cycle(drawn), count))


def _freshness(store: EmbeddedStore, newsroom: Newsroom) -> str:
    """How long a single article takes from write to being found."""
    waited = []
    for enriched in newsroom.articles(20):
        fresh = replace(enriched, article=replace(enriched.article, id=f"fresh-{perf_counter()}"))
        began = perf_counter()
        before = store.search("articles", All(), limit=1).total
        store.write([fresh])
        while store.search("articles", All(), limit=1).total == before:
            sleep(0.005)
        waited.append(perf_counter() - began)
    return "one article, from write to found: p50 {} ms, p95 {} ms".format(*_quantiles(waited))


def _search(store: EmbeddedStore, kind: Kind, text: str, sort: Sort, timer: Timer) -> tuple[float, int]:
    """How long the hits take (s), and how many match."""
    began = timer()
    page = store.search(kind, parse(text), sort=sort)
    return timer() - began, page.total


def _show(desk: Desk, asked: Asked, timer: Timer) -> float:
    """How long all that the page shows takes (s)."""
    began = timer()
    search_view(desk, asked)
    return timer() - began


def _quantiles(seconds: Sequence[float]) -> tuple[str, str]:
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return f"{cuts[9] * 1000:.1f}", f"{cuts[18] * 1000:.1f}"


if __name__ == "__main__":
    main()
