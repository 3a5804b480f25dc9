"""`newswire run`: all stages on this machine."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

from newswire.options import with_settings
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
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the web page [8080].")] = None,
) -> None:
    """Poll feeds, fetch articles, find who said what, make it searchable, and show the page, all on this machine."""
    from newswire import local

    if port is not None:
        settings = settings.model_copy(update={"port": port})
    with ExitStack() as stack:
        prepared = stack.enter_context(local.prepare(settings, sample=sample))
        if once:
            local.run_once(prepared)
        else:
            local.run_until_stopped(prepared)
