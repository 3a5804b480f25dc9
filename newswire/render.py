"""How hits and articles look in a terminal."""

from __future__ import annotations

from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from enrich.text_view import marked, said_by, tables
from index.store import ArticleHit, QuoteHit
from wire.messages import Article, EnrichedArticle
from wire.printed import printed


def when(moment: datetime | None) -> str:
    """A time as a person reads it, in UTC."""
    return moment.strftime("%Y-%m-%d %H:%M") if moment else "no date"


def count(number: int, noun: str) -> str:
    """1 quote, 2 quotes."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def article_line(hit: ArticleHit) -> RenderableType:
    """A found article in four lines."""
    article, analysis = hit.enriched.article, hit.enriched.analysis
    names = ", ".join(dict.fromkeys(entity.name for entity in analysis.entities[:8]))
    return Group(
        Text(article.title, style="bold"),
        Text(f"{article.source} · {when(article.published_at)} · {count(len(analysis.quotes), 'quote')}", style="dim"),
        Text(article.url, style="blue"),
        Padding(Text(names, style="green"), (0, 0, 1, 0)),
    )


def quote_card(hit: QuoteHit) -> RenderableType:
    """A found quote, who said it, and where it was printed."""
    return Group(
        Text(printed(hit.quote), style="cyan"),
        Text(f"— {said_by(hit.quote.speaker)}" + (f", through {hit.quote.via}" if hit.quote.via else ""), style="bold"),
        Text(f"{hit.source} · {when(hit.published_at)} · {hit.title}", style="dim"),
        Padding(Text(hit.url, style="blue"), (0, 0, 1, 0)),
    )


def article_page(enriched: EnrichedArticle) -> RenderableType:
    """A stored article: head, text with the quotes marked, names, quotes with their speakers."""
    article, analysis = enriched.article, enriched.analysis
    engine = analysis.engine
    made_by = f"{engine.name} {engine.version}" + (f": {engine.note}" if engine.note else "")
    return Group(
        Text(article.title, style="bold underline"),
        Text(_head(article), style="dim"),
        Text(article.url + "\n", style="blue"),
        marked(article.text, analysis),
        Text(""),
        *tables(analysis),
        Text(f"language {analysis.language or 'unknown'}, analysed by {made_by}", style="dim"),
    )


def _head(article: Article) -> str:
    origins = "" if len(article.origins) < 2 else f" · in {len(article.origins)} feeds"
    authors = f" · {', '.join(article.authors)}" if article.authors else ""
    note = f" · text from the {article.text_source}" + (f" ({article.text_note})" if article.text_note else "")
    return f"{article.source} · {when(article.published_at)}{authors} · revision {article.revision}{origins}{note}"
