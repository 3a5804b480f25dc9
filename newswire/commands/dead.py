"""`newswire dead list | replay | drop`: messages that could never succeed."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console

from newswire.cells import cells, columns
from newswire.options import with_settings
from wire import dead
from wire.errors import UsageError
from wire.log import Log
from wire.messages import DeadLetter
from wire.open import open_log, topics_to_read
from wire.settings import Settings
from wire.topics import ARTICLES, ENRICHED

app = typer.Typer(help="Messages that could never succeed.", no_args_is_help=True)

#: Topics whose messages can die.
TOPICS = (ARTICLES, ENRICHED)

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Ids as `newswire dead list` prints them.")]
All = Annotated[bool, typer.Option("--all", help="All of them.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Cause = Annotated[str | None, typer.Option(help="Only those of this cause.")]


@app.command("list")
@with_settings
def list_(
    settings: Settings,
    *,
    cause: Cause = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List them with cause and origin."""
    with _log(settings) as log:
        letters = _chosen(log, cause=cause)
    if json:
        for letter in letters:
            typer.echo(jsonlib.dumps(_row(letter), ensure_ascii=False))
        return
    table = columns("id", "when", "stage", "cause", "key", "what to do", unbroken=("id", "stage"))
    for letter in letters:
        row = _row(letter)
        table.add_row(*cells(row["id"], row["failed_at"][:19], letter.stage, letter.cause, row["key"], letter.detail))
    Console().print(table if letters else "No dead letters.")


@app.command()
@with_settings
def replay(settings: Settings, ids: Ids = None, *, all_: All = False, cause: Cause = None) -> None:
    """Put messages back into their topic, to be handled again."""
    with _log(settings) as log:
        count = dead.replay(log, _wanted(log, ids, all_, cause))
    typer.echo(f"{count} messages are back in their topics; `newswire dead list` shows those that die again")


@app.command()
@with_settings
def drop(settings: Settings, ids: Ids = None, *, all_: All = False, cause: Cause = None) -> None:
    """Forget messages for good."""
    with _log(settings) as log:
        count = dead.drop(log, _wanted(log, ids, all_, cause))
    typer.echo(f"{count} messages are dropped")


@contextmanager
def _log(settings: Settings) -> Iterator[Log]:
    with closing(open_log(settings)) as log:
        topics_to_read(log, settings)
        yield log


def _wanted(log: Log, ids: list[str] | None, everything: bool, cause: str | None) -> list[DeadLetter]:
    """The letters meant. Raises UsageError where none are named or an id is none."""
    letters = _chosen(log, cause=cause)
    if everything or (cause and not ids):
        return letters
    if not ids:
        raise UsageError("name the messages (`newswire dead list` shows their ids), a --cause, or --all")
    known = {dead.letter_id(letter): letter for letter in letters}
    unknown = [each for each in ids if each not in known]
    if unknown:
        raise UsageError(f"no dead letter {', '.join(unknown)}: `newswire dead list` shows the ids")
    return [known[each] for each in ids]


def _chosen(log: Log, *, cause: str | None) -> list[DeadLetter]:
    return [letter for letter in dead.list_letters(log, TOPICS) if cause in (None, letter.cause)]


def _row(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": dead.letter_id(letter),
        "failed_at": letter.failed_at.isoformat(),
        "stage": letter.stage,
        "cause": letter.cause,
        "detail": letter.detail,
        "key": letter.key.decode(errors="replace"),
        "attempts": letter.attempts,
    }
