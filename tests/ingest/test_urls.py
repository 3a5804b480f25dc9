"""One article, one URL."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.urls import article_id, canonical, same_site


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("HTTP://News.Example:80/a#top", "http://news.example/a"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        (" https://news.example/a b ", "https://news.example/a%20b"),
        ("https://news.example/a?utm_source=rss&utm_medium=feed&id=7", "https://news.example/a?id=7"),
        ("https://news.example/a?fbclid=x&gclid=y&mc_cid=z", "https://news.example/a"),
        ("https://news.example/a?at_campaign=rss&at_medium=RSS&ns_mchannel=x&cmpid=1", "https://news.example/a"),
        ("https://news.example/a?partner=rss&emc=rss&src=rss", "https://news.example/a"),
        ("https://news.example/?source=interview&id=2&p=1", "https://news.example/?id=2&p=1&source=interview"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/a?id=1&sid=2&uid=3&cid=4&gid=5", "https://news.example/a?cid=4&gid=5&id=1&sid=2&uid=3"),
        ("https://zürich.example/ü", "https://xn--zrich-kva.example/%C3%BC"),
        ("https://news.example/%7euser/%e4", "https://news.example/~user/%E4"),
    ],
)
def test_one_spelling(url: str, one: str) -> None:
    assert canonical(url) == one


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "/a",
        "ftp://a.example/",
        "mailto:a@b.example",
        "javascript:x",
        "http://",
        "http://u:p@a.example/",
        "http://[",
    ],
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical(url)


PARTS = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(deadline=None)
@given(
    path=PARTS,
    query=PARTS,
    fragment=PARTS,
    host=st.sampled_from(["a.example", "WWW.B.Example:80", "127.0.0.1:9", "ü.example", "[::1]:80"]),
)
def test_canonical_is_stable_and_plain(path: str, query: str, fragment: str, host: str) -> None:
    try:
        once = canonical(f"http://{host}/{path}?{query}#{fragment}")
    except ValueError:
        return
    assert canonical(once) == once
    assert once.isascii()
    assert "#" not in once


def test_ids_are_versioned_short_and_the_same_for_one_article() -> None:
    spellings = ["http://news.example/a", "https://news.example/a", "https://www.news.example/a/"]
    assert len({article_id(canonical(url)) for url in spellings}) == 1
    assert article_id("https://news.example/a") != article_id("https://news.example/b")
    assert article_id("https://news.example/a") == "a1-a034b736288d3c3001d6"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.news.example/a", "http://news.example/b", True),
        ("https://sport.bbc.co.uk/", "https://www.bbc.co.uk/x", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:9000/b", True),
        ("http://127.0.0.1/a", "http://10.0.0.1/b", False),
        ("https://news.example/", "https://other.example/", False),
        ("nonsense", "nonsense", False),
        ("http://[", "http://[", False),
    ],
)
def test_same_site(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) is same
