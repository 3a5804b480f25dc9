"""Ridding Elasticsearch's files of what was erased.

An erased article is overwritten at once, and no search or reading by id finds it. Its bytes stay in the files until those are
merged, and for half a minute Elasticsearch keeps them for copies that lag behind. So whoever writes looks once a minute
whether something was erased one or two minutes ago, and has the files written anew that hold what was overwritten; a second
time, because a copy may have lagged behind the first time.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from elasticsearch import Elasticsearch

from index.elastic_errors import translated
from index.elastic_indices import KINDS, Indices
from wire import logs
from wire.errors import NewswireError

#: How old an erasure must be, and how often we look (s).
AFTER_S = 60.0

#: How far back we look when we begin (s): for what was erased while nobody wrote.
_AT_FIRST_S = 24 * 3600.0

logger = logs.get(__name__)


class Purge:
    """Looks for erasures. `clock` gives seconds since 1970, `timer` seconds that only grow."""

    def __init__(
        self,
        client: Elasticsearch,
        where: str,
        indices: Indices,
        *,
        after_s: float = AFTER_S,
        clock: Callable[[], float] = time.time,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._where, self._indices = client, where, indices
        self._after_s = after_s
        self._clock, self._timer = clock, timer
        self._seen = clock() - _AT_FIRST_S
        self._next = timer()

    def look(self) -> None:
        """Have files written anew if it is time to and something was erased. What goes wrong is said, and tried again."""
        if self._timer() < self._next:
            return
        self._next = self._timer() + self._after_s
        now = self._clock()
        try:
            if self._erased(min(self._seen, now - 2 * self._after_s), now - self._after_s):  # the clock may have been put back
                self._expunge()
            self._seen = now - 2 * self._after_s
        except NewswireError as error:
            logger.warning("what was erased is still in Elasticsearch's files", why=str(error))

    def _erased(self, since: float, until: float) -> bool:
        generation = self._indices.current()
        if generation is None:
            return False
        moments = {"gte": int(since * 1e6), "lt": int(until * 1e6)}
        query = {"bool": {"filter": [{"term": {"erased": True}}, {"range": {"indexed_at": moments}}]}}
        with translated(self._where):
            return bool(self._client.count(index=generation.write_alias("articles"), query=query)["count"])

    def _expunge(self) -> None:
        for kind in KINDS:
            with translated(self._where):
                self._client.indices.forcemerge(
                    index=self._indices.alias(kind), only_expunge_deletes=True, wait_for_completion=False
                )
