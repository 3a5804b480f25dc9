"""A corpus of annotated attributions in brat standoff, and statements as gold and readers give them.

FOLDER/SPLIT/text/STEM.txt           the article
FOLDER/SPLIT/attributions/STEM_*.ann spans (T lines) and attributions (E lines: source, cue, content)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wire.messages import Span

Spans = tuple[Span, ...]
_PARTS = ("source", "cue", "content")


@dataclass(frozen=True)
class Statement:
    """Who said what, as the annotators or a reader see it: characters of the article."""

    content: Spans
    source: Spans = ()
    confidence: float | None = None
    rule: str = ""


@dataclass(frozen=True)
class Annotated:
    """An article and its statements."""

    id: str
    text: str
    statements: tuple[Statement, ...]


#: What a reader found: statements by article.
Found = Mapping[str, Sequence[Statement]]


def read_corpus(folder: Path, split: str) -> list[Annotated]:
    """The annotated articles of a split in order of their names; of several annotations of one article the first.

    Raises FileNotFoundError where there are none.
    """
    articles: dict[str, Annotated] = {}
    for file in sorted((folder / split / "attributions").glob("*.ann")):
        stem = file.stem.rsplit("_", 1)[0]
        article = folder / split / "text" / f"{stem}.txt"
        if stem not in articles and article.exists():
            statements = tuple(_statements(file.read_text(encoding="utf-8")))
            articles[stem] = Annotated(stem, article.read_text(encoding="utf-8"), statements)
    if not articles:
        raise FileNotFoundError(f"no annotated articles in {folder / split}: it needs the folders text and attributions")
    return list(articles.values())


def _statements(standoff: str) -> list[Statement]:
    rows = [line.split("\t") for line in standoff.splitlines() if "\t" in line]
    spans = {row[0]: _spans(row[1]) for row in rows if row[0].startswith("T") and " " in row[1]}
    return [_statement(row[1], spans) for row in rows if row[0].startswith("E")]


def _spans(field: str) -> list[Span]:
    """The spans of `Content 3 17;20 31`."""
    ranges = [part.split() for part in field.split(" ", 1)[1].split(";")]
    return [(int(start), int(end)) for start, end in ranges]


def _statement(event: str, spans: Mapping[str, list[Span]]) -> Statement:
    """The statement of `Attribution:T1 Content:T1 Source1:T2 Cue:T3`."""
    parts: dict[str, list[Span]] = {part: [] for part in _PARTS}
    for argument in event.split():
        role, _, target = argument.partition(":")
        role = re.sub(r"\d+$", "", role).lower()
        if role in parts:
            parts[role] += spans.get(target, [])
    return Statement(tuple(parts["content"]), tuple(parts["source"]))
