"""`newswire feeds add | remove | list | import | export | discover | check`: the registry and each feed's health."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ingest.registry import Added, FeedHealth, Registry
from newswire.cells import cells, columns
from newswire.files import read_file, write_file
from newswire.options import with_settings
from wire.errors import ExitCode
from wire.open import open_log, topics_to_read
from wire.settings import Settings

app = typer.Typer(help="The registry of feeds.", no_args_is_help=True)

#: Longest time between two polls that a person may wish for (s): thirty days.
LONGEST_EVERY_S = 30 * 86400

Urls = Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses of feeds.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
File = Annotated[Path, typer.Argument(help="An OPML file.")]


@contextmanager
def registry(settings: Settings) -> Iterator[Registry]:
    """The registry of a data folder, its topics made if this is the first command on it."""
    with closing(open_log(settings)) as log:
        topics_to_read(log, settings)
        yield Registry(log)


@app.command()
@with_settings
def add(
    settings: Settings,
    urls: Urls,
    *,
    title: Annotated[str | None, typer.Option(help="What to call it; else its own title.")] = None,
    folder: Annotated[str | None, typer.Option(help="A folder to list it under.")] = None,
    every: Annotated[
        float | None, typer.Option(min=1, max=LONGEST_EVERY_S, help="Seconds between polls; else its own rhythm decides.")
    ] = None,
) -> None:
    """Add feeds; a failing or retired one is polled again at once."""
    with registry(settings) as feeds:
        for url in urls:
            _say(feeds.add(url, title=title, folder=folder, poll_interval_s=every))


@app.command()
@with_settings
def remove(settings: Settings, urls: Urls) -> None:
    """Remove feeds; their articles stay, and a feed added again goes on where it was."""
    with registry(settings) as feeds:
        missing = [url for url in urls if not feeds.remove(url)]
    for url in urls:
        typer.echo(f"{'not in the registry' if url in missing else 'removed'}: {url}")
    if missing:
        raise typer.Exit(int(ExitCode.FAILED))


@app.command("list")
@with_settings
def list_(settings: Settings, *, json: Json = False) -> None:
    """List the feeds with their health: what failed, why, and when it is tried again."""
    with registry(settings) as feeds:
        rows = [feed_row(feed) for feed in feeds.feeds()]
    if json:
        _print_json(rows)
    else:
        Console().print(_table(rows) if rows else "No feeds yet. Add one: newswire feeds add URL")


@app.command("import")
@with_settings
def import_(settings: Settings, file: File) -> None:
    """Add every feed of an OPML file; says which entries are of no use."""
    from ingest.opml import import_opml

    with registry(settings) as feeds:
        report = import_opml(feeds, read_file(file), now=datetime.now(UTC))
    for url, complaint in report.refused:
        typer.echo(f"left out: {url}: {complaint}", err=True)
    for url in report.duplicates:
        typer.echo(f"stands in the file twice: {url}", err=True)
    known = len(report.added) - report.count("added")
    typer.echo(f"{report.count('added')} feeds added, {known} known already, {len(report.refused)} left out")


@app.command()
@with_settings
def export(
    settings: Settings, file: Annotated[Path | None, typer.Argument(help="Where to; else standard output.")] = None
) -> None:
    """Write the registry as OPML."""
    from ingest.opml import export_opml

    with registry(settings) as feeds:
        data = export_opml([feed.record for feed in feeds.feeds()], now=datetime.now(UTC))
    if file is None:
        typer.echo(data.decode())
    else:
        write_file(file, data)


@app.command()
@with_settings
def discover(settings: Settings, url: Annotated[str, typer.Argument(help="A site's address.")], *, json: Json = False) -> None:
    """Find the feeds of a site."""
    from newswire.feed_tools import discover_feeds

    found = discover_feeds(url, settings)
    if json:
        _print_json(asdict(each) for each in found.feeds)
        return
    for each in found.feeds:
        typer.echo(f"{each.url}  {each.title or ''} ({each.format}, {each.entries} entries, {each.how})")
    if not found.feeds:
        for address, why in found.others.items():
            typer.echo(f"no feed: {address}: {why}", err=True)
        typer.echo("No feed found. If you know one, add it: newswire feeds add URL", err=True)
        raise typer.Exit(int(ExitCode.FAILED))


@app.command()
@with_settings
def check(settings: Settings, url: Annotated[str, typer.Argument(help="A feed's address.")]) -> None:
    """Do what a poll would do, step by step, and explain."""
    from newswire.feed_tools import check_feed

    report = check_feed(url, settings)
    for step in report.steps:
        typer.echo(f"{step.verdict:5}{step.name}: {step.words}")
    if not report.ok:
        raise typer.Exit(int(ExitCode.FAILED))


def feed_row(feed: FeedHealth) -> dict[str, Any]:
    """A feed and its health as plain values."""
    record, state = feed.record, feed.state
    return {
        "url": record.url,
        "title": record.title or (state.title if state else None),
        "folder": record.folder,
        "status": state.status if state else "new",
        "error": state.error if state else None,
        "failures": state.failures if state else 0,
        "articles": state.articles if state else 0,
        "polled_at": state.polled_at.isoformat() if state and state.polled_at else None,
        "due_at": state.due_at.isoformat() if state and state.due_at else None,
        "moved_to": state.fetch_url if state else None,
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    table = columns("status", "feed", "articles", "next poll (UTC)", "why", unbroken=("status", "articles"))
    for row in rows:
        name = f"{row['title']}\n{row['url']}" if row["title"] else row["url"]
        due = (row["due_at"] or "")[:16].replace("T", " ")
        table.add_row(*cells(row["status"], name, str(row["articles"]), due, row["error"] or ""))
    return table


def _say(added: Added) -> None:
    words = {"added": "added", "changed": "changed", "revived": "polled again at once", "kept": "known already"}
    typer.echo(f"{words[added.outcome]}: {added.url}")


def _print_json(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        typer.echo(jsonlib.dumps(row, ensure_ascii=False))
