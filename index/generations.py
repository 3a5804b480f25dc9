"""Folders of the search index: one generation is used, the next may be under construction, a pointer file names the former.

search/CURRENT         the name of the generation in use, replaced atomically
search/g000001/        articles/ and quotes/ (tantivy) and state.json: what it was made by and how far it follows the record
search/new-*/          a generation under construction
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import tantivy

from index.file_lock import FileLock
from index.store import Kind
from index.tantivy_schema import register_tokenizer, schema

KINDS: tuple[Kind, Kind] = ("articles", "quotes")


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How far a generation follows which record. `stamp` says what made it; see `index_stamp`."""

    stamp: str
    record: str  #: identity of the record
    seq: int  #: the last change it holds
    built_at: int  #: the last change when it was built: what was erased until then left no trace in its files


class Generations:
    """The folder `search/` of a store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "CURRENT"

    def current(self) -> Path | None:
        """The generation in use; None where there is none yet."""
        try:
            name = self.pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return self.folder / name if name else None

    def start(self) -> Path:
        """An empty generation under construction."""
        made = self.folder / f"new-{uuid.uuid4().hex[:12]}"
        for kind in KINDS:
            (made / kind).mkdir(parents=True)
            tantivy.Index(schema(), str(made / kind))
        return made

    def publish(self, made: Path) -> Path:
        """Give a finished generation its number and point to it."""
        numbers = [int(path.name[1:]) for path in self.folder.glob("g*") if path.name[1:].isdigit()]
        final = self.folder / f"g{max(numbers, default=0) + 1:06}"
        made.rename(final)
        replace_durably(self.pointer, final.name.encode())
        return final

    @contextmanager
    def building(self) -> Iterator[FileLock | None]:
        """The right to build a generation, which one process has at a time; None where another has it."""
        lock = FileLock(self.folder / "build.lock")
        try:
            yield lock if lock.take() else None
        finally:
            lock.free()

    def remove_others(self) -> None:
        """Remove every generation that is neither in use nor being built. Readers that have one open may finish with it."""
        current = self.current()
        _remove(path for path in self.folder.glob("g*") if current is not None and path.name < current.name)
        if self._unused():
            with self.building() as lock:
                _remove(self._unused() if lock is not None else ())

    def _unused(self) -> list[Path]:
        """Generations not in use. The later ones are just being built or published, or were left by somebody killed then."""
        current = self.current()
        return [path for pattern in ("g*", "new-*") for path in self.folder.glob(pattern) if path != current]


def _remove(generations: Iterable[Path]) -> None:
    for path in generations:
        shutil.rmtree(path, ignore_errors=True)


def open_index(generation: Path, kind: Kind) -> tantivy.Index:
    """One index of a generation. Raises ValueError or OSError where it is not readable."""
    index = tantivy.Index.open(str(generation / kind))
    register_tokenizer(index)
    return index


def read_state(generation: Path) -> State | None:
    """How far a generation is; None where that cannot be read."""
    try:
        return msgspec.json.decode((generation / "state.json").read_bytes(), type=State)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write_state(generation: Path, state: State) -> None:
    """Durably note how far a generation is. To be called after tantivy's commit: a repeat of what follows is harmless."""
    replace_durably(generation / "state.json", msgspec.json.encode(state))


def replace_durably(file: Path, content: bytes) -> None:
    """Replace a file so that a crash leaves either the old content or the new."""
    draft = file.with_name(f"{file.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
