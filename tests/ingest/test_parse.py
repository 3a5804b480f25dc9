"""What is read of feeds in every format, and what is said of bytes that are none."""

from datetime import UTC, datetime

import pytest

from ingest.dates import sane
from ingest.parse import parse_feed
from ingest.parsed import NotAFeed, ParsedEntry, ParsedFeed
from tests.ingest.newsroom import NOON, RSS, Item, rss

URL = "https://courier.example/feeds/news.xml"
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://courier.example/"><title>Kurier</title>
<link rel="self" href="feed.atom"/><link href="/"/>{}</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://courier.example/"><title>Courier</title>
<link>https://courier.example/</link></channel><item rdf:about="https://courier.example/1"><title>One</title>
<link>https://courier.example/1</link><dc:creator>Ida Brandt</dc:creator><dc:date>2026-11-20T10:00:00+01:00</dc:date></item></rdf:RDF>"""


def parse(body: bytes | str, content_type: str = RSS) -> ParsedFeed:
    return parse_feed(body.encode() if isinstance(body, str) else body, content_type=content_type, url=URL)


def only(feed: ParsedFeed) -> ParsedEntry:
    (entry,) = feed.entries
    return entry


def complaint(body: bytes | str) -> str:
    with pytest.raises(NotAFeed) as caught:
        parse(body)
    return str(caught.value)


def test_rss_says_everything() -> None:
    content = "<content:encoded><![CDATA[<p>First.</p><div>Second &amp; last.</div>]]></content:encoded>"
    author = "<dc:creator>Ida Brandt</dc:creator>"
    item = Item(title="Bridge", link="/bridge?a=1", guid="g-1", text="A summary.", extra=content + author)
    feed = parse(rss(item, link="https://courier.example/", extra="<ttl>30</ttl><language>en-GB</language>"))
    assert (feed.format, feed.title, feed.site_url) == ("RSS 2.0", "The Tarn Courier", "https://courier.example/")
    assert (feed.ttl_s, feed.language, feed.note) == (1800, "en-GB", None)
    assert only(feed) == ParsedEntry(
        guid="g-1",
        link="https://courier.example/bridge?a=1",
        title="Bridge",
        summary="A summary.",
        text="First.\nSecond & last.",
        authors=("Ida Brandt",),
        published_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    )


def test_atom_resolves_links_against_xml_base_and_knows_its_language() -> None:
    entry = (
        "<entry><id>tag:1</id><link href='artikel/1'/><title type='html'>&lt;b&gt;R&amp;amp;D&lt;/b&gt;</title>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Ein Satz.</p><p>Noch einer.</p></div></content>"
        "<published>2026-11-20T10:00:00+01:00</published><updated>2026-11-20T12:00:00Z</updated></entry>"
    )
    read = only(parse(ATOM.format(entry)))
    assert (read.link, read.title, read.text) == ("https://courier.example/artikel/1", "R&D", "Ein Satz.\nNoch einer.")
    assert (read.published_at, read.updated_at) == (
        datetime(2026, 11, 20, 9, tzinfo=UTC),
        datetime(2026, 11, 20, 12, tzinfo=UTC),
    )
    assert read.language == "de"


def test_atom_title_declared_as_text_keeps_its_angle_brackets() -> None:
    entry = "<entry><id>tag:1</id><title type='text'>Why 1 &lt; 2 &amp; a &lt;b&gt; is bold</title></entry>"
    assert only(parse(ATOM.format(entry))).title == "Why 1 < 2 & a <b> is bold"


def test_rdf() -> None:
    read = only(parse(RDF))
    assert (read.link, read.authors) == ("https://courier.example/1", ("Ida Brandt",))
    assert read.updated_at == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_an_empty_feed_is_fine() -> None:
    feed = parse(rss())
    assert (feed.entries, feed.note) == ((), None)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Talks &amp; walks", "Talks & walks"),
        ("<b>Bold</b> claim<script>alert(1)</script>", "Bold claim"),
        ("Tab\tand\nnewline\x0b", "Tab and newline"),
        ("\u202ereversed\u202c", "reversed"),
        ("מזג האוויר", "מזג האוויר"),
    ],
)
def test_titles_become_one_clean_line(title: str, read: str) -> None:
    control_free = title.replace("\x0b", "&#11;")
    assert only(parse(rss(Item(title=control_free)))).title == read


def test_a_truncated_feed_is_used_as_far_as_it_goes_and_says_so() -> None:
    whole = rss(Item(title="One", guid="1"), Item(title="Two", guid="2"), Item(title="Three", guid="3"))
    feed = parse(whole[: whole.index(b"Three")])
    assert [entry.title for entry in feed.entries] == ["One", "Two"]
    assert "malformed (line 1, column " in (feed.note or "")


def test_a_truncated_feed_without_an_entry_is_a_failure() -> None:
    assert "malformed" in complaint(rss(Item())[:220])


def test_a_wrong_charset_is_read_all_the_same() -> None:
    feed = parse(rss(Item(title="Café – “crème”")).decode().encode("cp1252"))
    assert only(feed).title == "Café – “crème”"


def test_charset_of_the_header() -> None:
    body = rss(Item(title="Цена")).replace(b"encoding='utf-8'", b"").decode().encode("koi8-r")
    assert only(parse(body, "application/xml; charset=koi8-r")).title == "Цена"


@pytest.mark.parametrize("year", ["0000", "0001", "9999", "10000"])
def test_impossible_years_do_no_harm(year: str) -> None:
    read = only(parse(rss(Item(date=f"Fri, 01 Jan {year} 23:30:00 -1200", guid="1"))))
    assert sane(read.published_at, NOON) is None


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("10:00:00 CET", 9),
        ("10:00:00 CEST", 8),
        ("10:00 bst", 9),
        ("10:00:00 JST", 1),
        ("10:00:00 EST", 15),
        ("10:00:00 IST", 10),
    ],
)
def test_zones_are_known_by_the_names_that_feeds_give_them(written: str, hour: int) -> None:
    entry = only(parse(rss(Item(date=f"Fri, 20 Nov 2026 {written}"))))
    assert entry.published_at == datetime(2026, 11, 20, hour, tzinfo=UTC)


def test_a_web_page_is_told_from_a_feed_and_the_advice_is_to_discover() -> None:
    said = complaint("<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry</body></html>")
    assert "web page" in said
    assert f"newswire feeds discover {URL}" in said


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"<opml version='2.0'><body/></opml>", "OPML"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "sitemap"),
        (b"\x00\x01\x02binary" * 100, "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"just words", "neither RSS"),
        (b"{not json", "JSON"),
        (b"[1, 2]", "JSON list"),
        (b'{"name": "something else"}', "not a JSON Feed"),
    ],
)
def test_what_is_no_feed_is_called_what_it_is(body: bytes, word: str) -> None:
    assert word in complaint(body)


def test_an_entity_bomb_does_not_go_off() -> None:
    entities = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10 if i else 'ha'}'>" for i in range(10))
    bomb = f"<!DOCTYPE rss [{entities}]><rss version='2.0'><channel><item><title>&l9;</title></item></channel></rss>"
    try:
        titles = [entry.title for entry in parse(bomb).entries]
    except NotAFeed:
        titles = []
    assert all(len(title) < 1000 for title in titles)


def test_an_external_entity_is_not_read() -> None:
    body = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><rss version='2.0'><channel><item><title>a&x;b</title></item></channel></rss>"
    try:
        titles = [entry.title for entry in parse(body).entries]
    except NotAFeed:
        titles = []
    assert titles in ([], ["ab"], ["a&x;b"])


def test_a_line_of_two_megabytes_is_text_like_any_other() -> None:
    assert len(only(parse(rss(Item(text="word " * 400_000)))).text) == 2_000_000 - 1


def test_links_that_are_no_web_addresses_are_none() -> None:
    feed = parse(
        rss(*(Item(guid=str(n), link=link) for n, link in enumerate(["mailto:a@b.example", "http://[bad", "x" * 3000])))
    )
    assert [entry.link for entry in feed.entries] == [None, None, None]


def test_a_permalink_guid_serves_as_link() -> None:
    assert only(parse(rss(Item(extra="<guid>https://courier.example/p/1</guid>")))).link == "https://courier.example/p/1"


def test_authors_that_are_mail_addresses_are_left_out() -> None:
    assert only(parse(rss(Item(extra="<author>noreply@courier.example</author>")))).authors == ()


def test_a_feed_of_a_whole_archive_is_cut_and_says_so() -> None:
    feed = parse(rss(*(Item(title=str(n), guid=str(n)) for n in range(2100))))
    assert len(feed.entries) == 2000
    assert "2100" in (feed.note or "")
