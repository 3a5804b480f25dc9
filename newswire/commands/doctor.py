"""`newswire doctor`: is everything all right, and what to do where it is not."""

from __future__ import annotations

import json as jsonlib
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from newswire.cells import cells
from newswire.options import with_settings
from wire.errors import ExitCode
from wire.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command(rich_help_panel="Operations")(with_settings(doctor))


def doctor(
    settings: Settings, *, json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False
) -> None:
    """Check everything newswire needs; say what to do where something is amiss. Exit code 1 if anything is."""
    from newswire.checks import examine

    findings = examine(settings)
    if json:
        for finding in findings:
            typer.echo(jsonlib.dumps(asdict(finding)))
    else:
        table = Table("", "what", "found", "what to do", box=None)
        for finding in findings:
            table.add_row(
                "[green]ok[/]" if finding.ok else "[red]amiss[/]", *cells(finding.what, finding.found, finding.advice)
            )
        Console().print(table)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(int(ExitCode.FAILED))
