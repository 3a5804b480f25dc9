"""What polls make of answers: validators, moves, failures, pauses, and when the feed is polled next."""

from datetime import datetime, timedelta

from tests.ingest.newsroom import RSS, Item, Newsdesk, rss
from tests.servers.hostile import closed_origin
from tests.servers.scenarios import Reply


def wait_s(desk: Newsdesk, feed: str) -> float:
    """How long after its last poll the feed is due (s)."""
    state = desk.state(feed)
    assert isinstance(state.due_at, datetime)
    assert isinstance(state.polled_at, datetime)
    return (state.due_at - state.polled_at).total_seconds()


def test_every_so_many_polls_the_validators_are_left_out(desk: Newsdesk) -> None:
    desk.with_settings(full_get_every=3)
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")), etag='"lies"', last_modified="Fri, 20 Nov 2026 09:30:00 GMT")
    for _ in range(2):
        desk.poll()
    desk.server.serve("/feed.xml", rss(Item(link=desk.story("/new"), title="New")), content_type=RSS, etag='"lies"')
    assert desk.poll().published == 0
    assert desk.poll().published == 1
    asked = ["if-none-match" in hit.headers for hit in desk.server.hits("/feed.xml")]
    assert asked == [False, True, True, False]


def test_the_same_bytes_without_validators_are_not_parsed(desk: Newsdesk) -> None:
    feed = desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    desk.poll()
    assert desk.poll().polls == {"unchanged": 1}
    assert desk.state(feed).polls == 2


def test_a_permanent_redirect_moves_the_feed_at_once(desk: Newsdesk) -> None:
    desk.server.serve("/new.xml", rss(Item(link=desk.story("/bridge"))), content_type=RSS)
    desk.server.redirect("/old.xml", "/middle.xml", status=301)
    desk.server.redirect("/middle.xml", "/new.xml", status=308)
    (feed,) = desk.add("/old.xml")
    desk.poll()
    assert desk.state(feed).fetch_url == desk.server.url("/new.xml")
    desk.poll()
    assert len(desk.server.hits("/old.xml")) == 1
    assert len(desk.server.hits("/new.xml")) == 2
    assert len(desk.articles()) == 1


def test_a_temporary_redirect_is_followed_and_forgotten(desk: Newsdesk) -> None:
    desk.server.serve("/new.xml", rss(Item(link=desk.story("/bridge"))), content_type=RSS)
    desk.server.redirect("/old.xml", "/new.xml", status=302)
    (feed,) = desk.add("/old.xml")
    desk.poll()
    desk.poll()
    assert desk.state(feed).fetch_url is None
    assert len(desk.server.hits("/old.xml")) == 2


def test_where_a_move_leads_nowhere_the_first_address_is_tried_again(desk: Newsdesk) -> None:
    desk.server.serve("/new.xml", rss(), content_type=RSS)
    desk.server.redirect("/old.xml", "/new.xml", status=301)
    (feed,) = desk.add("/old.xml")
    desk.poll()
    desk.server.forget("/new.xml")
    desk.server.serve("/old.xml", rss(Item(link=desk.story("/bridge"))), content_type=RSS)
    for _ in range(3):
        desk.poll()
    assert "first address" in (desk.state(feed).error or "")
    desk.poll()
    assert (desk.state(feed).status, len(desk.articles())) == ("ok", 1)


def test_410_retires_a_feed_until_it_is_added_again(desk: Newsdesk) -> None:
    desk.server.act("/feed.xml", Reply(410))
    (feed,) = desk.add("/feed.xml")
    desk.poll()
    state = desk.state(feed)
    assert (state.status, state.due_at) == ("gone", None)
    assert f"newswire feeds add {feed}" in (state.error or "")
    assert desk.poll().retired == (feed,)
    assert len(desk.server.hits("/feed.xml")) == 1
    desk.server.serve("/feed.xml", rss(), content_type=RSS)
    desk.later(seconds=1)
    desk.add("/feed.xml")
    desk.run_until(lambda: desk.state(feed).status == "ok")


def test_failures_are_tried_ever_more_rarely_but_at_least_daily(desk: Newsdesk) -> None:
    desk.server.act("/feed.xml", Reply(500))
    (feed,) = desk.add("/feed.xml")
    waits = []
    for _ in range(14):
        desk.poll()
        waits.append(wait_s(desk, feed))
    assert waits == sorted(waits)
    assert waits[0] == 120
    assert waits[-1] == 86400
    state = desk.state(feed)
    assert (state.status, state.failures) == ("failing", 14)
    assert "500" in (state.error or "")


def test_a_feed_that_recovers_is_well_again(desk: Newsdesk) -> None:
    desk.server.replies("/feed.xml", Reply(500), Reply(body=rss(Item(link=desk.story("/bridge"))), content_type=RSS))
    (feed,) = desk.add("/feed.xml")
    desk.poll()
    desk.poll()
    state = desk.state(feed)
    assert (state.status, state.failures, state.error, len(desk.articles())) == ("ok", 0, None, 1)


def test_retry_after_is_honoured(desk: Newsdesk) -> None:
    desk.server.act("/feed.xml", Reply(503, headers={"Retry-After": "7200"}))
    (feed,) = desk.add("/feed.xml")
    desk.poll()
    assert wait_s(desk, feed) == 7200


def test_ttl_and_max_age_keep_us_away(desk: Newsdesk) -> None:
    ttl = desk.feed("/ttl.xml", site={"extra": "<ttl>200</ttl>"})
    age = desk.feed("/age.xml", headers={"Cache-Control": "max-age=14400"})
    desk.poll()
    assert (wait_s(desk, ttl), wait_s(desk, age)) == (12000, 14400)
    desk.poll()
    assert wait_s(desk, ttl) == 12000


def test_the_interval_follows_what_the_feed_yields(desk: Newsdesk) -> None:
    feed = desk.feed("/feed.xml", Item(link=desk.story("/0")))
    desk.poll()
    first = wait_s(desk, feed)
    desk.server.serve("/feed.xml", rss(Item(link=desk.story("/1"), title="One more")), content_type=RSS)
    desk.poll()
    assert wait_s(desk, feed) == first / 2
    desk.poll()
    assert wait_s(desk, feed) == first * 3 / 4


def test_a_persons_wish_wins(desk: Newsdesk) -> None:
    desk.server.serve("/feed.xml", rss(extra="<ttl>200</ttl>"), content_type=RSS)
    (feed,) = desk.add("/feed.xml", poll_interval_s=30)
    desk.poll()
    assert wait_s(desk, feed) == 30


def test_an_unreachable_feed_says_why_and_when_it_is_tried_again(desk: Newsdesk) -> None:
    with closed_origin() as closed:
        desk.with_settings(allow_private_networks=True)
        (feed,) = desk.add(f"{closed}/feed.xml")
        desk.poll()
    state = desk.state(feed)
    assert state.status == "failing"
    assert state.error
    assert state.due_at is not None
    assert state.due_at > desk.now() + timedelta(seconds=60)


def test_an_empty_feed_is_well(desk: Newsdesk) -> None:
    feed = desk.feed("/feed.xml")
    assert desk.poll().polls == {"unchanged": 1}
    assert (desk.state(feed).status, desk.state(feed).error) == ("ok", None)


def test_a_feed_that_restamps_all_entries_at_every_poll_costs_no_page(desk: Newsdesk) -> None:
    def stamped(hour: int) -> bytes:
        date = f"Fri, 20 Nov 2026 {hour:02}:00:00 GMT"
        return rss(*(Item(link=desk.server.url(f"/{n}"), title=f"Story {n}", date=date) for n in range(6)))

    for n in range(6):
        desk.story(f"/{n}")
    desk.server.serve("/feed.xml", stamped(8), content_type=RSS)
    desk.add("/feed.xml")
    desk.poll()
    desk.server.serve("/feed.xml", stamped(9), content_type=RSS)
    assert desk.poll().entries == {"seen": 6}
    assert len(desk.server.hits("/0")) == 1
