"""Ingest killed at random moments loses no article and makes no revision that nobody wrote."""

import multiprocessing
import random
import threading

from ingest.service import run
from tests.ingest.newsroom import PROSE, Item, Newsdesk
from wire.messages import FeedState
from wire.metrics import Metrics
from wire.settings import Settings
from wire.topics import FEEDS, INGEST_GROUP

FEEDS_COUNT = 4
STORIES = 12  #: of each feed, besides one that all share
KILLS = 5


def serve(settings: Settings) -> None:
    run(settings, stop=threading.Event(), metrics=Metrics(), ready=lambda: None)


def test_kills_lose_and_double_nothing(desk: Newsdesk) -> None:
    settings = desk.with_settings(
        data_dir=desk.path.parent, host_delay_s=0.01, poll_min_s=0.5, allow_private_networks=True
    ).settings
    shared = desk.story("/shared", title="Shared", paragraphs=[f"Shared. {line}" for line in PROSE])
    feeds = [desk.feed(f"/feed-{n}.xml", *_items(desk, n), Item(title="Shared", link=shared)) for n in range(FEEDS_COUNT)]
    wanted = {f"Story {feed}-{n}" for feed in range(FEEDS_COUNT) for n in range(STORIES)} | {"Shared"}
    moments = random.Random(4)
    for _ in range(KILLS):
        process = start(settings)
        enough = len(desk.articles()) + moments.randint(1, 12)
        desk.until(lambda enough=enough: len(desk.articles()) >= enough)  # type: ignore[misc]
        process.kill()
        process.join()
    process = start(settings)
    try:
        desk.until(lambda: all(_is_complete(desk.states().get(feed)) for feed in feeds))
    finally:
        process.terminate()
        process.join(20)
        process.kill()
    articles = desk.articles()
    assert {article.title for article in articles} == wanted
    assert len({article.id for article in articles}) == len(wanted)
    assert {article.revision for article in articles} == {1}
    assert set().union(*(article.origins for article in articles if article.title == "Shared")) == set(feeds)
    assert all(row.lag == 0 for row in desk.log.lag(INGEST_GROUP, [FEEDS]))
    assert desk.poll().published == 0


def start(settings: Settings) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(settings,))
    process.start()
    return process


def _items(desk: Newsdesk, feed: int) -> list[Item]:
    titles = [f"Story {feed}-{n}" for n in range(STORIES)]
    return [
        Item(title=title, link=desk.story(f"/{feed}/{n}", title=title, paragraphs=[f"{title}. {line}" for line in PROSE]))
        for n, title in enumerate(titles)
    ]


def _is_complete(state: FeedState | None) -> bool:
    return state is not None and state.status == "ok" and len(state.entries) == STORIES + 1
