"""Moves what a one-machine folder holds onto other servers, in an order that is right at every moment.

registry_and_states   what is remembered of a feed before the feed itself, so that nobody polls it as if it were new
erasures              what was erased, before anything that might bring it back
stored                every stored article with its names and quotes
dead                  dead letters neither replayed nor dropped
waiting               articles not yet enriched, enriched articles not yet indexed

Nothing here is changed, and nothing there is overwritten: what is there already is left alone. So a move that was cut off is
begun again, and does only what is missing. At the end everything is looked for once more where it should be.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from index.open import open_store
from newswire.migrate_log import move_dead, move_newest, move_waiting
from newswire.migrate_store import move_articles, move_erasures
from newswire.moved import Moved
from wire.errors import UsageError
from wire.lock import hold_folder
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ARTICLES, ENRICH_GROUP, ENRICHED, FEED_STATE, FEEDS, INDEX_GROUP


def migrate(settings: Settings, *, to_log: str, to_store: str, report: Callable[[Moved], None]) -> None:
    """Move all from the log and store of `settings` to those named; `report` is called as each part is done.

    Raises AlreadyRunning where `newswire run` is at work in the folder, UsageError where the two are the same place,
    Unreachable and AccessDenied where a server cannot be used.
    """
    there = settings.model_copy(update={"log": to_log, "store": to_store})
    if to_log == settings.log_url or to_store == settings.store_url:
        raise UsageError("this would move a log or a store onto itself: name others with --to-log and --to-store")
    with (
        hold_folder(settings.data_dir),
        closing(open_log(settings)) as old_log,
        closing(open_log(there)) as new_log,
        closing(open_store(settings)) as old_store,
        closing(open_store(there)) as new_store,
    ):
        create_topics(old_log, settings)
        create_topics(new_log, there)
        report(move_newest(old_log, new_log, FEED_STATE, what="states of feeds"))
        report(move_newest(old_log, new_log, FEEDS, what="feeds"))
        report(move_erasures(old_store, new_store))
        report(move_articles(old_store, new_store))
        report(move_dead(old_log, new_log, max_bytes=settings.record_max_bytes))
        report(move_waiting(old_log, new_log, ENRICH_GROUP, ARTICLES, what="articles waiting for enrich"))
        report(move_waiting(old_log, new_log, INDEX_GROUP, ENRICHED, what="articles waiting for index"))
