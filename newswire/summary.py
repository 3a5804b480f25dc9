"""What `newswire run --once` prints: a line per feed while it polls, a summary at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table

from index.store import Status
from ingest.once import OnceSummary
from newswire.pulse import read_pulses
from wire.log import Log


def counts(log: Log) -> Mapping[str, int]:
    """Messages done and dead per stage, to be compared before and after."""
    stages = read_pulses(log)
    return {stage.name: stage.done for stage in stages} | {f"{stage.name} dead": stage.failures for stage in stages}


def print_progress(console: Console) -> Callable[[int, int], None]:
    """A function that says how many feeds are done, of how many, whenever that changes."""
    last = [-1]

    def show(done: int, of: int) -> None:
        if done != last[0]:
            last[0] = done
            console.print(f"polled {done} of {of} feeds", highlight=False)

    return show


def print_summary(
    console: Console, polled: OnceSummary, *, before: Mapping[str, int], after: Mapping[str, int], store: Status, seconds: float
) -> None:
    """Print what the run did and what the store holds now."""
    done = {name: after[name] - before[name] for name in after}
    table = Table(box=None, show_header=False)
    for name, value in (
        ("feeds polled", polled.feeds),
        ("  unchanged", polled.polls["unchanged"]),
        ("  failed", len(polled.failures)),
        ("articles new", polled.entries["new"]),
        ("articles changed", polled.entries["changed"]),
        ("entries seen before", polled.entries["seen"]),
        ("enriched", done["enrich"] - done["enrich dead"]),
        ("indexed", done["index"] - done["index dead"]),
        ("dead letters", done["enrich dead"] + done["index dead"]),
        ("articles in the store", store.articles),
        ("quotes in the store", store.quotes),
        ("seconds", round(seconds, 1)),
    ):
        table.add_row(name, str(value))
    console.print(table)
    for url, why in polled.failures.items():
        console.print(f"failed: {url}: {why}", markup=False, highlight=False, soft_wrap=True)
    if polled.held_elsewhere:
        console.print(f"{polled.held_elsewhere} partitions of the registry are polled by another process")
