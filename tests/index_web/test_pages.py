"""The pages as a browser receives them: what is on them, and what never is."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from index.store_embedded import EmbeddedStore
from tests.index_web.conftest import Get, getter, make_app
from wire.log_sqlite import SqliteLog
from wire.metrics import HTTP_REQUESTS, Metrics

PAGES = [
    "/",
    "/?show=articles",
    "/?q=dam",
    "/articles/a1-dam",
    "/articles/a1-hostile",
    "/people",
    "/people/person:helena-vasko",
    "/feeds",
    "/pipeline",
    "/api",
]


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [attrs.get("href") or "" for tag, attrs in self.tags if tag == "a"]

    def words(self) -> str:
        return " ".join(self.text.split())


def test_the_first_page_shows_quotes_with_speaker_role_source_date_and_context(get: Get) -> None:
    words = Outline(get("/").text).words()
    assert "We have debated this river long enough," in words
    assert "Helena Vasko Prime Minister" in words
    assert "Cabinet backs Kolvar dam Courier · 24 Nov 2026, 10:25 UTC" in words
    assert "“[…]” Prime Minister Helena Vasko said" in words


def test_a_search_marks_what_matched(get: Get) -> None:
    assert '<mark class="match">river</mark>' in get("/?q=river").text
    assert '<mark class="match">dam</mark>' in get("/?q=dam&show=articles").text


def test_facets_refine_and_take_back(get: Get) -> None:
    refined = next(link for link in Outline(get("/").text).links() if "speaker=Helena+Vasko" in link)
    page = Outline(get(refined).text)
    assert 'data-total="2"' in get(refined).text
    assert "Refined by" in {attrs.get("aria-label") for _, attrs in page.tags}
    assert "/" in page.links()


def test_every_facet_link_leads_to_as_many_results_as_it_says(get: Get) -> None:
    html = get("/").text
    counted = re.findall(r'<a href="(/\?[^"]+)"><span class="value"><bdi>[^<]*</bdi></span><span class="count">(\d+)<', html)
    assert len(counted) >= 10
    for link, count in counted:
        assert f'data-total="{count}"' in get(link.replace("&amp;", "&")).text, link


def test_bars_of_the_histogram_lead_to_their_time(get: Get) -> None:
    links = [link for link in Outline(get("/").text).links() if "since=" in link]
    assert links
    assert all('data-total="0"' not in get(link).text for link in links)


def test_an_article_has_names_and_quotes_marked_and_tells_why(get: Get) -> None:
    html = get("/articles/a1-dam").text
    assert re.search(r'<mark class="q direct" id="q-q1">We have debated this river long enough,</mark>', html)
    assert re.search(r'<a class="name person" [^>]*href="/people/person:helena-vasko">Helena Vasko</a>', html)
    assert '<span class="cue">said</span>' in html
    words = Outline(html).words()
    assert "A role stands by the words, and the article says whose it is." in words
    assert "direct: cue after" in words
    assert "93 % of such quotes are right." in words
    assert "newswire 0.1, en_core_web_sm 3.8.0" in words


def test_the_marked_text_is_the_text(get: Get, store: EmbeddedStore) -> None:
    html = get("/articles/a1-dam").text
    text = html[html.index('<div class="text"') : html.index('<section class="index"')]
    lines = [Outline(re.sub(r'<a class="ref".*?</a>', "", line)).text for line in re.findall(r"<p[^>]*>(.*?)</p>\n<", text)]
    found = store.get("a1-dam")
    assert found is not None
    assert [line for line in lines if line in found.article.text.split("\n")] == found.article.text.split("\n")


def test_an_article_without_analysis_says_why(get: Get) -> None:
    assert "no model for language &#39;fr&#39;" in get("/articles/a1-crue").text


def test_text_is_marked_with_its_language(get: Get) -> None:
    assert '<div class="text" lang="fr">' in get("/articles/a1-crue").text


def test_a_person_has_what_they_said_and_where_they_are_named(get: Get) -> None:
    words = Outline(get("/people/person:helena-vasko").text).words()
    assert "2 quotes" in words
    assert "2 articles name them" in words
    assert "Vesk Observer" in words


def test_people_are_listed_by_how_often_they_are_quoted(get: Get) -> None:
    words = Outline(get("/people").text).words()
    assert words.index("2 quotes Helena Vasko Prime Minister") < words.index("1 quote Hana Petrov")


def test_an_organisation_that_is_only_named_has_a_page(get: Get) -> None:
    assert "Named, not quoted" in get("/people/organisation:northstream-power").text


def test_feeds_are_shown_with_their_errors_in_words(get: Get) -> None:
    html = get("/feeds").text
    assert "503 &lt;b&gt;Service&lt;/b&gt; Unavailable" in html
    words = Outline(html).words()
    assert "3 min ago" in words
    assert "in 7 min" in words
    assert "gone for good (410)" in words
    assert "Removed" not in words


def test_the_pipeline_shows_lag_and_dead_letters(get: Get) -> None:
    words = Outline(get("/pipeline").text).words()
    assert "2 messages waiting" in words
    assert "The analyser crashed twice on this article." in words


def test_a_mistake_in_a_query_is_shown_by_the_box_with_what_was_typed(get: Get) -> None:
    answer = get("/", params={"q": "dam speeker:Vasko"})
    assert answer.status_code == 400
    assert 'value="dam speeker:Vasko"' in answer.text
    assert "dam speeker:Vasko\n    ^" in answer.text
    assert "Did you mean speaker: ?" in answer.text


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/nothing", 404),
        ("/articles/none", 404),
        ("/people/person:nobody", 404),
        ("/?since=tomorrow-ish", 400),
        ("/?cursor=x", 400),
        ("/static/1/none.css", 404),
    ],
)
def test_other_mistakes_get_a_page_that_helps(get: Get, url: str, status: int) -> None:
    answer = get(url)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert 'href="/feeds"' in answer.text


def test_no_result_offers_ways_on(get: Get) -> None:
    words = Outline(get("/?q=zeppelin&source=Courier").text).words()
    assert "Nothing matches" in words
    assert "Search without source “Courier”" in words


def test_an_empty_store_tells_how_to_fill_it(empty_store: EmbeddedStore, tmp_path: Path) -> None:
    get = getter(make_app(empty_store, None, Metrics(), tmp_path))
    assert "newswire feeds add" in get("/").text
    assert "newswire feeds import" in get("/feeds").text
    assert get("/pipeline").status_code == 200


@pytest.mark.parametrize("url", PAGES)
def test_hostile_text_stays_text(get: Get, url: str) -> None:
    html = get(url).text
    page = Outline(html)
    assert [attrs for tag, attrs in page.tags if tag == "script"] == [{"src": script(html), "defer": None}]
    assert not {"img", "b" if url != "/feeds" else "i", "u", "em"} & {
        tag for tag, attrs in page.tags if "class" not in attrs and tag != "b"
    }
    assert not [attr for _, attrs in page.tags for attr in attrs if attr.startswith("on") or attr == "style"]
    assert not [link for link in page.links() if not link.startswith(("/", "#", "?", "https://"))]


def script(html: str) -> str:
    found = re.search(r"/static/\w+/live\.js", html)
    assert found
    return found[0]


def test_a_hostile_title_is_readable(get: Get) -> None:
    assert "<script>alert('title')</script> & “quotes”" in Outline(get("/articles/a1-hostile").text).words()


@pytest.mark.parametrize("url", [*PAGES, "/nothing", "/api/v1/quotes", "/search.atom"])
def test_every_answer_has_the_headers_that_keep_readers_safe(get: Get, url: str) -> None:
    headers = get(url).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_links_to_the_source_give_nothing_away(get: Get) -> None:
    outward = [
        attrs
        for tag, attrs in Outline(get("/articles/a1-dam").text).tags
        if tag == "a" and str(attrs["href"]).startswith("https:")
    ]
    assert outward
    assert all(attrs["rel"] == "noopener noreferrer nofollow" for attrs in outward)


def test_an_unforeseen_error_gets_a_page_without_its_insides(tmp_path: Path) -> None:
    class Broken(EmbeddedStore):
        def get(self, article_id: str) -> None:
            raise RuntimeError("secret insides")

    get = getter(make_app(Broken(tmp_path), None, Metrics(), tmp_path))
    page, answer = get("/articles/a1"), get("/api/v1/articles/a1")
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "secret insides" not in page.text + answer.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "newswire doctor" in page.text


def test_files_are_kept_for_ever_under_their_version(get: Get) -> None:
    found = re.search(r"/static/\w+/site\.css", get("/").text)
    assert found
    first = get(found[0])
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["content-type"].startswith("text/css")
    again = get(found[0], headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get("/static/old/site.css").headers["cache-control"] == "no-cache"


def test_long_answers_are_compressed(get: Get) -> None:
    assert get("/", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "192.168.1.7", "news.example", "LOCALHOST:1"])
def test_our_own_names_are_answered(get: Get, host: str) -> None:
    assert get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", ""])
def test_foreign_host_names_are_refused(get: Get, host: str) -> None:
    assert get("/api/v1/quotes", headers={"Host": host}).status_code == 421


def test_requests_are_counted_by_route(get: Get, metrics: Metrics) -> None:
    route = "/articles/{article_id:path}"
    before = metrics.total(HTTP_REQUESTS, status="404", route=route)
    get("/articles/never-seen")
    assert metrics.total(HTTP_REQUESTS, status="404", route=route) == before + 1
    assert b"never-seen" not in metrics.render()


def test_a_log_in_trouble_takes_only_its_own_pages_down(store: EmbeddedStore, tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db")  # without topics
    get = getter(make_app(store, log, Metrics(), tmp_path))
    assert get("/").status_code == 200
    assert "topic" in get("/feeds").text
    log.close()
