"""The clock jumps, as it does when a machine wakes up or sets its time: no feed waits for as long, nothing is lost or doubled."""

from datetime import timedelta

import pytest

from ingest.ownership import Ownership
from ingest.registry import Registry
from ingest.schedule import page_due, put_back
from tests.ingest.newsroom import NOON, RSS, Item, Newsdesk, page, rss
from tests.servers.scenarios import Reply
from wire.log import Consumer
from wire.messages import EntryState

JUMPS = pytest.mark.parametrize("hours", [9, -9, 2400, -2400], ids=lambda hours: f"{hours:+} h")


def serve_another(desk: Newsdesk) -> None:
    """The feed lists one more article."""
    items = Item(link=desk.story("/bridge")), Item(link=desk.story("/ferry", title="Ferry sinks"), title="Ferry sinks")
    desk.server.serve("/feed.xml", rss(*items), content_type=RSS)


@JUMPS
@pytest.mark.parametrize("ailing", [False, True], ids=["well", "failing"])
def test_a_feed_is_polled_soon_after_a_jump(desk: Newsdesk, hours: int, *, ailing: bool) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    if ailing:
        desk.server.act("/feed.xml", Reply(503))
    desk.poll()
    desk.later(hours=hours)
    serve_another(desk)
    desk.run_until(lambda: len(desk.articles()) == 2)
    assert {article.revision for article in desk.articles()} == {1}


def test_a_clock_put_back_costs_one_poll_and_then_the_rhythm_goes_on(desk: Newsdesk) -> None:
    feed = desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    desk.poll()
    desk.later(hours=-9)
    looks = iter(range(30))
    desk.run_until(lambda: desk.state(feed).polls == 2 and next(looks, None) is None)
    assert len(desk.server.hits("/feed.xml")) == 2
    assert desk.state(feed).due_at is not None
    assert timedelta() < desk.state(feed).due_at - desk.now() < timedelta(hours=1)  # type: ignore[operator]


def test_a_host_that_asked_for_a_pause_gets_it_though_the_clock_is_put_back(desk: Newsdesk) -> None:
    desk.server.act("/feed.xml", Reply(429, headers={"Retry-After": "3600"}))
    desk.server.act("/other.xml", Reply(body=rss(), content_type=RSS))
    feed, other = desk.add("/feed.xml", "/other.xml")
    desk.run_until(lambda: desk.states().keys() == {feed, other})
    asked = len(desk.server.hits("/feed.xml")) + len(desk.server.hits("/other.xml"))
    states = len(list(desk.log.read("feed-state")))
    looks = iter(range(30))

    def put_back_meanwhile() -> bool:
        look = next(looks, None)
        if look == 0:
            desk.later(hours=-9)
        return look is None

    desk.run_until(put_back_meanwhile)
    assert len(desk.server.hits("/feed.xml")) + len(desk.server.hits("/other.xml")) <= asked + 2
    assert len(list(desk.log.read("feed-state"))) <= states + 4


@JUMPS
def test_a_feed_added_before_a_jump_is_polled(desk: Newsdesk, hours: int) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    desk.later(hours=hours)
    desk.run_until(lambda: len(desk.articles()) == 1)


@JUMPS
def test_a_page_that_was_away_is_tried_again_soon_after_a_jump(desk: Newsdesk, hours: int) -> None:
    desk.server.replies("/bridge", Reply(503), Reply(body=page().encode()))
    desk.feed("/feed.xml", Item(link=desk.server.url("/bridge"), text="Short."))
    assert desk.poll().entries == {"waiting": 1}
    desk.later(hours=hours)
    desk.run_until(lambda: len(desk.articles()) == 1)
    assert desk.article().text_source == "page"


def test_a_retired_feed_can_be_revived_though_the_clock_is_put_back(desk: Newsdesk) -> None:
    desk.server.act("/feed.xml", Reply(410))
    (feed,) = desk.add("/feed.xml")
    desk.poll()
    desk.later(hours=-9)
    serve_another(desk)
    assert Registry(desk.log, clock=desk.now).add(feed).outcome == "revived"
    desk.run_until(lambda: len(desk.articles()) == 2)


@JUMPS
def test_an_edit_after_a_jump_is_the_next_revision(desk: Newsdesk, hours: int) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    desk.poll()
    desk.later(hours=hours)
    text = "The bridge stays open after all, the council of Lower Tarn said on Friday evening in a short statement."
    desk.story("/bridge", paragraphs=[text])
    desk.server.serve("/feed.xml", rss(Item(link=desk.server.url("/bridge"), title="Open")), content_type=RSS)
    desk.run_until(lambda: len(desk.articles()) == 2)
    assert [article.revision for article in desk.articles()] == [1, 2]


def test_feeds_are_read_anew_after_a_sleep_in_which_somebody_else_may_have_polled_them(desk: Newsdesk) -> None:
    (feed,) = desk.add("/feed.xml")
    now = 1000.0
    consumer: Consumer = desk.log.consumer("sleepers", ["feeds"])
    ownership = Ownership(desk.log, consumer, timer=lambda: now)
    arrived = [record.url for arrival in ownership.look().arrived for record in arrival.records]
    again = ownership.look()
    now += 3600
    woken = ownership.look()
    ownership.close()
    assert arrived == [feed]
    assert not again.arrived
    assert set(woken.lost) == {arrival.partition for arrival in woken.arrived}
    assert [record.url for arrival in woken.arrived for record in arrival.records] == [feed]


@pytest.mark.parametrize(("ahead_s", "expected"), [(0, False), (30, False), (3600, True), (-3600, False)])
def test_clocks_that_differ_a_little_are_not_taken_for_a_jump(ahead_s: float, *, expected: bool) -> None:
    assert put_back(NOON + timedelta(seconds=ahead_s), NOON) is expected


def test_an_entry_tried_in_the_future_is_due() -> None:
    entry = EntryState(key="k", url=None, entry_hash="h", outcome="waiting", seen_at=NOON + timedelta(hours=9), attempts=2)
    assert page_due(entry, NOON)
    assert not page_due(entry, NOON + timedelta(hours=9))
