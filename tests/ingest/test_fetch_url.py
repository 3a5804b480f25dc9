"""Which URLs are sent, and where redirects lead."""

import pytest
from yarl import URL

from ingest.fetch_result import FetchFailed
from ingest.fetch_url import Chain, origin, origins, sendable
from wire.errors import UsageError


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/feed",
        "ftp://news.example/feed",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:///path",
        "http://user:secret@news.example/",
        "http://user@news.example/",
        "http://news.example:99999/",
        "http://news.example:0/",
        "http://[::1/",
        "http://a\x00b.example/",
        "http://a b.example/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://127.0.0.0x1./",
        "http://news.example/" + "x" * 9000,
    ],
)
def test_what_is_not_sent(url: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        sendable(url)
    assert failed.value.cause == "bad-url"
    assert not failed.value.transient


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        (" http://News.Example/a b#top ", "http://news.example/a%20b"),
        ("https://news.example:8443/x?q=%20y", "https://news.example:8443/x?q=%20y"),
        ("http://under_score.example/", "http://under_score.example/"),
        ("http://192.0.2.7:8080/", "http://192.0.2.7:8080/"),
        ("http://[2001:db8::7]/", "http://[2001:db8::7]/"),
        ("http://zürich.example/ü", "http://xn--zrich-kva.example/%C3%BC"),
    ],
)
def test_what_is_sent(url: str, sent: str) -> None:
    assert str(sendable(url)) == sent


def test_an_origin_always_has_its_port() -> None:
    assert origin(URL("HTTPS://News.Example/x")) == "https://news.example:443"
    assert origin(URL("http://[2001:db8::1]/")) == "http://[2001:db8::1]:80"


def test_a_bad_allow_list_is_an_error_of_the_setting() -> None:
    with pytest.raises(UsageError, match="allowed_origins"):
        origins(("127.0.0.1:8000",))


def chain(*, most: int = 5) -> Chain:
    return Chain(URL("http://a.example/1"), most)


def test_a_relative_target_is_found() -> None:
    redirects = chain()
    redirects.follow(302, "../2?x=1")
    assert str(redirects.url) == "http://a.example/2?x=1"


def test_permanent_only_as_far_as_unbroken() -> None:
    redirects = chain()
    redirects.follow(301, "/2")
    redirects.follow(308, "/3")
    redirects.follow(302, "/4")
    redirects.follow(301, "/5")
    assert str(redirects.permanent) == "http://a.example/3"


@pytest.mark.parametrize(
    "location", [None, "", "file:///etc/passwd", "http://u:p@b.example/", "http://[", "javascript:alert(1)"]
)
def test_a_bad_target_is_named(location: str | None) -> None:
    with pytest.raises(FetchFailed) as failed:
        chain().follow(302, location)
    assert (failed.value.cause, failed.value.url) == ("bad-redirect", "http://a.example/1")


def test_a_url_that_redirects_to_itself_is_a_loop() -> None:
    with pytest.raises(FetchFailed, match="circle"):
        chain().follow(301, "/1#again")


def test_none_is_followed_where_none_may_be() -> None:
    with pytest.raises(FetchFailed) as failed:
        chain(most=0).follow(301, "/2")
    assert failed.value.cause == "too-many-redirects"
