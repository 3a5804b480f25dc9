"""Every setting with its value, where the value comes from and what it means."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from newswire.cells import cells, columns
from wire.settings import Settings


def config_table(settings: Settings, origins: Mapping[str, str], masked: Mapping[str, str]) -> Table:
    """The settings as a table. `masked` gives values fit to be shown, secrets hidden."""
    table = columns("setting", "value", "from", "meaning")
    for name, info in type(settings).model_fields.items():
        table.add_row(*cells(name, masked[name], origins.get(name, "default"), info.description or ""))
    return table
