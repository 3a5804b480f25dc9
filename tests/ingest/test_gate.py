"""Back-pressure: polls wait while too much waits behind them, and nothing is lost by it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing

import pytest

from ingest import gate
from ingest.gate import Gate
from tests.ingest.newsroom import Item, Newsdesk
from tests.ingest.test_poller import no_lag, running
from wire.errors import AccessDenied
from wire.log import PartitionLag
from wire.log_sqlite import SqliteLog
from wire.metrics import BACKLOG, POLLING_HELD, Metrics
from wire.topics import ARTICLES, ENRICH_GROUP

#: Messages that may wait, and articles of one feed.
LIMIT, EACH = 4, 3


@pytest.fixture
def busy(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> Newsdesk:
    """A desk whose gate is looked at all the time."""
    monkeypatch.setattr(gate, "EVERY_S", 0.0)
    return desk.with_settings(backlog_limit=LIMIT)


def test_pollers_stop_at_the_limit_and_go_on_when_the_backlog_is_done(busy: Newsdesk) -> None:
    _add_feed(busy, "/first.xml")
    _add_feed(busy, "/second.xml")
    with running(busy, SqliteLog(busy.path)):
        busy.until(lambda: len(busy.articles()) == 2 * EACH and len(busy.states()) == 2)
        late = [_add_feed(busy, f"/late{number}.xml") for number in range(3)]
        # the poller has taken note of the new feeds, so it would poll them if it might
        busy.until(lambda: no_lag(busy))
        for _ in range(5):
            time.sleep(0.2)
            assert len(busy.articles()) == 2 * EACH
            assert not set(late) & set(busy.states())

        _enrich_everything(busy)
        busy.until(lambda: set(late) <= set(busy.states()))

    assert len({article.id for article in busy.articles()}) == 5 * EACH


def test_the_state_of_the_gate_stands_in_the_metrics(busy: Newsdesk) -> None:
    metrics = Metrics()
    ours = Gate(busy.log, limit=LIMIT, metrics=metrics)
    ours.look()
    assert (ours.held, metrics.total(POLLING_HELD)) == (False, 0)

    for path in ("/first.xml", "/second.xml"):
        _add_feed(busy, path)
    busy.poll()
    ours.look()
    assert (ours.held, metrics.total(POLLING_HELD), metrics.total(BACKLOG)) == (True, 1, 2 * EACH)

    _enrich_everything(busy)
    ours.look()
    assert (ours.held, metrics.total(POLLING_HELD), metrics.total(BACKLOG)) == (False, 0, 0)


def test_it_is_looked_at_every_few_seconds_and_never_without_a_limit(desk: Newsdesk) -> None:
    times = iter([0.0, 0.0, gate.EVERY_S - 0.1, gate.EVERY_S])
    ours = Gate(desk.log, limit=1, metrics=Metrics(), timer=lambda: next(times))
    assert ours.due()
    ours.look()
    assert [ours.due(), ours.due()] == [False, True]
    assert not Gate(desk.log, limit=0, metrics=Metrics()).due()


class Closed(SqliteLog):
    """A log whose groups this user may not see."""

    def lag(self, group: str, topics: Sequence[str]) -> list[PartitionLag]:
        raise AccessDenied("no right to describe the group")


def test_one_who_may_not_see_the_backlog_polls_without_regard_to_it(desk: Newsdesk) -> None:
    with closing(Closed(desk.path)) as log:
        ours = Gate(log, limit=1, metrics=Metrics())
        ours.look()
    assert not ours.held
    assert not ours.due()


def _add_feed(desk: Newsdesk, path: str) -> str:
    items = [Item(link=desk.story(f"{path}/{number}"), title=f"{path} {number}") for number in range(EACH)]
    return desk.feed(path, *items)


def _enrich_everything(desk: Newsdesk) -> None:
    """What the enrichers do, as far as the poller can see it."""
    with closing(desk.log.consumer(ENRICH_GROUP, [ARTICLES])) as consumer:
        while records := consumer.poll(100, 0.3):
            consumer.commit({record.at: record.offset + 1 for record in records})
