"""The store on one machine: SQLite is the record (record.py), tantivy the search index, made from the record.

write     -> record: durable, acknowledged
follower  -> every half second: changes of the record -> tantivy       (one process: whoever writes first)
search    -> reader -> ranking -> record -> hits                       (any process)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from index.cursor import seq_of
from index.embedded_facets import counts_per, facets
from index.embedded_search import search
from index.file_lock import FileLock
from index.follower import Follower, explain
from index.generation_build import build_generation
from index.generations import Generations
from index.histogram import COUNTED_BY, Interval, buckets
from index.query import Query
from index.query_plan import plan
from index.reader import Reader, View
from index.record import Record
from index.store import FACETS, Bucket, FacetCount, Kind, Page, Sort, Status, Written
from index.tantivy_query import tantivy_query
from wire.errors import AlreadyRunning, Unreachable, UsageError
from wire.messages import EnrichedArticle

#: How long `refresh` waits for any progress of the search index (s): long enough to build one of 100,000 articles.
_STALLED_S = 600.0

#: How long after an erasure the search index is built anew (s), so that many erasures cost one building.
PURGE_AFTER_S = 60.0

#: Most hits of one page.
MAX_LIMIT = 1000


class EmbeddedStore:
    """Implements `Store` in one folder. Safe to use from several threads; any number of processes may read."""

    def __init__(self, folder: Path, *, purge_after_s: float = PURGE_AFTER_S) -> None:
        """Opens or makes the folder. `purge_after_s`: see index/purge.py. Raises StorageFull or Unreachable."""
        self._folder = folder
        self._record = Record(folder / "record.db")
        self._generations = Generations(folder / "search")
        self._generations.folder.mkdir(exist_ok=True)
        lock = FileLock(folder / "writer.lock")
        self._follower = Follower(self._record, self._generations, lock, purge_after_s=purge_after_s)
        self._reader = Reader(self._generations)

    def write(self, batch: Sequence[EnrichedArticle]) -> list[Written]:
        """See `Store.write`. Makes this process the writer of the folder; raises AlreadyRunning where another is."""
        self._follower.start()
        return self._record.write(batch)

    def refresh(self) -> None:
        """See `Store.refresh`. Does the writer's work where there is no writer, and waits for it where there is one."""
        seq = self._record.last_seq()
        if self._follower.try_start():
            self._follower.wait_for(seq, _STALLED_S)
        else:
            self._wait_for_other(seq)

    def get(self, article_id: str) -> EnrichedArticle | None:
        """See `Store.get`."""
        return self._record.get(article_id)

    def find_url(self, url: str) -> EnrichedArticle | None:
        """See `Store.find_url`."""
        return self._record.find_url(url)

    def search(self, kind: Kind, query: Query, *, sort: Sort = "relevance", limit: int = 20, cursor: str | None = None) -> Page:
        """See `Store.search`."""
        if not 1 <= limit <= MAX_LIMIT:
            raise UsageError(f"A page has 1 to {MAX_LIMIT} hits, not {limit}.")
        with self._view(kind) as current:
            if current is None:
                return Page(hits=(), total=0, next_cursor=None)
            seq = seq_of(cursor)
            view = (self._reader.kept(kind, seq) if seq else None) or current
            page = search(view, self._record, kind, query, sort=sort, limit=limit, cursor=cursor)
            if page.next_cursor and seq_of(page.next_cursor):
                self._reader.keep(kind, view)
            return page

    def facets(self, kind: Kind, query: Query, names: Sequence[str], *, limit: int = 10) -> dict[str, list[FacetCount]]:
        """See `Store.facets`. Raises UsageError for a name that is no facet."""
        if unknown := set(names).difference(FACETS):
            raise UsageError(f"There is no facet {', '.join(sorted(unknown))}; there are {', '.join(FACETS)}.")
        with self._view(kind) as view:
            if view is None:
                return {name: [] for name in names}
            planned = plan(kind, query)
            counted = view.remember((planned, tuple(names), limit), lambda: facets(view, planned, names, limit))
            return {name: list(found) for name, found in counted.items()}

    def histogram(self, kind: Kind, query: Query, interval: Interval) -> list[Bucket]:
        """See `Store.histogram`."""
        with self._view(kind) as view:
            if view is None:
                return []
            return buckets(counts_per(view, tantivy_query(plan(kind, query), view.schema), *COUNTED_BY[interval]), interval)

    def delete(self, article_id: str) -> bool:
        """See `Store.delete`. May be called while another process is the writer, which then follows."""
        erased = self._record.erase(article_id)
        if erased:
            self.refresh()
        return erased

    def all(self) -> Iterator[EnrichedArticle]:
        """See `Store.all`."""
        return self._record.all()

    def erased(self) -> Iterator[str]:
        """See `Store.erased`."""
        return self._record.erased()

    def keep_out(self, article_ids: Sequence[str]) -> int:
        """See `Store.keep_out`."""
        return self._record.keep_out(article_ids)

    def rebuild(self) -> int:
        """See `Store.rebuild`. Raises AlreadyRunning where a rebuild is under way."""
        try:
            return build_generation(self._record, self._generations)
        except (ValueError, OSError) as error:
            raise explain(error) from error

    def status(self) -> Status:
        """See `Store.status`."""
        counts = self._record.counts()
        behind = self._record.last_seq() - self._reader.seq()
        details = {"store": "embedded", "folder": str(self._folder), "changes not yet searchable": str(behind)}
        return Status(articles=counts.articles, quotes=counts.quotes, newest=counts.newest, details=details)

    def close(self) -> None:
        """See `Store.close`. Indexes what was written before it returns."""
        self._follower.stop()
        self._record.close()

    @contextmanager
    def _view(self, kind: Kind) -> Iterator[View | None]:
        try:
            view = self._reader.view(kind)
            if view is None and self._record.last_seq():
                self._make_index()
                view = self._reader.view(kind)
            yield view
        except (ValueError, OSError) as error:  # tantivy has no errors of its own
            raise Unreachable(f"The search index cannot be read ({error}): run `newswire reindex`.") from error

    def _make_index(self) -> None:
        """Have an index built. A reader that did so as the writer would keep the next `newswire index` from starting."""
        if self._follower.running:
            self.refresh()
            return
        try:
            self.rebuild()
        except AlreadyRunning:
            self._wait_for_other(self._record.last_seq())

    def _wait_for_other(self, seq: int) -> None:
        at, deadline = 0, monotonic() + _STALLED_S
        while (now := self._reader.seq()) < seq:
            if now > at:
                at, deadline = now, monotonic() + _STALLED_S
            if monotonic() > deadline:
                raise Unreachable("The process that writes the search index does not get on: look at its log.")
            sleep(0.02)
