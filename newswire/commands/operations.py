"""`newswire lag | topics | reindex | erase | config`: operations."""

from __future__ import annotations

import json as jsonlib
import time
from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table

from newswire.cells import columns
from newswire.options import with_settings
from wire.backlog import backlog_of, backlog_words
from wire.log import Log, PartitionLag
from wire.open import create_topics, open_log, topics_to_read
from wire.settings import Settings
from wire.topics import GROUPS, specs

topics = typer.Typer(help="The topics of the log.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    for command in (lag, reindex, erase, config):
        app.command(rich_help_panel="Operations")(with_settings(command))
    topics.command("create")(with_settings(make_topics))
    app.add_typer(topics, name="topics", rich_help_panel="Operations")


def lag(
    settings: Settings,
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on showing it, every second.")] = False,
) -> None:
    """How far each stage is behind, per partition, in messages and in seconds."""
    with closing(open_log(settings)) as log:
        topics_to_read(log, settings)
        if json:
            _print_lag(log, watch=watch)
        else:
            _show_lag(settings, log, Console(), watch=watch)


def _print_lag(log: Log, *, watch: bool) -> None:
    while True:
        for row in _rows(log):
            typer.echo(jsonlib.dumps(asdict(row)))
        if not watch:
            return
        time.sleep(1)


def _show_lag(settings: Settings, log: Log, console: Console, *, watch: bool) -> None:
    """The table in its place on a terminal, one after the other elsewhere."""
    if not console.is_terminal:
        console.print(_view(settings, log))
        while watch:
            time.sleep(1)
            console.print(_view(settings, log))
        return
    with Live(_view(settings, log), console=console, auto_refresh=False) as live:
        while watch:
            time.sleep(1)
            live.update(_view(settings, log), refresh=True)


def _view(settings: Settings, log: Log) -> RenderableType:
    """The table and, where the backlog is large, what that means for polling."""
    rows = _rows(log)
    words = backlog_words(backlog_of(rows), limit=settings.backlog_limit)
    return Group(_table(rows), *_lost_words(rows), *([words] if words else []))


def _lost_words(rows: list[PartitionLag]) -> list[str]:
    return [
        f"{row.lost} messages of {row.topic}/{row.partition} were deleted before {row.group} had read them: "
        "raise retention_s or retention_bytes, and run `newswire topics create`"
        for row in rows
        if row.lost
    ]


def _rows(log: Log) -> list[PartitionLag]:
    return [row for group, topic in GROUPS for row in log.lag(group, [topic])]


def _table(rows: list[PartitionLag]) -> Table:
    headings = ("group", "topic", "part", "committed", "end", "lag", "seconds behind", "held by")
    table = columns(*headings, unbroken=headings[:6])
    for row in rows:
        committed = "-" if row.committed is None else str(row.committed)
        seconds = f"{row.seconds_behind:.1f}"
        table.add_row(
            row.group, row.topic, str(row.partition), committed, str(row.end), str(row.lag), seconds, row.member or "-"
        )
    return table


def make_topics(settings: Settings) -> None:
    """Create what is missing; tell what is otherwise than the settings ask."""
    with closing(open_log(settings)) as log:
        differences = create_topics(log, settings)
    for difference in differences:
        typer.echo(f"differs: {difference}")
    typer.echo(f"{len(specs(settings.partitions, settings.retention_s))} topics are there")


def reindex(
    settings: Settings,
    *,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Only make what is not there yet.")] = False,
    from_log: Annotated[
        bool, typer.Option("--from-log", help="First take what the log has and the store lacks: where the store was lost.")
    ] = False,
) -> None:
    """Build the search index anew from the record of articles; searches go on meanwhile."""
    from index.open import open_store

    if from_log:
        _restore(settings)
        return
    with closing(open_store(settings)) as store, Console(stderr=True).status("building the search index ..."):
        count = store.status().articles if if_missing else store.rebuild()
    typer.echo(f"{count} articles indexed")


def _restore(settings: Settings) -> None:
    from index.open import open_store
    from newswire.restore import restore

    with closing(open_log(settings)) as log, closing(open_store(settings)) as store:
        topics_to_read(log, settings)
        with Console(stderr=True).status("filling the store from the log ..."):
            restored = restore(log, store)
    refused = f", {restored.refused} refused by the store (its log says why)" if restored.refused else ""
    typer.echo(f"{restored.read} messages read, {restored.written} of them written, the others were there already{refused}")


def erase(settings: Settings, url: Annotated[str, typer.Argument(help="The article's URL or id.")]) -> None:
    """Erase one article with its quotes from the store, for good: a replay does not bring it back."""
    from index.open import open_store
    from newswire.lookup import find_article

    with closing(open_store(settings)) as store:
        article = find_article(store, url).article
        store.delete(article.id)
    typer.echo(f"erased {article.url} and its quotes")


def config(
    settings: Settings,
    *,
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Every setting with its value and where the value comes from; secrets masked."""
    from newswire.config_table import config_table
    from newswire.options import ORIGINS
    from wire.settings import masked

    origins = context.meta[ORIGINS]
    if json:
        for name, value in masked(settings).items():
            typer.echo(jsonlib.dumps({"name": name, "value": value, "origin": origins.get(name, "default")}))
        return
    Console().print(config_table(settings, origins, masked(settings)))
