"""A one-machine folder with something of everything that a move must take along."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime

from index.open import open_store
from ingest.service import poll_all_once
from tests.flow.command import Newswire
from tests.flow.press import publish, write_piece
from tests.servers.hostile import HostileServer
from wire.dead import outgoing
from wire.log import Log
from wire.messages import DeadLetter
from wire.metrics import Metrics
from wire.open import open_log
from wire.settings import Settings
from wire.topics import ARTICLES

#: Articles that are stored, and articles that wait for the enrichers.
STORED, WAITING = 4, 3

#: The path of an article that was stored and then erased; its feed still lists it.
ERASED = "/news/100"

LETTER = DeadLetter(
    topic=ARTICLES,
    partition=0,
    offset=5,
    key=b"a1-dead",
    value=b"{}",
    stage="enrich",
    cause="bad-message",
    detail="not an Article",
    failed_at=datetime(2026, 11, 24, tzinfo=UTC),
)


def fill_folder(newswire: Newswire, server: HostileServer) -> None:
    """Four articles polled, enriched and stored, a fifth erased again; three more polled only; one dead letter."""
    pieces, erased = [write_piece(number) for number in range(STORED + WAITING)], write_piece(100)
    (feed,) = publish(server, [*pieces[:STORED], erased], "/feed.xml")
    newswire.run("feeds", "add", feed)
    newswire.run("run", "--once")
    newswire.run("erase", server.url(ERASED))
    publish(server, [*pieces, erased], "/feed.xml")
    with closing(open_log(settings_of(newswire))) as log:
        _poll(log, settings_of(newswire))
        log.append([outgoing(LETTER)])


def settings_of(newswire: Newswire) -> Settings:
    """The settings that the command runs with."""
    return Settings(data_dir=newswire.folder, allow_private_networks=True, host_delay_s=0.0, **newswire.settings)


def stored(newswire: Newswire) -> dict[str, tuple[int, str]]:
    """Revision and text of every stored article."""
    with closing(open_store(settings_of(newswire))) as store:
        store.refresh()
        return {each.article.id: (each.article.revision, each.article.text) for each in store.all()}


def _poll(log: Log, settings: Settings) -> None:
    summary = poll_all_once(settings, log, metrics=Metrics(), stop=threading.Event())
    assert summary.published == WAITING
