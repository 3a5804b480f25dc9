"""The command `newswire`: every subcommand is registered here.

run                                   all stages on this machine (newswire/supervisor.py)
ingest, enrich, index, serve          one stage as a service
feeds add|remove|list|...             the registry
search, quotes, show, why             reading
enrich-text                           one text in, names and quotes out
lag, dead, topics, reindex, erase, config, doctor, migrate   operations
"""

from __future__ import annotations

from typing import Annotated

import typer

from newswire import __version__
from newswire.commands import dead, doctor, feeds, migrate, operations, reading, run, services, text
from newswire.options import ConfigFile, DataDir, LogUrl, Override, StoreUrl, remember

app = typer.Typer(
    name="newswire",
    help="News feeds in, who said what out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newswire {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    log: LogUrl = None,
    store: StoreUrl = None,
    set_: Override = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """News feeds in, who said what out."""
    remember(context=context, data_dir=data_dir, config=config, log=log, store=store, set_=set_)


run.register(app)
services.register(app)
app.add_typer(feeds.app, name="feeds")
reading.register(app)
text.register(app)
operations.register(app)
app.add_typer(dead.app, name="dead")
doctor.register(app)
migrate.register(app)
