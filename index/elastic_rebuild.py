"""Building new indices from the stored articles while writes go on, losing none.

    claim     make the next generation of indices, which also keeps a second rebuild out
    catch up  copy all, then what has changed meanwhile, until that is little
    block     let the old index take no more writes; writers wait (outcome `retry`)
    catch up  the rest: a moment's work
    exchange  the aliases name the new indices, the old ones are removed, in one step; writers go on there

Broken off, it takes back the block and removes what it built. Killed, the next one does so.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from elasticsearch import Elasticsearch

from index.elastic_bulk import Bulk
from index.elastic_copy import Copier
from index.elastic_errors import translated
from index.elastic_indices import KINDS, MAPPING_VERSION, Generation, Indices
from wire import logs
from wire.errors import AlreadyRunning, NewswireError

#: When no more articles than this have changed since the last pass, the rest is copied with the writers waiting.
_FEW = 500

#: Passes after which the writers wait in any case: they are as fast as we.
_PASSES = 10

#: How long the indices of another rebuild are watched before it is taken for dead (s).
WATCH_S = 30.0

logger = logs.get(__name__)


class Rebuild:
    """One rebuild. `sleep` takes seconds."""

    def __init__(
        self,
        client: Elasticsearch,
        where: str,
        indices: Indices,
        bulk: Bulk,
        *,
        watch_s: float = WATCH_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._where, self._indices, self._bulk = client, where, indices, bulk
        self._watch_s = watch_s
        self._sleep = sleep

    def run(self) -> int:
        """Returns the number of articles. Raises AlreadyRunning, AccessDenied, Unreachable or StorageFull."""
        old = self._indices.current()
        if old is None:
            self._indices.ensure()
            return 0
        self._indices.complete(old)
        new = self._claim(old)
        try:
            self._fill(old, new)
            self._indices.exchange(old, new)
        except BaseException:
            self._take_back(old, new)
            raise
        return self._count()

    def _claim(self, old: Generation) -> Generation:
        """Make the next generation, under a number never used before. Raises AlreadyRunning where somebody else is at it."""
        others = self._indices.generations() - {old}
        for left in others:
            self._remove_if_dead(left)
        new = Generation(old.prefix, MAPPING_VERSION, max(one.number for one in {old, *others}) + 1)
        if not self._indices.make(new, live=False):
            raise AlreadyRunning(f"{self._where}: another reindex is filling {new.index('articles')}: let it finish.")
        return new

    def _remove_if_dead(self, left: Generation) -> None:
        """Remove the indices of a rebuild that was killed: nothing is written to them any more."""
        logger.info("found the indices of another reindex, watching them", at=left.index("articles"), seconds=self._watch_s)
        before = self._writes(left)
        self._sleep(self._watch_s)
        if self._writes(left) != before:
            raise AlreadyRunning(f"{self._where}: another reindex is filling {left.index('articles')}: let it finish.")
        self._indices.drop(left)

    def _writes(self, generation: Generation) -> int:
        with translated(self._where):
            stats = self._client.indices.stats(index=generation.both, metric="indexing")
        return int(stats["_all"]["primaries"].get("indexing", {}).get("index_total", 0))

    def _fill(self, old: Generation, new: Generation) -> None:
        copier = Copier(self._client, self._where, self._bulk, old, new)
        for _ in range(_PASSES):
            if copier.catch_up() <= _FEW:
                break
        with translated(self._where):
            self._client.indices.add_block(index=old.index("articles"), block="write")
        copier.catch_up()
        with translated(self._where):
            self._client.indices.refresh(index=[new.index(kind) for kind in KINDS])

    def _take_back(self, old: Generation, new: Generation) -> None:
        """Leave all as it was; whatever fails here is said, and the next rebuild sees to it."""
        try:
            if self._indices.current() == new:
                return
            self._indices.drop(new)
            with translated(self._where):
                self._client.indices.put_settings(index=old.index("articles"), settings={"index.blocks.write": None})
        except NewswireError as error:
            logger.warning("a broken reindex could not be undone: run `newswire reindex` again", why=str(error))

    def _count(self) -> int:
        with translated(self._where):
            return int(self._client.count(index=self._indices.alias("articles"))["count"])
