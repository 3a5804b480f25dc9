"""Title, date, authors, language, site and canonical URL out of what pages really say."""

from datetime import UTC, datetime

import pytest
from trafilatura.utils import load_html

from ingest.page_author import names
from ingest.page_date import parse_date
from ingest.page_meta import PageFacts, language_tag, page_facts
from ingest.page_title import without_site

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
URL = "https://www.anselpost.example/news/wall"


def facts(head: str = "", body: str = "", *, html: str = "<html>", url: str = URL, header: str = "") -> PageFacts:
    tree = load_html(
        f"<!doctype html>{html}<head>{head}</head><body>{body}<p>Text of the page that goes on for a while.</p></body></html>"
    )
    return page_facts(tree, url=url, language_header=header, now=NOW)


def meta(**values: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in values.items())


# --- title ---


def test_title_from_the_sharing_title_without_the_site() -> None:
    head = meta(og__title="Wall will hold - The Ansel Post", og__site_name="The Ansel Post") + "<title>x</title>"
    assert facts(head, "<h1>Other</h1>").title == "Wall will hold"


def test_title_from_json_ld_then_heading_then_title_element() -> None:
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "From data"}</script>'
    assert facts(ld + "<title>T | anselpost.example</title>", "<h1>Heading</h1>").title == "From data"
    assert facts("<title>T</title>", "<h1>A <em>bold</em>\n heading</h1>").title == "A bold heading"
    assert facts("<title>Wall will hold | AnselPost</title>").title == "Wall will hold"


def test_a_title_that_is_the_site_itself_is_passed_over() -> None:
    head = meta(og__title="The Ansel Post", og__site_name="The Ansel Post")
    assert facts(head, "<h1>Wall will hold</h1>").title == "Wall will hold"


def test_a_cut_title_gives_way_to_the_heading() -> None:
    assert facts(meta(og__title="Wall will…"), "<h1>Wall will hold for years</h1>").title == "Wall will hold for years"


def test_script_and_overrides_in_a_title_are_harmless_text() -> None:
    head = meta(og__title="&lt;script&gt;alert(1)&lt;/script&gt; \u202egnp.exe\u202c")
    assert facts(head).title == "<script>alert(1)</script> gnp.exe"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Wall will hold | The Ansel Post", "Wall will hold"),
        ("Wall will hold – anselpost.example", "Wall will hold"),
        ("Wall will hold :: Ansel Post", "Wall will hold"),
        ("Wall will hold - News - The Ansel Post", "Wall will hold - News"),
        ("Wall - a history", "Wall - a history"),
        ("Brandt: 'We will not wait' - mayor", "Brandt: 'We will not wait' - mayor"),
        ("The Ansel Post", "The Ansel Post"),
    ],
)
def test_only_the_site_is_cut_off(title: str, bare: str) -> None:
    assert without_site(title, site="The Ansel Post", host="www.anselpost.example") == bare


# --- date ---


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (meta(article__published_time="2026-11-23T10:30:00+02:00"), "", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ('<meta name="pubdate" content="2026-11-23 10:30:00 +0200">', "", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("", '<time datetime="2026-11-23T08:30Z">yesterday</time>', datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        (
            "",
            '<span itemprop="datePublished" content="2026-11-23T08:30:15.123Z"></span>',
            datetime(2026, 11, 23, 8, 30, 15, 123000, tzinfo=UTC),
        ),
        ('<meta name="date" content="Mon, 23 Nov 2026 08:30:00 GMT">', "", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        (
            '<meta name="date" content="2026-11-23">',
            '<time datetime="2026-11-23T08:30Z">x</time>',
            datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        ),
        (
            meta(article__published_time="0000-00-00T00:00:00Z"),
            '<time datetime="2026-11-23T08:30Z">x</time>',
            datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        ),
        (meta(article__published_time="9999-12-31T23:59:59Z"), "", None),
        ('<meta name="date" content="soon">', "", None),
    ],
)
def test_dates(head: str, body: str, expected: datetime | None) -> None:
    assert facts(head, body).published_at == expected


def test_json_ld_knows_the_time_best() -> None:
    ld = '<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "datePublished": "2026-11-22T08:00:00Z"}]}</script>'
    assert facts(ld + meta(article__published_time="2026-11-23T10:30:00Z")).published_at == datetime(
        2026, 11, 22, 8, 0, tzinfo=UTC
    )


def test_a_date_in_the_url_is_better_than_none() -> None:
    found = facts(url="https://www.anselpost.example/2026/11/20/wall").published_at
    assert found == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "x", "2026", "0000-00-00", "99999-01-01", "2026-13-01", "x" * 500])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


# --- authors ---


def test_authors_from_json_ld() -> None:
    ld = '<script type="application/ld+json">{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Ann Roe"}, "Bo Vik", {"url": "x"}]}</script>'
    assert facts(ld).authors == ("Ann Roe", "Bo Vik")


def test_authors_from_meta_and_from_the_page() -> None:
    assert facts('<meta name="author" content="By Ann Roe and Bo Vik">').authors == ("Ann Roe", "Bo Vik")
    assert facts("", '<a rel="author" href="/u">Ann Roe</a>').authors == ("Ann Roe",)


def test_what_is_no_name_is_no_author() -> None:
    assert names(["https://facebook.com/ansel", "ann@post.example", "x" * 100, "", " "]) == ()
    assert names(["Ann Roe; Bo Vik", "Ann Roe", "Reuters"]) == ("Ann Roe", "Bo Vik", "Reuters")
    assert names(["Roe, Ann"]) == ("Roe, Ann",)


# --- language, site, canonical URL ---


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("en", "en"),
        ("EN_us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("de-DE, en", "de-DE"),
        ("pt_BR.UTF-8", "pt-BR"),
        ("english please", None),
        ("x", None),
        (None, None),
        ("{{lang}}", None),
    ],
)
def test_language_tags(value: str | None, tag: str | None) -> None:
    assert language_tag(value) == tag


def test_language_from_the_page_before_the_header() -> None:
    assert facts(html='<html lang="uk">', header="en").language == "uk"
    assert facts(meta(og__locale="fr_FR")).language == "fr-FR"
    assert facts('<meta http-equiv="content-language" content="nb">').language == "nb"
    assert facts(header="sv-SE, en").language == "sv-SE"
    assert facts().language is None


def test_the_site_by_name() -> None:
    assert facts(meta(og__site_name="The Ansel Post")).site_name == "The Ansel Post"
    ld = '<script type="application/ld+json">{"@type": "Article", "publisher": {"name": "Ansel Media"}}</script>'
    assert facts(ld).site_name == "Ansel Media"
    assert facts().site_name is None


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://anselpost.example/news/wall?utm_source=x", "https://anselpost.example/news/wall"),
        ("/news/the-wall", "https://www.anselpost.example/news/the-wall"),
        ("https://other.example/news/wall", None),
        ("https://www.anselpost.example/", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_canonical_links_are_believed_within_reason(href: str, expected: str | None) -> None:
    assert facts(f'<link rel="canonical" href="{href}">').canonical_url == expected


# --- JSON-LD gone wrong ---


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "null",
        "[]",
        '"x"',
        "[" * 100_000,
        '{"@type": 7}',
        '{"@type": "NewsArticle", "author": {"name": {"name": 1}}, "headline": []}',
        '{"@type": "NewsArticle", "headline": "a\nb"};',
    ],
)
def test_broken_data_is_passed_over(data: str) -> None:
    found = facts(f'<script type="application/ld+json">{data}</script>', "<h1>Heading</h1>")
    assert found.title in ("Heading", "a b")
