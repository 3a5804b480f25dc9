"""What the pipeline is doing, read from the log and the store: what `newswire run` shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from index.pipeline import StageLag, read_stages
from index.query import All
from index.store import ArticleHit, QuoteHit, Store
from wire.dead import list_letters
from wire.log import Log
from wire.topics import ARTICLES, ENRICHED


@dataclass(frozen=True, kw_only=True)
class StagePulse:
    """One stage: messages done so far, messages waiting, dead letters."""

    name: str
    done: int
    backlog: int
    failures: int


def stage_pulses(log: Log) -> tuple[StagePulse, ...]:
    """Every stage, from the offsets of the groups. The messages appended to `articles` are what ingest has done."""
    _, enrich, index = read_stages(log)
    dead = Counter(letter.topic for letter in list_letters(log, (ARTICLES, ENRICHED)))
    return (
        StagePulse(name="ingest", done=sum(row.end for row in enrich.partitions), backlog=0, failures=0),
        _pulse(enrich, dead),
        _pulse(index, dead),
    )


def latest(store: Store, count: int) -> tuple[list[ArticleHit], list[QuoteHit]]:
    """The newest articles and quotes."""
    articles = store.search("articles", All(), sort="newest", limit=count).hits
    quotes = store.search("quotes", All(), sort="newest", limit=count).hits
    return [hit for hit in articles if isinstance(hit, ArticleHit)], [hit for hit in quotes if isinstance(hit, QuoteHit)]


def _pulse(stage: StageLag, dead: Counter[str]) -> StagePulse:
    done = sum(row.end - row.lag for row in stage.partitions)
    return StagePulse(name=stage.stage, done=done, backlog=stage.lag, failures=dead[stage.topic])
