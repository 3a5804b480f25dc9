"""`newswire enrich-text`: one text in, names and quotes out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from newswire.options import with_settings
from wire.errors import UsageError
from wire.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("enrich-text", rich_help_panel="Reading")(with_settings(enrich_text))


def enrich_text(
    settings: Settings,
    file: Annotated[Path, typer.Argument(help="A text file (UTF-8); - reads standard input.", allow_dash=True)],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the analysis as one JSON object.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read {"id", "text"} lines, write one JSON object a line.')] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say how each quote was decided.")] = False,
) -> None:
    """Find the names and who said what in one text."""
    from enrich import text_command

    if jsonl:
        with _open(file) as lines:
            text_command.stream(lines, sys.stdout, settings=settings)
        return
    with _open(file) as stream:
        text = stream.read()
    text_command.show(text, name=file.stem, as_json=json, explain=explain, settings=settings)


def _open(file: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """The file as a text stream that keeps every character where it stands (no newline translation)."""
    if str(file) == "-":
        return open(sys.stdin.fileno(), encoding="utf-8", newline="", closefd=False)
    try:
        return file.open(encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(
            f"cannot read {file}: {error.strerror}. Give the path of a text file, or - for standard input"
        ) from error
