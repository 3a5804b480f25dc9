"""What the sample newsroom prints: outlets.toml and articles/*.md, read into frozen values."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

HERE = Path(__file__).parent
FENCE = "+++"


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """One feed of an outlet; the comments of outlets.toml explain its fields."""

    key: str
    format: Literal["rss", "atom", "json"]
    title: str
    path: str
    sections: tuple[str, ...]
    content: Literal["summary", "full"] = "summary"
    trap: Literal["moved", "truncated"] | None = None
    old_path: str | None = None

    @property
    def subscribed_path(self) -> str:
        """The path readers know: the old one where the feed has moved."""
        return self.old_path or self.path


class Outlet(msgspec.Struct, frozen=True, kw_only=True):
    """One invented news outlet."""

    key: str
    name: str
    tagline: str
    language: str
    home: str
    article_path: str
    feeds: tuple[Feed, ...]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The front matter of an article."""

    id: str
    outlet: str
    title: str
    summary: str
    authors: tuple[str, ...]
    minutes_ago: float
    language: str
    section: str
    revision_after_s: float | None = None
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """An article as written: front matter and the body's blocks (paragraphs, `> ` quotes, `- ` bullets, `## ` heads)."""

    head: Head
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Newsroom:
    """Everything printed. `edits` are later versions of stories, by id."""

    outlets: tuple[Outlet, ...]
    stories: tuple[Story, ...]
    edits: dict[str, Story]

    @cached_property
    def outlet(self) -> dict[str, Outlet]:
        """Outlets by key."""
        return {outlet.key: outlet for outlet in self.outlets}

    def path(self, story: Story) -> str:
        """Where a story's page is."""
        head = story.head
        return self.outlet[head.outlet].article_path.format(section=head.section, language=head.language, id=head.id)

    def listed_in(self, feed: Feed, outlet: Outlet, age_s: float) -> list[Story]:
        """The stories of a feed, newest first, as they read `age_s` seconds after the newsroom opened."""
        listed = [story for story in self.stories if _belongs(story.head, feed, outlet)]
        return sorted((self.at(story, age_s) for story in listed), key=lambda story: story.head.minutes_ago)

    def at(self, story: Story, age_s: float) -> Story:
        """A story as it reads after that time: the edited version once its moment has come."""
        due = story.head.revision_after_s
        return self.edits[story.head.id] if due is not None and age_s >= due else story


def read_newsroom(folder: Path = HERE) -> Newsroom:
    """Read the whole newsroom. Raises msgspec.ValidationError or ValueError for files that are not as described."""
    outlets = msgspec.convert(
        tomllib.loads((folder / "outlets.toml").read_text(encoding="utf-8"))["outlets"], tuple[Outlet, ...]
    )
    files = sorted((folder / "articles").glob("*.md"))
    edits = {file.name.removesuffix(".edit.md"): read_story(file) for file in files if file.name.endswith(".edit.md")}
    stories = tuple(read_story(file) for file in files if not file.name.endswith(".edit.md"))
    return Newsroom(outlets=outlets, stories=stories, edits=edits)


def read_story(file: Path) -> Story:
    """One article file: front matter in TOML between +++ lines, then blocks separated by blank lines."""
    _, front, body = file.read_text(encoding="utf-8").split(f"{FENCE}\n", 2)
    return Story(head=msgspec.convert(tomllib.loads(front), Head), blocks=_blocks(body))


def _blocks(body: str) -> tuple[str, ...]:
    return tuple(block.strip() for block in body.split("\n\n") if block.strip())


def _belongs(head: Head, feed: Feed, outlet: Outlet) -> bool:
    return feed.key in head.also_in or (head.outlet == outlet.key and head.section in feed.sections)


def feeds(outlets: Sequence[Outlet]) -> list[tuple[Outlet, Feed]]:
    """Every feed with its outlet."""
    return [(outlet, feed) for outlet in outlets for feed in outlet.feeds]
