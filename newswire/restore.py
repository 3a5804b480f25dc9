"""A store filled again from the log: what `enriched` still holds, written like anything that arrives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.store import Store
from wire import logs
from wire.errors import BadMessage, UnknownSchema, Unreachable
from wire.log import Log
from wire.messages import EnrichedArticle, decode
from wire.topics import ENRICHED

#: Articles of one write.
BATCH = 200

logger = logs.get(__name__)


@dataclass(frozen=True, kw_only=True)
class Restored:
    """Messages read, those of them that were missing in the store or older there, and those that it did not take."""

    read: int = 0
    written: int = 0
    refused: int = 0


def restore(log: Log, store: Store) -> Restored:
    """Write every enriched article of the log to the store; what is there already, or newer, stays as it is.

    What was erased stays so where the store remembers it. Raises Unreachable where the store is too busy.
    """
    articles, read, written, refused = _articles(log), 0, 0, 0
    while batch := list(islice(articles, BATCH)):
        outcomes = store.write(batch)
        if why := next((one.why for one in outcomes if one.outcome == "retry"), None):
            raise Unreachable(f"the store does not take more just now ({why}): run the command again, it goes on where it was")
        read += len(batch)
        written += sum(one.outcome == "written" for one in outcomes)
        refused += sum(one.outcome == "reject" for one in outcomes)
    store.refresh()
    return Restored(read=read, written=written, refused=refused)


def _articles(log: Log) -> Iterator[EnrichedArticle]:
    for record in log.read(ENRICHED):
        try:
            yield decode(record.value or b"", EnrichedArticle)
        except (BadMessage, UnknownSchema) as error:
            logger.warning("message left out", partition=record.partition, offset=record.offset, why=str(error))
