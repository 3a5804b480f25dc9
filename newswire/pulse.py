"""What the pipeline is doing, read from the log and the store: what `newswire run` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.pipeline import StageLag, read_dead, read_stages
from index.query import All
from index.store import ArticleHit, QuoteHit, Store
from wire.log import Log


@dataclass(frozen=True, kw_only=True)
class StagePulse:
    """One stage: messages done so far, messages waiting, dead letters."""

    name: str
    done: int
    backlog: int
    failures: int


def read_pulses(log: Log) -> tuple[StagePulse, ...]:
    """Every stage as it is this moment. Reads all dead letters."""
    return stage_pulses(read_stages(log), read_dead(log).by_topic)


def stage_pulses(stages: Sequence[StageLag], dead: Mapping[str, int]) -> tuple[StagePulse, ...]:
    """Every stage, from the offsets of the groups and the number of dead letters per topic.

    The messages appended to `articles` are what ingest has done.
    """
    if not stages:
        return ()
    _, enrich, index = stages
    ingested = StagePulse(name="ingest", done=sum(row.end for row in enrich.partitions), backlog=0, failures=0)
    return ingested, _pulse(enrich, dead), _pulse(index, dead)


def latest(store: Store, count: int) -> tuple[list[ArticleHit], list[QuoteHit]]:
    """The newest articles and quotes."""
    articles = store.search("articles", All(), sort="newest", limit=count).hits
    quotes = store.search("quotes", All(), sort="newest", limit=count).hits
    return [hit for hit in articles if isinstance(hit, ArticleHit)], [hit for hit in quotes if isinstance(hit, QuoteHit)]


def _pulse(stage: StageLag, dead: Mapping[str, int]) -> StagePulse:
    done = sum(row.end - row.lag for row in stage.partitions)
    return StagePulse(name=stage.stage, done=done, backlog=stage.lag, failures=dead.get(stage.topic, 0))
