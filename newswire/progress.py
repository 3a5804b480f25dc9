"""Live progress of `newswire run`: a panel on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from enrich.text_view import said_by
from index.open import open_store
from index.pipeline import Pipeline, Snapshot
from index.store import ArticleHit, QuoteHit, Store
from newswire.pulse import StagePulse, latest, stage_pulses
from newswire.supervisor import Supervisor
from wire.errors import NewswireError, Unreachable
from wire.log import Log
from wire.printed import printed
from wire.settings import Settings

#: Headlines and quotes shown.
SHOWN = 6
#: Between two drawings on a terminal, and two lines elsewhere (s).
DRAW_EVERY_S, LINE_EVERY_S = 1.0, 5.0


class Progress:
    """Reads the pipeline's state and shows it. `show` may be called as often as one likes; it paces itself.

    The log is read no oftener than `Pipeline` thinks fit, and from then on by its thread alone.
    """

    def __init__(
        self,
        settings: Settings,
        log: Log,
        supervisor: Supervisor,
        console: Console,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._pipeline = Pipeline(log, clock=lambda: datetime.now(UTC), backlog_limit=settings.backlog_limit)
        self._supervisor = supervisor
        self._console = console
        self._clock = clock
        self._store: Store | None = None
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None
        self._drawn_at = float("-inf")
        self._before: tuple[datetime, tuple[StagePulse, ...]] | None = None
        self._rates: dict[str, float] = {}

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        else:
            self._console.print(self._headline(), highlight=False, soft_wrap=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live:
            self._live.stop()
        self._pipeline.close()
        if self._store:
            self._store.close()

    def show(self) -> None:
        """Draw anew if it is time."""
        now = self._clock()
        if now - self._drawn_at < (DRAW_EVERY_S if self._live else LINE_EVERY_S):
            return
        self._drawn_at = now
        try:
            snapshot = self._pipeline.snapshot()
        except Unreachable as error:  # the services wait for it too; go on showing
            self._print(Text(f"cannot tell how things stand: {error}"), str(error))
        else:
            stages = stage_pulses(snapshot.stages, snapshot.dead.by_topic)
            self._measure(snapshot.at, stages)
            self._print(self._panel(snapshot, stages), self._line(snapshot, stages))

    def _print(self, panel: RenderableType, line: str) -> None:
        if self._live:
            self._live.update(panel, refresh=True)
        else:
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)

    def _measure(self, at: datetime, stages: tuple[StagePulse, ...]) -> None:
        """Take the rates since the snapshot before; the same one may be shown several times."""
        if self._before is None or at != self._before[0]:
            self._rates = rates(self._before, at, stages)
            self._before = (at, stages)

    def _latest(self) -> tuple[list[ArticleHit], list[QuoteHit]]:
        """The newest articles and quotes; none while the index service is still making the store."""
        try:
            if self._store is None:
                self._store = open_store(self._settings)
            return latest(self._store, SHOWN)
        except NewswireError:
            return [], []

    def _line(self, snapshot: Snapshot, stages: tuple[StagePulse, ...]) -> str:
        parts = [f"{stage.name} {stage.done} (+{stage.backlog} waiting, {stage.failures} dead)" for stage in stages]
        return f"{self._feeds_text(snapshot)}; {'; '.join(parts)}"

    def _panel(self, snapshot: Snapshot, stages: tuple[StagePulse, ...]) -> RenderableType:
        articles, quotes = self._latest()
        headlines = [f"  {hit.enriched.article.title}  ({hit.enriched.article.source})" for hit in articles]
        sayings = [f"  {said_by(hit.quote.speaker)}: {printed(hit.quote)}" for hit in quotes]
        return Group(
            Text(self._headline(), style="bold"),
            Text(self._feeds_text(snapshot), style="dim"),
            self._table(stages),
            Text("Latest", style="bold"),
            *map(_one_line, headlines),
            Text("Who said what", style="bold"),
            *map(_one_line, sayings),
        )

    def _headline(self) -> str:
        return f"newswire is running: http://{self._settings.host}:{self._settings.port}/   (Ctrl-C stops)"

    def _table(self, stages: tuple[StagePulse, ...]) -> Table:
        table = Table("stage", "done", "per second", "waiting", "dead letters", box=None)
        for stage in stages:
            rate = f"{self._rates.get(stage.name, 0.0):.1f}"
            table.add_row(stage.name, str(stage.done), rate, str(stage.backlog), str(stage.failures))
        return table

    def _feeds_text(self, snapshot: Snapshot) -> str:
        feeds = snapshot.feeds_by_status()
        text = f"{feeds['ok']} feeds ok, {feeds['failing']} failing"
        if feeds["failing"]:
            text += " (`newswire feeds list` says why and when each is tried again)"
        if self._supervisor.restarts:
            text += f"; {self._supervisor.restarts} restarts of services"
        return f"{text}; {words}" if (words := snapshot.backlog_words) else text


def rates(
    before: tuple[datetime, tuple[StagePulse, ...]] | None, at: datetime, stages: tuple[StagePulse, ...]
) -> dict[str, float]:
    """Messages per second of each stage between two moments."""
    if before is None or at <= before[0]:
        return {}
    then, done = before[0], {stage.name: stage.done for stage in before[1]}
    seconds = (at - then).total_seconds()
    return {stage.name: (stage.done - done.get(stage.name, stage.done)) / seconds for stage in stages}


def _one_line(text: str) -> Text:
    return Text(text, no_wrap=True, overflow="ellipsis")
