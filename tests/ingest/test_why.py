"""What became of an article's URL."""

from ingest.why import why
from tests.ingest.newsroom import Item, Newsdesk
from tests.servers.scenarios import Reply


def test_a_published_article_names_its_feeds(desk: Newsdesk) -> None:
    story = desk.story("/bridge")
    feeds = {desk.feed("/a.xml", Item(link=story)), desk.feed("/b.xml", Item(link=story))}
    desk.poll()
    known = why(desk.log, f"{story}?utm_source=mail#top")
    assert {listing.feed.url for listing in known.listings} == feeds
    assert known.article_ids == (desk.articles()[0].id,)
    assert sum("published as article" in line for line in known.words) == 1
    assert sum("same article" in line for line in known.words) == 1


def test_an_article_known_by_its_pages_own_name_is_found_by_either(desk: Newsdesk) -> None:
    canonical = desk.server.url("/2026/bridge")
    link = desk.story("/go?id=1", canonical=canonical)
    desk.feed("/a.xml", Item(link=link))
    desk.poll()
    assert len(why(desk.log, link).listings) == 1
    assert len(why(desk.log, canonical).listings) == 1


def test_refusals_and_waits_are_given_with_their_reasons(desk: Newsdesk) -> None:
    refused = desk.server.act("/refused", Reply(404))
    waiting = desk.server.act("/waiting", Reply(503))
    desk.feed("/a.xml", Item(link=refused, title="A"), Item(link=waiting, title="B"))
    desk.poll()
    assert "404" in why(desk.log, refused).words[0]
    assert "waiting, tried 1 times" in why(desk.log, waiting).words[0]


def test_an_unknown_url_is_told_of_the_feeds_of_its_host(desk: Newsdesk) -> None:
    desk.server.act("/a.xml", Reply(500))
    (feed,) = desk.add("/a.xml")
    desk.poll()
    known = why(desk.log, desk.server.url("/unheard-of"))
    assert (known.listings, [each.url for each in known.feeds_of_host]) == ((), [feed])
    assert "no feed lists" in known.words[0]
    assert "500" in known.words[1]


def test_a_host_without_feeds_is_to_be_discovered(desk: Newsdesk) -> None:
    assert "discover" in why(desk.log, "https://unknown.example/story").words[-1]


def test_a_feeds_own_url(desk: Newsdesk) -> None:
    (feed,) = desk.add("/a.xml")
    assert "never polled" in why(desk.log, feed).words[0]


def test_nonsense_is_no_crash(desk: Newsdesk) -> None:
    assert why(desk.log, "not a url at all").listings == ()
