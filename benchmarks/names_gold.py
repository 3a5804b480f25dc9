"""Names read by hand: which stretches of an article name somebody or something, and what that is. Pure but for the files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wire.messages import Span

#: What a name may be. The engine's and the stock model's other labels are `other` too.
LABELS = ("person", "organisation", "place", "other")
#: Stretches that count for nothing.
OPEN = "open"


@dataclass(frozen=True)
class Named:
    """An article with what it names: label by stretch, `open` ones among them."""

    id: str
    text: str
    names: Mapping[Span, str]


def read_names(file: Path, texts: Mapping[str, str]) -> list[Named]:
    """The articles of a file of names; `texts` by article. Raises ValueError where a name does not stand in its article."""
    rows: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Named(article, texts[article], places(article, texts[article], labelled)) for article, labelled in rows.items()]


def places(article: str, text: str, labelled: Mapping[str, str]) -> dict[Span, str]:
    """Every occurrence of each name as whole words; a longer name goes before what stands within it."""
    label_of = {name: label for label, names in labelled.items() for name in names.split("|")}
    found: dict[Span, str] = {}
    taken: set[int] = set()
    for name in sorted(label_of, key=len, reverse=True):
        spans = [match.span() for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?!\w|-[A-Z])", text)]
        if not spans:
            raise ValueError(f"{article} has no {name!r}: correct the file of names")
        for span in spans:
            if not taken.intersection(range(*span)):
                found[span] = label_of[name]
                taken.update(range(*span))
    return found
