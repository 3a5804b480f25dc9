"""The only loop: read a batch, decode it, handle it, write what came of it, commit. Every stage behind the log runs it.

    while not stopped:
        _read     poll until the batch is full or old enough
        _decode   bytes to messages; what cannot be read is rejected
        _handle   ask the stage; halve a batch that crashes it until the poison is alone
        _write    append messages and dead letters, up to each partition's first item to be tried again
        _commit   record the offsets of what was written
        _rest     only if something is away: back off, partitions paused, polling so as to stay a member

What came of a message is acknowledged before it is committed: a kill loses nothing, and doing it again has the same ids.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from typing import Generic, TypeVar

import structlog

from wire.account import Account
from wire.backoff import Backoff
from wire.batch import Item, decode_record, finished_prefix, next_offsets
from wire.errors import AccessDenied, Unreachable
from wire.isolate import handle_isolated
from wire.lag import LagReporter
from wire.log import Consumer, Log, Record, TopicPartition
from wire.messages import Message
from wire.metrics import HANDLE_SECONDS, Metrics
from wire.outcomes import Outcome, Retry
from wire.rest import POLL_S, rest
from wire.results import append_results
from wire.settings import Settings
from wire.stage import Stage

M = TypeVar("M", bound=Message)


class Worker(Generic[M]):
    """One member of a stage's group. The log is the caller's to close, after `run` has returned."""

    def __init__(
        self,
        log: Log,
        stage: Stage[M],
        *,
        settings: Settings,
        metrics: Metrics,
        stop: threading.Event,
        beat: Callable[[], None] = lambda: None,
        backoff: Backoff | None = None,
    ) -> None:
        self._log, self._stage, self._settings, self._metrics = log, stage, settings, metrics
        self._stop, self._beat, self._backoff = stop, beat, backoff or Backoff()
        self._account = Account(stage.name, settings, metrics)
        self._lag = LagReporter(log, group=stage.group, topic=stage.topic, metrics=metrics)
        self._batch: list[Item[M]] = []

    def run(self) -> None:
        """Work until `stop` is set: the batch in hand is finished, or given up where it would have to wait.

        Raises DeadLetterLimit, StorageFull, AccessDenied, UsageError for a missing topic, and what a handler raises so.
        """
        with (
            structlog.contextvars.bound_contextvars(stage=self._stage.name, topic=self._stage.topic),
            closing(self._log.consumer(self._stage.group, [self._stage.topic])) as consumer,
        ):
            while not self._stop.is_set():
                self._turn(consumer)

    def _turn(self, consumer: Consumer) -> None:
        self._beat()
        try:
            self._lag.report()  # before the work: while something is away the rest of the turn is never reached
            self._batch = self._batch or self._decode(self._read(consumer))
            self._handle()
            self._commit(consumer, self._write())
            why = next((item.outcome.why for item in self._batch if isinstance(item.outcome, Retry)), None)
        except AccessDenied:
            raise
        except Unreachable as error:
            why = str(error)
        if why is None:
            self._backoff.reset()
        else:
            self._rest(consumer, why)

    def _read(self, consumer: Consumer) -> list[Record]:
        """The next batch: full, or `batch_wait_s` old, or [] after a quiet moment."""
        size = self._settings.batch_size
        records = consumer.poll(size, POLL_S)
        deadline = time.monotonic() + self._settings.batch_wait_s
        while 0 < len(records) < size and (left := deadline - time.monotonic()) > 0 and not self._stop.is_set():
            try:
                more = consumer.poll(size - len(records), min(POLL_S, left))
            except Unreachable:  # what has been read must not be skipped; the next poll meets it again
                break
            held = consumer.assignment()
            records = [record for record in records if record.at in held] + more
        return records

    def _decode(self, records: Sequence[Record]) -> list[Item[M]]:
        if records:
            self._account.began(len(records))
        return [decode_record(record, self._stage.kind) for record in records]

    def _handle(self) -> None:
        """Ask the stage about the open items; those done in an earlier round are not asked about again."""
        items = {index: item.message for index, item in enumerate(self._batch) if item.open and item.message is not None}
        if not items:
            return
        with self._metrics.time(HANDLE_SECONDS, stage=self._stage.name):
            outcomes = handle_isolated(self._ask, list(items.values()), self._account.crashed)
        for index, outcome in zip(items, outcomes, strict=True):
            self._batch[index].outcome = outcome
            self._batch[index].attempts += 1

    def _ask(self, messages: Sequence[M]) -> Sequence[Outcome]:
        self._beat()
        return self._stage.handle(messages)

    def _write(self) -> list[Item[M]]:
        """Append what came of the items that may be committed, and return these."""
        finished = finished_prefix(self._batch)
        append_results(self._log, finished, stage=self._stage.name)
        return finished

    def _commit(self, consumer: Consumer, finished: Sequence[Item[M]]) -> None:
        lost = consumer.commit(next_offsets(finished)) if finished else frozenset[TopicPartition]()
        self._batch = [item for item in self._batch if not item.written]
        self._forget(lost)
        self._account.committed([item for item in finished if item.record.at not in lost])

    def _rest(self, consumer: Consumer, why: str) -> None:
        wait_s = self._backoff.next_s()
        self._account.put_off(why, wait_s, len(self._batch))
        held = rest(consumer, wait_s, stop=self._stop, beat=self._beat)
        self._forget({item.record.at for item in self._batch} - held)

    def _forget(self, lost: AbstractSet[TopicPartition]) -> None:
        """Leave to others what is theirs now."""
        self._account.lost([item for item in self._batch if item.record.at in lost])
        self._batch = [item for item in self._batch if item.record.at not in lost]
