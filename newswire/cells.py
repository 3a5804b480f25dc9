"""Words of others in the tables of the terminal: a feed's title or a message's key may hold anything."""

from __future__ import annotations

import re

from rich.text import Text

#: Control characters, which a terminal would obey; line breaks are none of them.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def cells(*words: str) -> tuple[Text, ...]:
    """Cells of a row that show the words as they stand: no markup in them, control characters made visible."""
    return tuple(Text(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", each)) for each in words)
