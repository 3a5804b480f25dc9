"""`newswire ingest | enrich | index | serve`: one stage as a service, as systemd, Kubernetes or `newswire run` start it."""

from __future__ import annotations

from typing import Annotated

import typer

from newswire.options import Port, on_port, with_settings
from newswire.parent import stop_with_parent
from wire.service import run_service
from wire.settings import Settings

Parent = Annotated[int | None, typer.Option("--parent", hidden=True, help="End when this process is no longer our parent.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    for command in (ingest, enrich, index, serve):
        app.command(rich_help_panel="Services")(with_settings(command))


def ingest(settings: Settings, *, parent: Parent = None) -> None:
    """Poll the feeds that are due, fetch new articles, append them to the log."""
    from ingest.service import run

    raise typer.Exit(run_service("ingest", settings, stop_with_parent(run, parent)))


def enrich(settings: Settings, *, parent: Parent = None) -> None:
    """Read articles, find names and quotes, append the enriched articles to the log."""
    from enrich.service import run

    raise typer.Exit(run_service("enrich", settings, stop_with_parent(run, parent)))


def index(settings: Settings, *, parent: Parent = None) -> None:
    """Read enriched articles and write them to the store."""
    from index.service import run

    raise typer.Exit(run_service("index", settings, stop_with_parent(run, parent)))


def serve(settings: Settings, *, port: Port = None, parent: Parent = None) -> None:
    """Serve the web page and the API."""
    from index.serve import run

    raise typer.Exit(run_service("serve", on_port(settings, port), stop_with_parent(run, parent)))
