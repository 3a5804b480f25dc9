"""Search of the embedded store at 100,000 articles and 300,000 quotes: latency with facets, indexing rate, disk, memory.

    python -m benchmarks.bench_search [--articles 100000] [--folder FOLDER]

Articles are made up (benchmarks/news_corpus.py). Each query type is asked `--rounds` times with other words; a request is
what the page asks: one page of 20 hits with highlights, all facets, and the histogram. Figures: benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from benchmarks.news_corpus import Newsroom
from index.query_parse import parse
from index.store import FACETS, Kind, Sort
from index.store_embedded import EmbeddedStore
from wire.messages import EnrichedArticle

#: Articles of one write, as the index stage has them.
_BATCH = 50

QueryMaker = Callable[[random.Random, Newsroom], str]


def _pick(chooser: random.Random, values: Sequence[str], first: int, last: int) -> str:
    return values[chooser.randrange(first, last)]


#: Query types: name, what is searched, how a query of it is made, order.
QUERIES: tuple[tuple[str, Kind, QueryMaker, Sort], ...] = (
    ("everything, newest", "articles", lambda r, n: "", "newest"),
    ("one frequent word", "articles", lambda r, n: _pick(r, n.words, 20, 200), "relevance"),
    ("one rare word", "articles", lambda r, n: _pick(r, n.words, 5000, 50000), "relevance"),
    ("two words", "articles", lambda r, n: f"{_pick(r, n.words, 50, 500)} {_pick(r, n.words, 500, 5000)}", "relevance"),
    ("phrase", "articles", lambda r, n: f'"{_pick(r, n.words, 0, 60)} {_pick(r, n.words, 0, 60)}"', "relevance"),
    ("prefix", "articles", lambda r, n: f"{_pick(r, n.words, 900, 9000)[:4]}*", "newest"),
    ("OR, NOT, dates", "articles", lambda r, n: (
        f"({_pick(r, n.words, 50, 500)} OR {_pick(r, n.words, 50, 500)}) NOT {_pick(r, n.words, 50, 500)} after:2025-06"
    ), "newest"),
    ("source and language", "articles", lambda r, n: f'source:="{_pick(r, n.sources, 0, 50)}" lang:en', "newest"),
    ("everything, newest", "quotes", lambda r, n: "", "newest"),
    ("one frequent word", "quotes", lambda r, n: _pick(r, n.words, 20, 200), "relevance"),
    ("speaker", "quotes", lambda r, n: f'speaker:"{_pick(r, n.names, 0, 500)}"', "newest"),
    ("speaker and said", "quotes", lambda r, n: f"speaker:{_pick(r, n.names, 0, 50).split()[1]} said:{_pick(r, n.words, 10, 100)}", "relevance"),
)  # fmt: skip


def main() -> None:
    """Build, ask, print."""
    options = _options()
    console = Console()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        newsroom = Newsroom()
        store = EmbeddedStore(folder)
        if store.status().articles < options.articles:
            _index(console, store, newsroom, options.articles)
        _describe(console, store, folder)
        console.print(_latencies(store, newsroom, options.rounds))
        store.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40, help="requests per query type")
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
    whole_s = perf_counter() - began
    console.print(f"{made} articles recorded at {made / writing_s:.0f}/s, searchable at {made / whole_s:.0f}/s (making them included)")


def _describe(console: Console, store: EmbeddedStore, folder: Path) -> None:
    status = store.status()
    for part in ("record.db", "search"):
        size = sum(path.stat().st_size for path in _files(folder / part))
        console.print(f"{part}: {size / 1e6:.0f} MB")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"{status.articles} articles, {status.quotes} quotes; peak RSS {peak_mb:.0f} MB")


def _files(path: Path) -> Iterator[Path]:
    return (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else iter([path])


def _latencies(store: EmbeddedStore, newsroom: Newsroom, rounds: int) -> Table:
    table = Table("searched", "query", "hits", "search p50", "p95", "with facets and histogram p50", "p95 (ms)")
    for name, kind, make, sort in QUERIES:
        chooser = random.Random(name)
        measured = [_ask(store, kind, make(chooser, newsroom), sort) for _ in range(rounds + 3)][3:]
        alone, whole, hits = zip(*measured, strict=True)
        row = (kind, name, f"{statistics.median(hits):.0f}", *_quantiles(alone), *_quantiles(whole))
        table.add_row(*row)
    return table


def _ask(store: EmbeddedStore, kind: Kind, text: str, sort: Sort) -> tuple[float, float, int]:
    began = perf_counter()
    query = parse(text)
    page = store.search(kind, query, sort=sort)
    alone = perf_counter() - began
    store.facets(kind, query, FACETS)
    store.histogram(kind, query, "day")
    return alone, perf_counter() - began, page.total


def _quantiles(seconds: Sequence[float]) -> tuple[str, str]:
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return f"{cuts[9] * 1000:.1f}", f"{cuts[18] * 1000:.1f}"


if __name__ == "__main__":
    main()
