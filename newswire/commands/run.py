"""`newswire run`: all stages on this machine."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

from newswire.options import Port, on_port, with_settings
from wire.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command(rich_help_panel="Start here")(with_settings(run))


def run(
    settings: Settings,
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Poll every feed once, finish everything, print a summary, end.")
    ] = False,
    sample: Annotated[
        bool, typer.Option("--sample", help="Start the sample newsroom and add it and well-known feeds.")
    ] = False,
    port: Port = None,
) -> None:
    """Poll feeds, fetch articles, find who said what, make it searchable, and show the page, all on this machine."""
    from newswire import local

    with ExitStack() as stack:
        prepared = stack.enter_context(local.prepare(on_port(settings, port), sample=sample))
        if once:
            local.run_once(prepared)
        else:
            local.run_until_stopped(prepared)
