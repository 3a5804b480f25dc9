"""PolNeAR articles as texts with attributions (brat standoff)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

Span = tuple[int, int]


@dataclass
class Attribution:
    """One annotated attribution: character spans."""

    source: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)


@dataclass
class Article:
    """A text with one list of attributions per annotator."""

    stem: str
    text: str
    versions: list[list[Attribution]]


def read_split(root: Path, split: str) -> list[Article]:
    """All articles of a split, each with every annotation made of it."""
    found: dict[str, Article] = {}
    for ann in sorted((root / split / "attributions").glob("*.ann")):
        stem = ann.stem.rsplit("_", 1)[0]
        path = root / split / "text" / f"{stem}.txt"
        if not path.exists():
            continue
        if stem not in found:
            found[stem] = Article(stem, path.read_text(encoding="utf-8"), [])
        found[stem].versions.append(read_annotation(ann))
    return list(found.values())


def read_annotation(path: Path) -> list[Attribution]:
    """The attributions of one brat file."""
    spans: dict[str, list[Span]] = {}
    bodies: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if line.startswith("T") and len(parts) >= 2 and " " in parts[1]:
            spans[parts[0]] = [_span(p) for p in parts[1].split(" ", 1)[1].split(";")]
        elif line.startswith("E") and len(parts) >= 2:
            bodies.append(parts[1])
    return [_attribution(body, spans) for body in bodies]


def _span(part: str) -> Span:
    start, end = part.split()[:2]
    return int(start), int(end)


def _attribution(body: str, spans: dict[str, list[Span]]) -> Attribution:
    out = Attribution()
    for item in body.split():
        role, _, target = item.partition(":")
        role = re.sub(r"\d+$", "", role).lower()
        if role in ("source", "cue", "content") and target in spans:
            getattr(out, role).extend(spans[target])
    return out
