"""`newswire enrich-text`: one text in, names and quotes out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

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
    with _open(file) as stream:
        from enrich import text_command

        if jsonl:
            text_command.stream(stream, sys.stdout, settings=settings)
            return
        text = stream.read()
    text_command.show(text, name=file.stem, as_json=json, explain=explain, settings=settings)


@contextmanager
def _open(file: Path) -> Iterator[TextIO]:
    """The file as a text stream that keeps every character where it stands (no newline translation)."""
    try:
        with open(
            sys.stdin.fileno() if str(file) == "-" else file, encoding="utf-8", newline="", closefd=str(file) != "-"
        ) as text:
            yield text
    except UnicodeDecodeError as error:
        advice = "newswire reads plain text. Convert it, an old one for example with iconv -f latin1 -t utf-8"
        raise UsageError(f"{file} is not UTF-8 ({error}): {advice}") from error
    except BrokenPipeError:
        raise  # of standard output, which `| head` has closed
    except OSError as error:
        complaint = f"cannot read {file}: {error.strerror}"
        raise UsageError(f"{complaint}. Give the path of a text file, or - for standard input") from error
