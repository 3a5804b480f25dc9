"""Every bad feed ends in a clear outcome, and the good feed beside it goes on."""

from pathlib import Path

import pytest

from ingest.service import poll_all_once
from tests.ingest.newsroom import PROSE, RSS, Item, Newsdesk, page, rss
from tests.servers.scenarios import Reply
from wire.metrics import Metrics

BOMB = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10 if i else 'ha'}'>" for i in range(10))
BAD: dict[str, tuple[bytes, str]] = {
    "not XML": (b"Lorem ipsum, and no feed at all.", "neither RSS"),
    "error page with status 200": (b"<!doctype html><html><title>Oops</title><body>Try later</body></html>", "web page"),
    "nothing": (b"", "empty"),
    "binary": (bytes(range(256)) * 40, "binary"),
    "cut off in the head": (rss(Item())[:230], "malformed"),
    "entity bomb": (
        f"<!DOCTYPE r [{BOMB}]><rss version='2.0'><channel><title>&l9;</title></channel></rss>".encode(),
        "malformed",
    ),
    "JSON that is no feed": (b'{"error": "not found"}', "JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_body_that_is_no_feed_is_called_what_it_is(desk: Newsdesk, name: str) -> None:
    body, said = BAD[name]
    desk.server.serve("/bad.xml", body, content_type=RSS)
    (bad,) = desk.add("/bad.xml")
    good = desk.feed("/good.xml", Item(link=desk.story("/bridge")))
    summary = desk.poll()
    assert said in summary.failures[bad]
    assert (desk.state(bad).status, desk.state(good).status) == ("failing", "ok")
    assert desk.article().feed_url == good


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ("redirect-loop", "redirect"),
        ("redirect-to-metadata", "169.254.169.254"),
        ("redirect-to-file", "file:"),
        ("gzip-bomb", "large"),
        ("endless-body", "large"),
        ("false-encoding", "compressed"),
        ("reset-mid-body", ""),
        ("not-http", ""),
        ("redirect-chain?7", "redirects"),
        ("not-found", "404"),
        ("forbidden", "403"),
        ("server-error", "500"),
    ],
)
def test_a_server_that_misbehaves_is_told_of_in_the_feeds_health(desk: Newsdesk, scenario: str, said: str) -> None:
    desk.with_settings(feed_max_bytes=1 << 20)
    (bad,) = desk.add(f"/hostile/{scenario}")
    desk.poll()
    state = desk.state(bad)
    assert (state.status, state.failures) == ("failing", 1)
    assert said in (state.error or "")
    assert state.due_at is not None


@pytest.mark.parametrize("scenario", ["slow-body", "slow-headers", "silence"])
def test_a_server_that_never_ends_is_left_after_the_deadline(desk: Newsdesk, scenario: str) -> None:
    desk.with_settings(fetch_timeout_s=0.5)
    (bad,) = desk.add(f"/hostile/{scenario}")
    desk.poll()
    assert desk.state(bad).status == "failing"


def test_a_redirect_to_a_private_address_is_refused(desk: Newsdesk) -> None:
    desk.server.redirect("/feed.xml", "http://127.0.0.1:9/feed.xml")
    (bad,) = desk.add("/feed.xml")
    desk.poll()
    assert "127.0.0.1" in (desk.state(bad).error or "")


def test_a_cut_off_feed_gives_what_it_has_and_says_so(desk: Newsdesk) -> None:
    items = [Item(link=desk.story(f"/{n}", title=f"Story {n}"), title=f"Story {n}") for n in range(3)]
    whole = rss(*items)
    desk.server.serve("/feed.xml", whole[: whole.index(b"Story 2") + 3], content_type=RSS)
    (feed,) = desk.add("/feed.xml")
    desk.poll()
    assert {article.title for article in desk.articles()} == {"Story 0", "Story 1"}
    assert desk.state(feed).status == "ok"
    assert "malformed" in (desk.state(feed).error or "")
    desk.server.serve("/feed.xml", whole, content_type=RSS)
    desk.poll()
    assert {article.title for article in desk.articles()} == {"Story 0", "Story 1", "Story 2"}
    assert desk.state(feed).error is None


def test_a_wrong_charset_comes_through(desk: Newsdesk) -> None:
    desk.server.forget("/bridge")
    item = Item(link=desk.server.url("/bridge"), title="Café – crème", text="“Déjà vu”, said the mayor of Besançon.")
    desk.server.serve("/feed.xml", rss(item).decode().encode("cp1252"), content_type=RSS)
    desk.add("/feed.xml")
    desk.poll()
    assert (desk.article().title, desk.article().text) == ("Café – crème", "“Déjà vu”, said the mayor of Besançon.")


@pytest.mark.parametrize("year", ["0000", "9999"])
def test_impossible_years_are_no_dates(desk: Newsdesk, year: str) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge"), date=f"Fri, 01 Jan {year} 10:00:00 GMT"))
    desk.poll()
    assert desk.article().published_at is None or desk.article().published_at.year == 2026  # type: ignore[union-attr]


def test_entries_that_share_a_guid_are_entries_of_their_own(desk: Newsdesk) -> None:
    items = [Item(link=desk.story(f"/{n}", title=f"Story {n}"), guid="same", title=f"Story {n}") for n in range(3)]
    desk.feed("/feed.xml", *items)
    assert desk.poll().published == 3
    assert desk.poll().published == 0


def test_guids_that_change_with_every_poll_make_no_news(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    desk.feed("/feed.xml", Item(link=story, guid="1"))
    desk.poll()
    desk.server.serve("/feed.xml", rss(Item(link=story, guid="2")), content_type=RSS)
    assert desk.poll().entries == {"seen": 1}


def test_hostile_titles_stay_text(desk: Newsdesk) -> None:
    title = "<script>alert(1)</script>Talks &lt;img src=x onerror=alert(1)&gt; \u202efail"
    desk.feed("/feed.xml", Item(link=desk.server.url("/nowhere"), title=title, text="Right to left: שלום עולם, he said."))
    desk.poll()
    article = desk.article()
    assert "script" not in article.title
    assert "\u202e" not in article.title
    assert article.text == "Right to left: שלום עולם, he said."


def test_two_entries_with_one_address_are_one(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    feed = desk.feed("/feed.xml", Item(link=story), Item(link=f"{story}?utm_medium=rss#top", title="Again"))
    desk.poll()
    assert len(desk.articles()) == 1
    assert len(desk.state(feed).entries) == 1


def test_nested_tags_bombs_and_news_in_killable_processes(desk: Newsdesk, tmp_path: Path) -> None:
    deep = b"<rss version='2.0'><channel><item><title>Deep</title><description>" + b"<b>" * 200_000
    desk.server.serve("/deep.xml", deep, content_type=RSS)
    (bad,) = desk.add("/deep.xml")
    good = desk.feed("/good.xml", Item(link=desk.server.act("/bridge", Reply(body=page().encode()))))
    settings = desk.with_settings(parse_timeout_s=2.0).settings
    summary = poll_all_once(settings, desk.log, metrics=Metrics())
    assert summary.feeds == 2
    assert bad in summary.failures
    assert desk.state(good).status == "ok"
    assert [article.text for article in desk.articles() if article.feed_url == good] == ["\n".join(PROSE)]
