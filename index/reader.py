"""Opens the search index for reading, in any number of processes, and keeps up with its writer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import tantivy

from index.generations import Generations, open_index, read_state
from index.store import Kind
from index.tantivy_schema import index_stamp

#: How often a generation is tried to be opened.
_ATTEMPTS = 3

#: What tells one state of a file from another: inode, time of change (ns), size.
_Mark = tuple[int, int, int]

#: Views kept for further pages, and for how long (s). Their files stay on the disk for as long.
_MOST_KEPT, _KEEP_S = 16, 300.0

#: Answers a view remembers: the next pages of a search, and the front page, ask for the same counts again.
_MOST_REMEMBERED = 100

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class View:
    """One commit of an index: it does not change while it is held. `seq` is the latest change of the record in it."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    seq: int
    _remembered: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def remember(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer, worked out once. Whoever gets it must not change it."""
        found: T | None = self._remembered.get(question)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:  # perhaps by several threads at once, which does no harm
                self._remembered.clear()
            found = self._remembered[question] = answer()
        return found


class Reader:
    """Views that see the writer's last commit. Safe to use from several threads."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._lock = threading.Lock()
        self._pointer: _Mark | None = None
        self._folder: Path | None = None
        self._indexes: dict[Kind, tantivy.Index] = {}
        self._views: dict[Kind, tuple[_Mark | None, View]] = {}
        self._kept: dict[tuple[Kind, int], tuple[float, View]] = {}

    def view(self, kind: Kind) -> View | None:
        """The last commit; None where there is no index that this version can read. Raises ValueError or OSError."""
        with self._lock:
            for _ in range(_ATTEMPTS - 1):
                self._follow_pointer()
                try:
                    return self._current(kind)
                except (ValueError, OSError):
                    self._pointer = None  # replaced and removed between the two steps, perhaps
            self._follow_pointer()
            return self._current(kind)

    def keep(self, kind: Kind, view: View) -> None:
        """Have a view at hand for `kept`, for a while: somebody may go on to the next page."""
        with self._lock:
            self._kept.pop((kind, view.seq), None)
            self._kept[kind, view.seq] = (monotonic(), view)
            self._forget()

    def kept(self, kind: Kind, seq: int) -> View | None:
        """The view that ended with a change of the record; None if it has been let go, and after a rebuild."""
        with self._lock:
            self._follow_pointer()
            self._forget()
            return self._kept[kind, seq][1] if (kind, seq) in self._kept else None

    def _forget(self) -> None:
        latest, oldest = list(self._kept)[-_MOST_KEPT:], monotonic() - _KEEP_S
        self._kept = {key: self._kept[key] for key in latest if self._kept[key][0] >= oldest}

    def seq(self) -> int:
        """The last change of the record that is searchable; 0 where there is no index."""
        folder = self._generations.current()
        state = read_state(folder) if folder else None
        return state.seq if state and state.stamp == index_stamp() else 0

    def _current(self, kind: Kind) -> View | None:
        return None if self._folder is None else self._view(self._folder, kind)

    def _follow_pointer(self) -> None:
        mark = _mark(self._generations.pointer)
        if mark == self._pointer and self._folder is not None:
            return
        self._indexes.clear()
        self._views.clear()
        self._kept.clear()  # what was erased would stay in their files
        folder = self._generations.current()
        state = read_state(folder) if folder else None
        self._folder = folder if state and state.stamp == index_stamp() else None
        self._pointer = mark

    def _view(self, folder: Path, kind: Kind) -> View:
        mark = _mark(folder / kind / "meta.json")
        if kind in self._views and self._views[kind][0] == mark:
            return self._views[kind][1]
        if kind not in self._indexes:
            self._indexes[kind] = open_index(folder, kind)
            self._indexes[kind].config_reader("manual")
        self._indexes[kind].reload()
        searcher = self._indexes[kind].searcher()
        view = View(searcher=searcher, schema=self._indexes[kind].schema, seq=_last_seq(searcher))
        self._views[kind] = (mark, view)
        return view


def _last_seq(searcher: tantivy.Searcher) -> int:
    hits = searcher.search(tantivy.Query.all_query(), limit=1, count=False, order_by_field="seq").hits
    return int(hits[0][0]) if hits else 0


def _mark(file: Path) -> _Mark | None:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
