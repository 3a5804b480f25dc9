"""Moves articles, and what is known of erased ones, from one store to another."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import islice

from index.store import Store
from newswire.moved import Moved
from wire import logs
from wire.backoff import Backoff
from wire.errors import Unreachable
from wire.messages import EnrichedArticle

#: Articles of one write.
BATCH = 100

#: How long the new store may put off a batch before the move is given up for now (s).
PATIENCE_S = 120.0

logger = logs.get(__name__)


def move_erasures(old: Store, new: Store) -> Moved:
    """What was erased here stays erased there, whatever still brings it: the log, a feed that is read again."""
    erased = list(old.erased())
    moved = sum(new.keep_out(erased[start : start + BATCH]) for start in range(0, len(erased), BATCH))
    new.refresh()
    return Moved(what="erasures", found=len(erased), moved=moved, missing=len(set(erased) - set(new.erased())))


def move_articles(old: Store, new: Store) -> Moved:
    """Every stored article. The store there keeps the higher version, so what it has already is not written again.

    Raises Unreachable where the new store puts off what it is given for too long.
    """
    versions: dict[str, int] = {}
    moved = 0
    for batch in _batches(old.all()):
        versions.update({each.article.id: each.version for each in batch})
        moved += _write(new, batch)
    missing = _missing(new, versions)
    note = "the new store refused them; its log and ours say why" if missing else ""
    return Moved(what="stored articles", found=len(versions), moved=moved, missing=missing, note=note)


def _missing(new: Store, versions: dict[str, int]) -> int:
    """How many are not there, or only in a lower version."""
    new.refresh()
    there = {each.article.id: each.version for each in new.all()}
    return sum(there.get(article_id, -1) < version for article_id, version in versions.items())


def _write(new: Store, batch: Sequence[EnrichedArticle]) -> int:
    """Write until nothing of the batch is put off; how many were written."""
    backoff, deadline, count, left = Backoff(), time.monotonic() + PATIENCE_S, 0, list(batch)
    while left:
        results = list(zip(left, new.write(left), strict=True))
        count += sum(written.outcome == "written" for _, written in results)
        for each, written in results:
            if written.outcome == "reject":
                logger.error("the new store refuses an article", url=each.article.url, why=written.why)
        left = [each for each, written in results if written.outcome == "retry"]
        if left:
            why = next(written.why for _, written in results if written.outcome == "retry")
            if time.monotonic() > deadline:
                raise Unreachable(f"the new store takes no articles ({why}); run the same command again later, it goes on here")
            time.sleep(backoff.next_s())
    return count


def _batches(articles: Iterator[EnrichedArticle]) -> Iterator[list[EnrichedArticle]]:
    while batch := list(islice(articles, BATCH)):
        yield batch
