"""Tables of the terminal, and words of others in them: a feed's title or a message's key may hold anything."""

from __future__ import annotations

import re
from collections.abc import Collection

from rich import box
from rich.table import Table
from rich.text import Text

#: Control characters, which a terminal would obey; line breaks are none of them.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def cells(*words: str) -> tuple[Text, ...]:
    """Cells of a row that show the words as they stand: no markup in them, control characters made visible."""
    return tuple(Text(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", each)) for each in words)


def columns(*headings: str, unbroken: Collection[str] = ()) -> Table:
    """A table in which nothing is cut off, however narrow the terminal: an address is to be copied from it.

    Columns that are `unbroken` keep their lines whole while others have room to give.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading in unbroken)
    return table
