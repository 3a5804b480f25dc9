"""`newswire migrate`: from one machine onto Kafka and Elasticsearch."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from newswire.moved import Moved
from newswire.options import with_settings
from wire.errors import ExitCode
from wire.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command(rich_help_panel="Operations")(with_settings(migrate))


def migrate(
    settings: Settings,
    *,
    to_log: Annotated[str, typer.Option("--to-log", help="URL of the new log: kafka://HOST:PORT.")],
    to_store: Annotated[str, typer.Option("--to-store", help="URL of the new store: https://HOST:9200.")],
) -> None:
    """Move a one-machine folder onto Kafka and Elasticsearch; may be repeated. Exit code 1 if anything is missing there."""
    from newswire.migrate import migrate as move

    parts: list[Moved] = []

    def report(part: Moved) -> None:
        parts.append(part)
        typer.echo(_words(part))

    with Console(stderr=True).status("moving ..."):
        move(settings, to_log=to_log, to_store=to_store, report=report)
    if any(part.missing for part in parts):
        typer.echo("Something is missing there: run the same command again; if that does not help, `newswire doctor` may.")
        raise typer.Exit(int(ExitCode.FAILED))
    typer.echo(f"Everything is there. From now on: --log {to_log} --store {to_store}, or `log` and `store` in newswire.toml")


def _words(part: Moved) -> str:
    already = part.found - part.moved - part.missing
    missing = f", {part.missing} MISSING ({part.note or 'look at the log there'})" if part.missing else ""
    return f"{part.what}: {part.found} here, {part.moved} moved now, {already} there already{missing}"
