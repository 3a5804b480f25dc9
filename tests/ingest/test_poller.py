"""The loop: feeds come and go, processes share them, a stop loses nothing."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from ingest.registry import Registry
from ingest.service import poll_all_once, run
from tests.ingest.newsroom import RSS, Item, Newsdesk, page, rss
from tests.servers.hostile import closed_origin
from tests.servers.scenarios import Reply
from wire.errors import StorageFull
from wire.log import Outgoing
from wire.log_sqlite import SqliteLog
from wire.metrics import ARTICLES_PUBLISHED, FETCHES, POLLS, Metrics
from wire.metrics import FEEDS as FEEDS_HELD
from wire.topics import ARTICLES, FEEDS, INGEST_GROUP


def no_lag(desk: Newsdesk) -> bool:
    return all(row.lag == 0 for row in desk.log.lag(INGEST_GROUP, [FEEDS]))


@contextmanager
def running(desk: Newsdesk, log: SqliteLog) -> Iterator[None]:
    """A poller with a log of its own in a thread, as a second process would be."""
    stop = threading.Event()

    async def poll() -> None:
        async with desk.poller(log) as poller:
            await poller.run(stop, lambda: None)

    thread = threading.Thread(target=lambda: asyncio.run(poll()))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        log.close()


def test_feeds_are_added_and_removed_while_it_runs(desk: Newsdesk) -> None:
    feed = desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    with running(desk, SqliteLog(desk.path)):
        desk.until(lambda: len(desk.articles()) == 1)
        other = desk.feed("/other.xml", Item(link=desk.story("/other"), title="Other"))
        desk.until(lambda: len(desk.articles()) == 2 and set(desk.states()) == {feed, other})
        Registry(desk.log).remove(feed)
        desk.until(lambda: no_lag(desk))
        polls = desk.states()[feed].polls
        later = desk.feed("/later.xml", Item(link=desk.story("/later"), title="Later"))
        desk.until(lambda: {other, later} <= set(desk.states()))
        assert desk.states()[feed].polls == polls


@pytest.mark.parametrize("restarted", [False, True], ids=["while it runs", "after a restart"])
def test_a_feed_added_again_goes_on_with_its_revisions(desk: Newsdesk, *, restarted: bool) -> None:
    def edit(text: str) -> str:
        return desk.feed("/feed.xml", Item(link=desk.story("/bridge", paragraphs=[text]), title=text))

    feed = edit("The bridge is closed for a week, the council of Tarn said on Monday evening.")
    with running(desk, SqliteLog(desk.path)):
        desk.until(lambda: len(desk.articles()) == 1 and feed in desk.states())
        Registry(desk.log).remove(feed)
        desk.until(lambda: no_lag(desk))
        if not restarted:
            edit("The bridge is closed for a month, the council of Tarn said on Tuesday morning.")
            desk.until(lambda: len(desk.articles()) == 2)
    if restarted:
        edit("The bridge is closed for a month, the council of Tarn said on Tuesday morning.")
        with running(desk, SqliteLog(desk.path)):
            desk.until(lambda: len(desk.articles()) == 2)
    assert [article.revision for article in desk.articles()] == [1, 2]


def test_a_slow_feed_holds_up_no_other(desk: Newsdesk) -> None:
    desk.add("/hostile/slow-body")
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    desk.run_until(lambda: len(desk.articles()) == 1)
    assert desk.server.url("/hostile/slow-body") not in desk.states()


def test_processes_share_the_feeds_and_take_over_from_each_other(desk: Newsdesk) -> None:
    desk.with_settings(allow_private_networks=True)
    hosts = [f"site{n}.example" for n in range(12)]
    feeds = {desk.elsewhere(host, "/feed.xml") for host in hosts}
    desk.server.serve("/feed.xml", rss(Item(link="bridge")), content_type=RSS)
    desk.story("/bridge")
    with running(desk, SqliteLog(desk.path)):
        with running(desk, SqliteLog(desk.path)):
            desk.until(lambda: len({row.partition for row in desk.log.lag(INGEST_GROUP, [FEEDS]) if row.member}) == 4)
            desk.add(*feeds)
            desk.until(lambda: set(desk.states()) == feeds)
        later = desk.add(*(desk.elsewhere(host, "/later.xml") for host in hosts))
        desk.until(lambda: set(later) <= set(desk.states()))
    assert {article.revision for article in desk.articles()} == {1}
    assert len(desk.articles()) == len(hosts)


def test_a_poll_that_is_stopped_in_the_middle_saves_what_it_has(desk: Newsdesk) -> None:
    items = [Item(title="Quick", link=desk.story("/quick")), Item(title="Slow", link=desk.server.url("/hostile/silence"))]
    feed = desk.feed("/feed.xml", *items, etag='"1"')
    desk.run_until(lambda: len(desk.articles()) == 1)
    assert [entry.url for entry in desk.state(feed).entries] == [desk.server.url("/quick")]
    desk.server.act("/hostile/silence", Reply(body=page("Slow").encode()))
    desk.poll()
    assert [article.title for article in desk.articles()].count("Slow") == 1
    assert len(desk.articles()) == 2


def test_the_service_polls_until_it_is_told_to_stop(desk: Newsdesk) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    settings = desk.with_settings(data_dir=desk.path.parent).settings
    stop, metrics, beats = threading.Event(), Metrics(), threading.Event()
    service = threading.Thread(target=run, args=(settings,), kwargs={"stop": stop, "metrics": metrics, "ready": beats.set})
    service.start()
    try:
        desk.until(lambda: len(desk.articles()) == 1 and beats.is_set() and desk.states() != {})
    finally:
        stop.set()
        service.join(20)
    assert metrics.total(POLLS, outcome="changed") == 1
    assert metrics.total(ARTICLES_PUBLISHED, text_source="page") == 1
    assert metrics.total(FETCHES, what="feed", outcome="ok") == 1
    assert metrics.total(FEEDS_HELD) == 1


def test_one_round_says_what_came_of_it(desk: Newsdesk) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")))
    desk.server.act("/gone.xml", Reply(410))
    done: list[tuple[int, int]] = []
    with closed_origin() as closed:
        settings = desk.with_settings(allow_private_networks=True).settings
        gone, away = desk.add("/gone.xml", f"{closed}/feed.xml")
        first = poll_all_once(settings, desk.log, metrics=Metrics(), progress=lambda n, of: done.append((n, of)))
        second = poll_all_once(settings, desk.log, metrics=Metrics())
    assert (first.feeds, first.published, first.held_elsewhere) == (3, 1, 0)
    assert first.polls == {"changed": 1, "gone": 1, "failed": 1}
    assert set(first.failures) == {gone, away}
    assert done[-1] == (3, 3)
    assert (second.feeds, second.published, second.retired) == (2, 0, (gone,))


class FullDisk(SqliteLog):
    """No room for articles."""

    def append(self, records: Sequence[Outgoing]) -> None:
        """See Log."""
        if any(record.topic == ARTICLES for record in records):
            raise StorageFull("the disk is full")
        super().append(records)


def test_a_full_disk_stops_the_service_and_loses_nothing(desk: Newsdesk) -> None:
    desk.feed("/feed.xml", Item(link=desk.story("/bridge")))

    async def poll() -> None:
        async with desk.poller(FullDisk(desk.path)) as poller:
            await poller.run(threading.Event(), lambda: None)

    with pytest.raises(StorageFull):
        asyncio.run(poll())
    assert (desk.articles(), desk.states()) == ([], {})
    assert desk.poll().published == 1
