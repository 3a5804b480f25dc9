"""The line for the terminal at the foot of a page: what it quotes of others stays one argument."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from html import unescape

from msgspec.structs import replace

from index.web.article_view import article_view
from index.web.files import load_files
from index.web.templating import Pages
from tests.contracts.corpus import build


def test_an_address_with_quotation_marks_is_no_second_command() -> None:
    url = "https://news.example/a?';reboot;'"
    made = build("dam", "Dam holds", "The dam holds.")
    enriched = replace(made, article=replace(made.article, url=url))

    page = Pages(load_files(), clock=lambda: datetime(2026, 11, 24, tzinfo=UTC)).show(
        "article.html", view=article_view(enriched)
    )

    line = bytes(page.body).decode().partition("<code>newswire show ")[2].partition("</code>")[0]
    assert shlex.split(unescape(line)) == [url]
