"""The reference pages of docs/, made from the typed lists: `make docs` writes them, a test holds that they are fresh."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from newswire.cli import app
from wire.metrics import METRICS
from wire.settings import Settings


def pages() -> dict[str, str]:
    """File name in docs/ and its text, for every reference page."""
    return {"settings.md": _settings(), "metrics.md": _metrics(), "commands.md": _commands()}


def write(folder: Path) -> None:
    """Write every reference page."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _settings() -> str:
    rows = [
        f"| `{name}` | `NEWSWIRE_{name.upper()}` | {_cell(info.default)} | {info.description} |"
        for name, info in Settings.model_fields.items()
    ]
    return _page(
        "Settings",
        "Read once at start: defaults, then `newswire.toml` (or `--config FILE`), then the environment, then the command line "
        "(`--set NAME=VALUE`); the later wins. `newswire config` prints every value with its origin. Unknown keys are errors.",
        ["| setting | environment | default | meaning |", "|---|---|---|---|", *rows],
    )


def _metrics() -> str:
    rows = [f"| `{each.name}` | {each.kind} | {each.unit} | {', '.join(each.labels)} | {each.meaning} |" for each in METRICS]
    return _page(
        "Metrics",
        "Every service answers `/metrics` (Prometheus), `/healthz` (503 when its main loop no longer turns: restart it) and "
        "`/readyz` (503 while starting and stopping) on `host:metrics_port`. Under `newswire run` the services take it and "
        "the ports after it, in the order ingest, enrich, index, serve; 0 takes free ones, and each log names its own.",
        ["| metric | kind | unit | labels | meaning |", "|---|---|---|---|---|", *rows],
    )


def _commands() -> str:
    group = typer.main.get_command(app)
    rows = [f"| `{path}` | {(command.help or '').splitlines()[0]} |" for path, command in _walk("newswire", group)]
    return _page(
        "Commands",
        "`--help` after any of them lists its options. Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot connect, "
        "4 dead-letter limit, 5 storage full, 6 already running.",
        ["| command | does |", "|---|---|", *rows],
    )


def _walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Every command below `command`; typer's classes are its own, so a group is what has commands."""
    if hasattr(command, "commands"):
        for name, child in command.commands.items():
            yield from _walk(f"{path} {name}", child)
    else:
        yield path, command


def _page(title: str, intro: str, lines: list[str]) -> str:
    made = "<!-- made by `make docs`; change the source, not this page -->"
    return "\n".join([f"# {title}", "", made, "", intro, "", *lines, ""])


def _cell(value: object) -> str:
    return f"`{value}`" if value not in ("", (), None) else ""


if __name__ == "__main__":
    write(Path("docs"))
