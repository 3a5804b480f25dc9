"""From bytes to a page."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract import extract_page
from ingest.page import Page
from tests.ingest.pages import STORY, TITLE, page, paragraphs

URL = "https://anselpost.example/news/wall"
HEAD = (
    '<meta property="og:site_name" content="The Ansel Post"><meta name="author" content="Ann Roe">'
    '<meta name="description" content="The council decides."><link rel="canonical" href="/news/wall">'
    '<meta property="article:published_time" content="2026-11-23T10:30:00+01:00">'
)


def extract(html: str | bytes, **options: str) -> Page:
    body = html.encode() if isinstance(html, str) else html
    found = extract_page(body, url=URL, now=datetime(2026, 11, 24, tzinfo=UTC), **options)
    assert found is not None
    found.text.encode()
    return found


def test_everything_there_is() -> None:
    assert extract(page(paragraphs(STORY), head=HEAD)) == Page(
        text="\n".join(STORY),
        title=TITLE,
        summary="The council decides.",
        authors=("Ann Roe",),
        published_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        language="en",
        site_name="The Ansel Post",
        canonical_url=URL,
    )


def test_a_wrong_charset_in_the_header_does_no_harm() -> None:
    story = [*STORY, "Zürich, Łódź und São Paulo hätten es „schön“ gefunden, sagte sie."]
    assert extract(page(paragraphs(story)), content_type="text/html; charset=iso-8859-1").text == "\n".join(story)


def test_control_characters_and_lone_surrogates_never_reach_the_text() -> None:
    html = page(paragraphs(STORY).replace("council", "coun&#0;c&#55296;il\x07\x00"))
    assert "\x00" not in extract(html).text
    assert STORY[1] in extract(html).text


def test_an_xml_declaration_does_not_stop_the_parser() -> None:
    assert extract('<?xml version="1.0" encoding="utf-8"?>' + page(paragraphs(STORY))).text == "\n".join(STORY)


def test_a_text_that_only_the_data_has_is_taken_from_there() -> None:
    body = "\\n\\n".join(text.replace('"', '\\"') for text in STORY)
    ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    found = extract(page("<p>Subscribe to read on.</p>", head=ld))
    assert found.text == "\n".join(STORY)


@pytest.mark.parametrize(
    "wall",
    [
        "Please enable JavaScript and cookies to continue.",
        "Checking your browser before you go on.",
        "Access Denied. You do not have permission.",
    ],
)
def test_a_wall_is_no_article(wall: str) -> None:
    assert extract(f"<html><body><h1>Just a moment</h1><p>{wall}</p></body></html>").text == ""


def test_an_article_about_walls_is_one() -> None:
    story = [*STORY, "Visitors of the town's site were told to enable JavaScript."]
    assert extract(page(paragraphs(story))).text == "\n".join(story)


def test_an_error_page_has_no_text() -> None:
    assert extract("<html><title>Error 500</title><body><h1>Something went wrong</h1></body></html>").text == ""


@pytest.mark.parametrize("body", [b"", b" ", b"\x00" * 100, b"plain words", b"<", bytes(range(256)) * 10])
def test_what_is_no_html_gives_no_text(body: bytes) -> None:
    found = extract_page(body, url=URL)
    assert found is None or "<" not in found.text


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<article>",
        "<h1>",
        "</h1>",
        "<ul><li>",
        "</li></ul>",
        "<br>",
        "<br><br>",
        "<a",
        "href=x>",
        "</a>",
        "<q>",
        "</q>",
        "<table><tr><td>",
        "</table>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<p",
        "hidden>",
        "<nav>",
        "</nav>",
        "<title>",
        "</title>",
        "<html>",
        "<body>",
        "<base",
        "href=//x>",
        "<meta",
        "property=og:title",
        "content=x>",
        "&#0;",
        "&#xD800;",
        "&lt;",
    ]
)
WORDS = st.one_of(TAGS, st.text(max_size=30), st.sampled_from(STORY))


@settings(deadline=None, max_examples=80)
@given(st.lists(WORDS, max_size=25))
def test_any_soup_of_tags_gives_lines_that_obey_the_law(soup: list[str]) -> None:
    found = extract_page("".join(soup).encode("utf-8", "replace"), url=URL)
    if found is not None and found.text:
        found.text.encode()
        assert all(line and line == line.strip() for line in found.text.split("\n"))
