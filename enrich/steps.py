"""The seams of an engine: cue, content, source, and who the source is. Each step is a callable that is passed in.

    Page -> Attributor -> [Attribution] -> Resolver -> [Speaker]

An `Attributor` may find everything in one go (a learned tagger), or be made of a cue, a content and a source finder
(`enrich/cue_first.py`). Several attributors are tried in order; a later one adds what the earlier ones left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from enrich.page import Page
from wire.messages import Entity, Span, Speaker

#: What kind of word announces a statement.
CueKind = Literal["verb", "noun", "phrase", "layout"]


@dataclass(frozen=True, kw_only=True)
class Cue:
    """The words that announce a statement ("said"). `token` is the one the others hang on; -1 where layout speaks."""

    spans: tuple[Span, ...]
    token: int = -1
    kind: CueKind = "verb"


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is said, quotation marks included, the rule that found it, and how often that rule is right (0 to 1)."""

    spans: tuple[Span, ...]
    rule: str
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Source:
    """The words that tell who says it ("the Alliance secretary general")."""

    span: Span
    token: int = -1  #: the word the others hang on


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """One statement with its cue and source, before anybody knows who the source is."""

    content: tuple[Span, ...]
    cue: Cue | None
    source: Source | None
    rule: str
    confidence: float
    via: str | None = None
    spoken: bool = False  #: words as they were said, by the layout: direct without quotation marks
    continues: bool = False  #: nothing here tells the speaker: he is that of the statement before


class CueFinder(Protocol):
    """Finds the words that announce statements."""

    def __call__(self, page: Page) -> list[Cue]:
        """All cues of a page in order, doubtful ones too: what is missed here is missed for good."""
        ...


class ContentFinder(Protocol):
    """Finds what a cue announces."""

    def __call__(self, page: Page, cue: Cue) -> Content | None:
        """The statement, or None where the word announces none here."""
        ...


class SourceFinder(Protocol):
    """Finds who is meant to say it."""

    def __call__(self, page: Page, cue: Cue, content: Content) -> Source | None:
        """The words that name or describe the source, or None where it is not expressed."""
        ...


class Attributor(Protocol):
    """Finds whole statements."""

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """What this one adds to what was `found` before it."""
        ...


class Resolver(Protocol):
    """Decides who the sources are, over the whole document."""

    def __call__(self, page: Page, entities: Sequence[Entity], attributions: Sequence[Attribution]) -> list[Speaker]:
        """One speaker per attribution, in order. Unknown is better than a guess."""
        ...
