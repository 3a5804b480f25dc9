"""Entries to articles: which text, which revision, which origins, and what waits or is refused."""

import pytest

from tests.ingest.newsroom import PROSE, RSS, Item, Newsdesk, json_feed, page, rss
from tests.servers.scenarios import Reply

LONG = "A paragraph of the feed's own, which is long enough to count as text and says what happened at the bridge. " * 8


def test_a_new_entry_becomes_an_article_with_the_text_of_its_page(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    feed = desk.feed("/feed.xml", Item(link=story, text="The bridge closes."))
    summary = desk.poll()
    article = desk.article()
    assert (article.revision, article.text_source, article.feed_url, article.origins) == (1, "page", feed, (feed,))
    assert article.text == "\n".join(PROSE)
    assert article.title == "Tarn bridge closed for six weeks"
    assert (article.source, article.summary, article.url) == ("The Tarn Courier", "The bridge closes.", story)
    assert summary.entries == {"new": 1}
    entry = desk.entry(feed)
    assert (entry.outcome, entry.article_id, entry.revision) == ("published", article.id, 1)


def test_polling_again_publishes_nothing(desk: Newsdesk) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")), etag='"1"')
    desk.poll()
    again = desk.poll()
    assert len(desk.articles()) == 1
    assert (again.published, again.polls) == (0, {"unchanged": 1})
    assert desk.server.hits("/feed.xml")[1].headers["if-none-match"] == '"1"'


def test_a_feed_that_changes_without_news_fetches_no_page(desk: Newsdesk) -> None:
    item = Item(link=desk.story("/bridge"))
    feed = desk.feed("/feed.xml", item)
    desk.poll()
    desk.server.serve("/feed.xml", rss(item, extra="<lastBuildDate>today</lastBuildDate>"))
    assert desk.poll().entries == {"seen": 1}
    assert len(desk.server.hits("/bridge")) == 1
    assert desk.entry(feed).outcome == "published"


def test_a_changed_article_becomes_revision_2(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    feed = desk.feed("/feed.xml", Item(link=story, title="Bridge to close"))
    desk.poll()
    desk.story("/bridge", paragraphs=[*PROSE, "The council later said that it would be eight weeks."])
    desk.server.serve("/feed.xml", rss(Item(link=story, title="Bridge to close for eight weeks")))
    assert desk.poll().entries == {"changed": 1}
    first, second = sorted(desk.articles(), key=lambda article: article.revision)
    assert (first.id, first.revision, second.revision) == (second.id, 1, 2)
    assert second.text.endswith("eight weeks.")
    assert desk.entry(feed).revision == 2


def test_a_new_headline_over_the_same_page_is_no_revision(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    feed = desk.feed("/feed.xml", Item(link=story, title="Bridge to close"))
    desk.poll()
    desk.server.serve("/feed.xml", rss(Item(link=story, title="BREAKING: bridge to close")))
    assert desk.poll().published == 0
    assert desk.entry(feed).outcome == "seen"
    assert desk.poll().published == 0
    assert len(desk.server.hits("/bridge")) == 2


def test_one_story_in_two_feeds_is_one_article_with_two_origins(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    first = desk.feed("/news.xml", Item(link=story))
    second = desk.feed("/local.xml", Item(link=f"{story}?utm_source=rss", title="Local: bridge closed"))
    desk.poll()
    articles = desk.articles()
    assert {(article.id, article.revision) for article in articles} == {(articles[0].id, 1)}
    assert set(articles[-1].origins) == {first, second}
    assert len(desk.server.hits("/bridge")) + len(desk.server.hits("/bridge?utm_source=rss")) == 1
    assert {desk.entry(first).outcome, desk.entry(second).outcome} == {"published", "duplicate"}
    assert desk.poll().published == 0


def test_a_feed_added_later_joins_the_origins(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    first = desk.feed("/news.xml", Item(link=story))
    desk.poll()
    second = desk.feed("/local.xml", Item(link=story))
    desk.poll()
    newest = desk.articles()[-1]
    assert (newest.revision, set(newest.origins)) == (1, {first, second})
    assert desk.poll().published == 0


def test_an_edit_seen_by_both_feeds_is_one_revision(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    first = desk.feed("/news.xml", Item(link=story))
    second = desk.feed("/local.xml", Item(link=story))
    desk.poll()
    desk.story("/bridge", paragraphs=[*PROSE, "This is new."])
    desk.server.serve("/news.xml", rss(Item(link=story, title="Edited")))
    desk.server.serve("/local.xml", rss(Item(link=story, title="Edited too")))
    desk.poll()
    assert sorted({article.revision for article in desk.articles()}) == [1, 2]
    assert set(desk.articles()[-1].origins) == {first, second}
    assert (desk.entry(first).revision, desk.entry(second).revision) == (2, 2)


def test_the_pages_own_name_for_itself_is_the_articles(desk: Newsdesk) -> None:
    canonical = desk.server.url("/2026/bridge")
    desk.feed("/feed.xml", Item(link=desk.story("/go?id=1", canonical=canonical)))
    desk.poll()
    assert desk.article().canonical_url == canonical


def test_pages_that_all_claim_one_name_stay_apart(desk: Newsdesk) -> None:
    shared = desk.server.url("/news/article")
    links = [
        desk.story(f"/{n}", title=f"Story {n}", paragraphs=[f"{n} {line}" for line in PROSE], canonical=shared)
        for n in range(3)
    ]
    desk.feed("/feed.xml", *(Item(link=link, title=f"Story {n}") for n, link in enumerate(links)))
    desk.poll()
    assert len({article.id for article in desk.articles()}) == 3
    assert {article.revision for article in desk.articles()} == {1}
    assert desk.poll().published == 0


def test_the_feeds_text_serves_where_the_page_is_gone(desk: Newsdesk) -> None:
    feed = desk.feed("/feed.xml", Item(link=desk.server.url("/nowhere"), text=LONG))
    desk.poll()
    article = desk.article()
    assert (article.text_source, article.title) == ("feed", "Tarn bridge closed")
    assert "404" in (article.text_note or "")
    assert desk.entry(feed).why == article.text_note


def test_the_feeds_text_serves_where_the_page_says_less(desk: Newsdesk) -> None:
    story = desk.story("/bridge", paragraphs=["Subscribe to read on. This is a page behind a wall, with a sentence of text."])
    desk.feed("/feed.xml", Item(link=story, text=LONG))
    desk.poll()
    assert desk.article().text_source == "feed"
    assert "less text" in (desk.article().text_note or "")


def test_an_entry_without_any_text_is_refused_with_a_reason(desk: Newsdesk) -> None:
    feed = desk.feed("/feed.xml", Item(link=desk.server.url("/nowhere")))
    assert desk.poll().entries == {"refused": 1}
    assert desk.articles() == []
    assert "no text" in (desk.entry(feed).why or "")
    assert desk.poll().entries == {}


def test_a_page_that_is_away_is_tried_again_before_the_feeds_text_has_to_do(desk: Newsdesk) -> None:
    desk.server.replies("/bridge", Reply(503), Reply(503), Reply(body=page().encode()))
    feed = desk.feed("/feed.xml", Item(link=desk.server.url("/bridge"), text="Short."))
    assert desk.poll().entries == {"waiting": 1}
    assert desk.entry(feed).outcome == "waiting"
    assert desk.poll().published == 0
    desk.later(minutes=2)
    assert desk.poll().entries == {"waiting": 1}
    desk.later(minutes=6)
    assert desk.poll().entries == {"new": 1}
    assert desk.article().text_source == "page"


def test_a_page_that_stays_away_leaves_the_feeds_text(desk: Newsdesk) -> None:
    desk.server.replies("/bridge", Reply(500))
    desk.feed("/feed.xml", Item(link=desk.server.url("/bridge"), text=LONG))
    for _ in range(6):
        desk.poll()
        desk.later(hours=1)
    assert len(desk.server.hits("/bridge")) == 4
    assert desk.article().text_source == "feed"


def test_an_entry_that_left_the_feed_while_it_waited_is_not_lost(desk: Newsdesk) -> None:
    desk.server.replies("/bridge", Reply(500), Reply(body=page().encode()))
    desk.feed("/feed.xml", Item(link=desk.server.url("/bridge")))
    desk.poll()
    desk.server.serve("/feed.xml", rss())
    desk.later(minutes=2)
    desk.poll()
    assert desk.article().text == "\n".join(PROSE)


def test_a_teaser_never_replaces_what_was_read_from_the_page(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    feed = desk.feed("/feed.xml", Item(link=story))
    desk.poll()
    desk.server.forget("/bridge")
    desk.server.serve("/feed.xml", rss(Item(link=story, title="Edited", text="Short.")))
    assert desk.poll().published == 0
    assert "stands as it was" in (desk.entry(feed).why or "")


def test_more_new_entries_than_one_poll_takes_wait_for_the_next(desk: Newsdesk) -> None:
    desk.with_settings(max_new_per_poll=2, poll_min_s=0.1)
    items = [Item(link=desk.story(f"/{n}", title=f"Story {n}"), title=f"Story {n}") for n in range(5)]
    desk.feed("/feed.xml", *items)
    desk.run_until(lambda: len(desk.articles()) == 5)
    assert sorted(article.title for article in desk.articles()) == [f"Story {n}" for n in range(5)]


def test_json_feed_with_full_text(desk: Newsdesk) -> None:
    item = {"id": "1", "url": desk.server.url("/gone"), "title": "Short news", "content_html": f"<p>{LONG}</p>"}
    desk.server.serve("/feed.json", json_feed([item]), content_type="application/feed+json")
    desk.add("/feed.json")
    desk.poll()
    assert desk.article().text == LONG.strip()


@pytest.mark.parametrize("link", [None, "mailto:desk@courier.example"])
def test_an_entry_without_a_page_is_an_article_of_its_feed(desk: Newsdesk, link: str | None) -> None:
    feed = desk.feed("/feed.xml", Item(link=link, text=LONG), Item(link=link, title="Another", text=LONG + "More."))
    desk.poll()
    assert len({article.id for article in desk.articles()}) == 2
    assert all(article.canonical_url.startswith(f"{feed}#") for article in desk.articles())
    assert desk.poll().published == 0


def test_an_article_that_can_no_longer_be_read_at_all_keeps_its_revision(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    feed = desk.feed("/feed.xml", Item(link=story))
    desk.poll()
    desk.server.forget("/bridge")
    desk.server.serve("/feed.xml", rss(Item(link=story, title="Edited")))
    assert desk.poll().published == 0
    assert desk.entry(feed).article_id == desk.article().id
    desk.story("/bridge", paragraphs=[*PROSE, "And this."])
    desk.server.serve("/feed.xml", rss(Item(link=story, title="Edited again")))
    desk.poll()
    assert sorted(article.revision for article in desk.articles()) == [1, 2]


def test_an_entry_with_a_count_of_readers_does_not_cost_a_page_at_every_poll(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    desk.add("/feed.xml")
    for readers in range(12):
        desk.server.serve("/feed.xml", rss(Item(link=story, text=f"{readers} readers")), content_type=RSS)
        desk.poll()
        desk.later(seconds=60)
    assert len(desk.articles()) == 1
    assert 4 < len(desk.server.hits("/bridge")) < 9
