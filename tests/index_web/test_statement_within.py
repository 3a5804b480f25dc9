"""A statement inside a statement, passed on by an outlet and edited: the page and the terminal tell all of it."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from rich.console import Console

from index.web.article_view import article_view
from newswire.render import article_page
from tests.contracts.corpus import build
from wire.messages import EnrichedArticle


@pytest.fixture
def enriched() -> EnrichedArticle:
    made = build(
        "dam",
        "Dam holds",
        "“{{direct; Ana Rey; ; The engineers told me it will hold}},” she said. {{direct; Bo Cruz; ; it will hold}}",
    )
    outer, inner = made.analysis.quotes
    quotes = (replace(outer, via="told Reuters", edited=True), replace(inner, parent_id=outer.id))
    return replace(made, analysis=replace(made.analysis, quotes=quotes))


def test_the_page_tells_it(enriched: EnrichedArticle) -> None:
    outer, inner = (dict(note.reasons) for note in article_view(enriched).notes.values())

    assert outer["Came through"] == "told Reuters" and "Edited" in outer and "Within" not in outer
    assert inner["Within"] == "It is quoted in quote 1." and "Came through" not in inner


def test_the_terminal_tells_it(enriched: EnrichedArticle) -> None:
    console = Console(width=240, record=True, file=io.StringIO())
    console.print(article_page(enriched))
    shown = console.export_text()

    assert "through told Reuters, edited in print" in shown
    assert "within “The engineers told me it will hold”" in shown
