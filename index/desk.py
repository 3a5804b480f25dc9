"""What every page and every answer of the API is made from."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from index.kept import Kept
from index.pipeline import Pipeline
from index.store import Status, Store


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The store that is read, the pipeline that is watched, and the time."""

    store: Store
    held: Kept[Status]  #: what the store holds, a moment ago: counting takes longer than a search
    pipeline: Pipeline
    aside: Executor  #: counts while hits are looked up: the search engine computes without holding up other threads
    clock: Callable[[], datetime]  #: now, in UTC
