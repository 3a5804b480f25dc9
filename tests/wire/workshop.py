"""A real SqliteLog with one stage on it, whose handler does what a script says."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.contracts.log_place import until
from wire import topics
from wire.backoff import Backoff
from wire.dead import list_letters
from wire.log import Outgoing
from wire.log_sqlite import SqliteLog
from wire.messages import DeadLetter, FeedRecord, decode, encode
from wire.metrics import Metrics
from wire.outcomes import Done, Outcome, Retry
from wire.settings import Settings
from wire.stage import Stage
from wire.worker import Worker

GROUP = "newswire-test"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def message(name: str) -> FeedRecord:
    return FeedRecord(url=name, added_at=NOW)


def done(of: FeedRecord) -> Done:
    """Passes the message on."""
    return Done((Outgoing(topic=topics.ENRICHED, key=of.url.encode(), value=encode(of)),))


class Script:
    """A handler. For each name a list of what happens at its first, second, ... attempt; after that it is done."""

    def __init__(self, **steps: list[Outcome | Exception]) -> None:
        self._steps = defaultdict(list, {name: list(outcomes) for name, outcomes in steps.items()})
        self.batches: list[list[str]] = []

    def __call__(self, batch: Sequence[FeedRecord]) -> list[Outcome]:
        self.batches.append([each.url for each in batch])
        outcomes = [(self._steps[each.url].pop(0) if self._steps[each.url] else done(each)) for each in batch]
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]

    @property
    def attempts(self) -> Counter[str]:
        """How often the handler was asked about each name."""
        return Counter(name for batch in self.batches for name in batch)


class Always:
    """A handler that raises whenever one of these is in the batch."""

    def __init__(self, error: Exception, *poison: str) -> None:
        self._error = error
        self._poison = set(poison)

    def __call__(self, batch: Sequence[FeedRecord]) -> list[Outcome]:
        if any(each.url in self._poison for each in batch):
            raise self._error
        return [done(each) for each in batch]


def away(times: int) -> list[Outcome | Exception]:
    return [Retry("the model server is away")] * times


class Workshop:
    """Topics `articles` -> `enriched`, one partition each unless said otherwise."""

    def __init__(self, folder: Path, *, partitions: int = 1, record_max_bytes: int = 100_000, **settings: object) -> None:
        self.path = folder / "log.db"
        self.settings = Settings(data_dir=folder, batch_wait_s=0.05, **settings)  # type: ignore[arg-type]
        self.metrics = Metrics()
        self._record_max_bytes = record_max_bytes
        self.log = self.open()
        self.log.create_topics(topics.specs(partitions, None))

    def open(self) -> SqliteLog:
        return SqliteLog(self.path, record_max_bytes=self._record_max_bytes)

    def put(self, *names: str) -> None:
        self.put_raw(*((name.encode(), encode(message(name))) for name in names))

    def put_raw(self, *records: tuple[bytes, bytes | None]) -> None:
        self.log.append([Outgoing(topic=topics.ARTICLES, key=key, value=value) for key, value in records])

    def worker(self, handle: Callable[[Sequence[FeedRecord]], Sequence[Outcome]], stop: threading.Event) -> Worker[FeedRecord]:
        return Worker(
            self.open(),
            Stage(name="test", group=GROUP, topic=topics.ARTICLES, kind=FeedRecord, handle=handle),
            settings=self.settings,
            metrics=self.metrics,
            stop=stop,
            backoff=Backoff(first_s=0.02, longest_s=0.1),
        )

    @contextmanager
    def running(self, handle: Callable[[Sequence[FeedRecord]], Sequence[Outcome]]) -> Iterator[threading.Event]:
        """A worker at work in a thread; what it raises is raised at the end of the block. Yields its stop."""
        stop = threading.Event()
        errors: list[BaseException] = []

        def work() -> None:
            try:
                self.worker(handle, stop).run()
            except Exception as error:  # noqa: BLE001 (raised again at the end of the block)
                errors.append(error)
                stop.set()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield stop
        finally:
            stop.set()
            thread.join()
        if errors:
            raise errors[0]

    def run_dry(self, handle: Callable[[Sequence[FeedRecord]], Sequence[Outcome]]) -> None:
        """Let a worker work until nothing is left, or it stops itself."""
        with self.running(handle) as stop:
            until(lambda: stop.is_set() or not self.lag(), "the topic to be worked off")

    def lag(self) -> int:
        return sum(row.lag for row in self.log.lag(GROUP, [topics.ARTICLES]))

    def out(self) -> list[str]:
        """What was passed on, in order within each partition."""
        return [decode(record.value or b"", FeedRecord).url for record in self.log.read(topics.ENRICHED)]

    def letters(self) -> list[DeadLetter]:
        return list(list_letters(self.log, [topics.ARTICLES]))
