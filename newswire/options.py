"""The options every command has (where the data lie, which settings), added to a command by one decorator."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from wire import logs
from wire.settings import Settings, load_settings

PANEL = "Where and how"
#: Where a command finds the origin of each setting: `context.meta[ORIGINS]`.
ORIGINS = "newswire.origins"

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Folder of all data [./data].", rich_help_panel=PANEL)]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="Settings file [./newswire.toml if there is one].", rich_help_panel=PANEL)
]
LogUrl = Annotated[str | None, typer.Option("--log", help="URL of the log.", rich_help_panel=PANEL)]
StoreUrl = Annotated[str | None, typer.Option("--store", help="URL of the store.", rich_help_panel=PANEL)]
Override = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Any other setting; `newswire config` lists them.", rich_help_panel=PANEL),
]

Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port of the web page [8080].")]

_COMMON: dict[str, Any] = {"data_dir": DataDir, "config": ConfigFile, "log": LogUrl, "store": StoreUrl, "set_": Override}


def overrides(*, data_dir: Path | None, log: str | None, store: str | None, set_: list[str] | None) -> dict[str, Any]:
    """What the command line says of the settings. Raises typer.BadParameter for a `--set` without a value."""
    values: dict[str, Any] = {"data_dir": data_dir, "log": log, "store": store}
    for item in set_ or []:
        name, equals, value = item.partition("=")
        if not equals:
            raise typer.BadParameter(f"--set takes NAME=VALUE, not {item!r}")
        values[name.strip().replace("-", "_")] = value
    return {name: value for name, value in values.items() if value is not None}


def on_port(settings: Settings, port: int | None) -> Settings:
    """The settings with the port that the command line names, if it does."""
    return settings if port is None else settings.model_copy(update={"port": port})


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give `command(settings, ...)` the common options; its first parameter becomes the Settings made of them."""

    @functools.wraps(command)
    def wrapper(*args: Any, context: typer.Context, **kwargs: Any) -> Any:
        before = context.find_root().obj or {}
        common = {name: kwargs.pop(name) for name in _COMMON}
        settings, origins = load(**{name: before.get(name) if value is None else value for name, value in common.items()})
        context.meta[ORIGINS] = origins
        logs.configure(_level(settings), settings.log_format)
        if settings.log_level == "info":
            logs.silence_clients()
        return command(settings, *args, **kwargs, **({"context": context} if wants_context else {}))

    hints = get_type_hints(command, include_extras=True)
    declared = list(inspect.signature(command).parameters.values())[1:]
    own = [each.replace(annotation=hints[each.name]) for each in declared if each.name != "context"]
    wants_context = "context" in hints
    extra: dict[str, Any] = {"context": typer.Context, **_COMMON}
    wrapper.__signature__ = inspect.Signature([*own, *(_keyword(name, kind) for name, kind in extra.items())])  # type: ignore[attr-defined]
    wrapper.__annotations__ = {**{each.name: each.annotation for each in own}, **extra}
    return wrapper


def _level(settings: Settings) -> str:
    """A command says by itself what it does: of what is logged, a person hears only warnings, on stderr, unless they ask."""
    return "warning" if settings.log_level == "info" else settings.log_level


def _keyword(name: str, kind: Any) -> inspect.Parameter:
    default = inspect.Parameter.empty if name == "context" else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def remember(*, context: typer.Context, **common: Any) -> None:
    """Keep options given before the command's name (`newswire --data-dir X run`), for `with_settings`."""
    context.obj = {name: value for name, value in common.items() if value is not None}


def load(*, config: Path | None, **common: Any) -> tuple[Settings, dict[str, str]]:
    """The settings of this call and their origins. Raises UsageError, which names the key and the place."""
    return load_settings(overrides(**common), config)
