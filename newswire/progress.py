"""Live progress of `newswire run`: a panel on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from index.feed_health import FeedHealth, read_feeds
from index.open import open_store
from index.store import ArticleHit, QuoteHit, Store
from newswire.pulse import StagePulse, latest, stage_pulses
from newswire.render import quoted, said_by
from newswire.supervisor import Supervisor
from wire.errors import NewswireError, Unreachable
from wire.log import Log
from wire.settings import Settings

#: Headlines and quotes shown.
SHOWN = 6
#: Between two drawings on a terminal, and two lines elsewhere (s).
DRAW_EVERY_S, LINE_EVERY_S = 1.0, 5.0
#: Between two readings of the feeds' states, which may be many (s).
FEEDS_EVERY_S = 5.0


class Progress:
    """Reads the pipeline's state and shows it. `show` may be called as often as one likes; it paces itself."""

    def __init__(
        self,
        settings: Settings,
        log: Log,
        supervisor: Supervisor,
        console: Console,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._log = log
        self._supervisor = supervisor
        self._console = console
        self._clock = clock
        self._store: Store | None = None
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None
        self._drawn_at = self._feeds_at = float("-inf")
        self._feeds: list[FeedHealth] = []
        self._before: tuple[float, dict[str, int]] = (clock(), {})
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
        if self._store:
            self._store.close()

    def show(self) -> None:
        """Draw anew if it is time."""
        now = self._clock()
        if now - self._drawn_at < (DRAW_EVERY_S if self._live else LINE_EVERY_S):
            return
        self._drawn_at = now
        try:
            stages = self._stages(now)
        except Unreachable as error:  # the services wait for it too; go on showing
            self._print(Text(f"cannot tell how things stand: {error}"), str(error))
        else:
            self._print(self._panel(stages), self._line(stages))

    def _print(self, panel: RenderableType, line: str) -> None:
        if self._live:
            self._live.update(panel, refresh=True)
        else:
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)

    def _stages(self, now: float) -> tuple[StagePulse, ...]:
        stages = stage_pulses(self._log)
        then, done = self._before
        if now - then >= DRAW_EVERY_S:
            self._rates = {stage.name: (stage.done - done.get(stage.name, stage.done)) / (now - then) for stage in stages}
            self._before = (now, {stage.name: stage.done for stage in stages})
        if now - self._feeds_at >= FEEDS_EVERY_S:
            self._feeds_at, self._feeds = now, read_feeds(self._log)
        return stages

    def _latest(self) -> tuple[list[ArticleHit], list[QuoteHit]]:
        """The newest articles and quotes; none while the index service is still making the store."""
        try:
            if self._store is None:
                self._store = open_store(self._settings)
            return latest(self._store, SHOWN)
        except NewswireError:
            return [], []

    def _line(self, stages: tuple[StagePulse, ...]) -> str:
        parts = [f"{stage.name} {stage.done} (+{stage.backlog} waiting, {stage.failures} dead)" for stage in stages]
        return f"{self._feeds_text()}; {'; '.join(parts)}"

    def _panel(self, stages: tuple[StagePulse, ...]) -> RenderableType:
        articles, quotes = self._latest()
        headlines = [f"  {hit.enriched.article.title}  ({hit.enriched.article.source})" for hit in articles]
        sayings = [f"  {said_by(hit.quote.speaker)}: {quoted(hit.quote)}" for hit in quotes]
        return Group(
            Text(self._headline(), style="bold"),
            Text(self._feeds_text(), style="dim"),
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

    def _feeds_text(self) -> str:
        ok = sum(feed.status == "ok" for feed in self._feeds)
        failing = [feed for feed in self._feeds if feed.status == "failing"]
        text = f"{ok} feeds ok, {len(failing)} failing"
        if failing:
            text += " (`newswire feeds list` says why and when each is tried again)"
        if self._supervisor.restarts:
            text += f"; {self._supervisor.restarts} restarts of services"
        return text


def _one_line(text: str) -> Text:
    return Text(text, no_wrap=True, overflow="ellipsis")
