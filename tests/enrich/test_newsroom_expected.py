"""The engine against what a careful reader finds in the sample newsroom (newswire/newsroom/expected.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from newswire.newsroom.content import HERE, Story, read_newsroom
from wire.messages import Analysis, Quote

#: Shares of the expected quotes that are at least found, and found with their speaker.
FOUND, ATTRIBUTED = 0.97, 0.87
#: Speakers that have no name: the words used are compared.
NAMELESS = ("group", "document", "unnamed")


@dataclass(frozen=True)
class Read:
    """An article and what the engine found in it."""

    text: str
    analysis: Analysis

    def quotes_of(self, words: str) -> list[Quote]:
        """The quotes that hold most of some words, the shortest first."""
        start = self.text.index(words)
        end = start + len(words)
        held = [
            quote
            for quote in self.analysis.quotes
            if 2 * sum(max(0, min(e, end) - max(s, start)) for s, e in quote.spans) >= end - start
        ]
        return sorted(held, key=lambda quote: len(quote.text))


@pytest.fixture(scope="module")
def expected() -> Mapping[str, Any]:
    return tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def articles(analyser: StepAnalyser) -> dict[str, Read]:
    newsroom = read_newsroom()
    stories = [story for story in newsroom.stories if story.head.language.startswith("en")]
    edits = {f"{key}.edit": story for key, story in newsroom.edits.items()}
    texts = {story.head.id: _text(story) for story in stories} | {key: _text(story) for key, story in edits.items()}
    documents = [Document(id=key, text=text, language="en") for key, text in texts.items()]
    return {a.id: Read(texts[a.id], a) for a in analyser.analyse(documents)}


def _text(story: Story) -> str:
    """One paragraph per line, without the marks of blocks."""
    lines = (line for block in story.blocks for line in block.splitlines())
    return "\n".join(line.removeprefix("> ").removeprefix("- ").removeprefix("## ") for line in lines)


def is_speakers(quote: Quote, row: Mapping[str, Any]) -> bool:
    speaker = quote.speaker
    if row["type"] in NAMELESS or (row["type"] == "organisation" and speaker.name is None):
        pronoun = speaker.role if speaker.resolved_by == "pronoun" else None
        said_by = speaker.name or pronoun or (speaker.mention.text if speaker.mention else "")
        return _plain(row["speaker"]) in _plain(said_by) or (bool(said_by) and _plain(said_by) in _plain(row["speaker"]))
    return speaker.name is not None and _plain(speaker.name) == _plain(row["speaker"])


def _plain(name: str) -> str:
    return name.lower().removeprefix("the ").removeprefix("a ").removeprefix("an ").strip()


def test_most_quotes_are_found_with_their_speaker(articles: Mapping[str, Read], expected: Mapping[str, Any]) -> None:
    rows = [*expected["quotes"], *({**row, "article": f"{row['article']}.edit"} for row in expected["edited_quotes"])]
    missed, wrong = [], []
    for row in rows:
        quotes = articles[row["article"]].quotes_of(row["contains"])
        if not quotes:
            missed.append(f"{row['article']}: {row['contains']} ({row['shape']})")
        elif not any(is_speakers(quote, row) for quote in quotes):
            wrong.append(f"{row['article']}: {row['contains']}: {quotes[0].speaker}, not {row['speaker']} ({row['shape']})")
    found, attributed = 1 - len(missed) / len(rows), 1 - (len(missed) + len(wrong)) / len(rows)
    report = "\n".join([f"found {found:.3f}, attributed {attributed:.3f} of {len(rows)}", *missed, *wrong])
    assert found >= FOUND, report
    assert attributed >= ATTRIBUTED, report


def test_nothing_is_found_in_titles_nicknames_and_terms(articles: Mapping[str, Read], expected: Mapping[str, Any]) -> None:
    for row in expected["not_quotes"]:
        article = articles[row["article"]]
        assert row["contains"] not in {quote.text.strip('“”‘’".,') for quote in article.analysis.quotes}
