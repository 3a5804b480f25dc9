"""How hits and articles look in a terminal."""

from __future__ import annotations

from datetime import datetime
from textwrap import shorten

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.store import ArticleHit, QuoteHit
from wire.messages import Article, EnrichedArticle, Quote, Speaker
from wire.printed import printed

#: How a quote of each kind is marked in the text of an article.
QUOTE_STYLES = {"direct": "bold cyan", "mixed": "cyan", "indirect": "italic cyan"}


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
        Text(f"— {said_by(hit.quote.speaker)}", style="bold"),
        Text(f"{hit.source} · {when(hit.published_at)} · {hit.title}", style="dim"),
        Padding(Text(hit.url, style="blue"), (0, 0, 1, 0)),
    )


def said_by(speaker: Speaker) -> str:
    """The speaker's name and role, or the words the text has for them."""
    words = speaker.mention.text if speaker.mention else "unknown speaker"
    return ", ".join(part for part in (speaker.name or words, speaker.role) if part)


def article_page(enriched: EnrichedArticle) -> RenderableType:
    """A stored article: head, text with the quotes marked, names, quotes with their speakers."""
    article, analysis = enriched.article, enriched.analysis
    engine = analysis.engine
    made_by = f"{engine.name} {engine.version}" + (f": {engine.note}" if engine.note else "")
    return Group(
        Text(article.title, style="bold underline"),
        Text(_head(article), style="dim"),
        Text(article.url + "\n", style="blue"),
        _marked(article.text, analysis.quotes),
        Text(""),
        _names(enriched),
        _quotes(analysis.quotes),
        Text(f"language {analysis.language or 'unknown'}, analysed by {made_by}", style="dim"),
    )


def _head(article: Article) -> str:
    origins = "" if len(article.origins) < 2 else f" · in {len(article.origins)} feeds"
    authors = f" · {', '.join(article.authors)}" if article.authors else ""
    note = f" · text from the {article.text_source}" + (f" ({article.text_note})" if article.text_note else "")
    return f"{article.source} · {when(article.published_at)}{authors} · revision {article.revision}{origins}{note}"


def _marked(text: str, quotes: tuple[Quote, ...]) -> Text:
    marked = Text(text)
    for quote in quotes:
        for start, end in quote.spans:
            marked.stylize(QUOTE_STYLES[quote.kind], start, end)
    return marked


def _names(enriched: EnrichedArticle) -> Table:
    table = Table("name", "what", "mentions", title="Names", title_justify="left")
    for entity in enriched.analysis.entities:
        table.add_row(escape(entity.name), entity.label, str(len(entity.mentions)))
    return table


def _quotes(quotes: tuple[Quote, ...]) -> Table:
    table = Table("who", "said", "kind", "why so", title="Quotes", title_justify="left")
    said = {quote.id: quote.text for quote in quotes}
    for quote in quotes:
        reason = _reason(quote, parent=said.get(quote.parent_id or ""))
        table.add_row(escape(said_by(quote.speaker)), escape(printed(quote)), quote.kind, escape(reason))
    return table


def _reason(quote: Quote, *, parent: str | None) -> str:
    """What decided, and what else is known of a quote. `parent` are the words that it is quoted within."""
    parts = [f"{quote.rule} {quote.confidence:.2f}", quote.speaker.resolved_by]
    parts += [f"through {quote.via}"] if quote.via else []
    parts += ["edited in print"] if quote.edited else []
    parts += [f"within “{shorten(parent, 40, placeholder='…')}”"] if parent else []
    return ", ".join(parts)
