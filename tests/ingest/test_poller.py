"""Feeds in, articles out: the whole of ingest on a real log and a real server."""

from tests.ingest.newsroom import Item, Newsdesk


def test_a_new_entry_becomes_an_article_with_the_text_of_its_page(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    feed = desk.feed("/feed.xml", Item(link=story, text="The bridge closes."))
    summary = desk.poll()
    (article,) = desk.articles()
    assert (article.revision, article.text_source, article.feed_url, article.origins) == (1, "page", feed, (feed,))
    assert article.text.count("\n") == 2
    assert summary.entries == {"new": 1}
    assert desk.state(feed).entries[0].outcome == "published"


def test_polling_again_publishes_nothing(desk: Newsdesk) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    desk.poll()
    again = desk.poll()
    assert len(desk.articles()) == 1
    assert (again.published, again.polls) == (0, {"unchanged": 1})
