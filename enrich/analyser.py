"""The small interface every engine has: text in, entities and quotes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wire.messages import Analysis


@dataclass(frozen=True, kw_only=True)
class Document:
    """A text to analyse. Paragraphs end with a newline. `title` helps to resolve names; no span points into it."""

    id: str
    text: str
    language: str | None = None  #: as declared; the analyser detects it where it is None or doubtful
    title: str | None = None


class Analyser(Protocol):
    """Finds names and quotes. Called from one thread; loads its models when it is made, never at import."""

    def analyse(self, documents: Sequence[Document]) -> list[Analysis]:
        """One analysis per document, in order.

        Deterministic: the same document gives the same analysis in whatever batch it comes. No input raises; a
        language without a model gives an analysis with no entities and quotes whose engine's note says so.
        """
        ...
