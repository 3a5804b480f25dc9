"""How an analysed text looks in a terminal: names and quotes marked in it, then who said what, and why so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import shorten

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from wire.messages import Analysis, Entity, EntityLabel, Mention, Quote, QuoteKind, Speaker
from wire.printed import printed

#: How a quote of each kind is marked.
QUOTE_STYLES: dict[QuoteKind, str] = {"direct": "bold cyan", "mixed": "cyan", "indirect": "italic cyan"}
#: How a name of each label is marked; others are underlined only.
NAME_STYLES: dict[EntityLabel, str] = {
    "person": "underline green", "organisation": "underline yellow", "group": "underline yellow", "place": "underline blue",
}  # fmt: skip


def rendered(text: str, analysis: Analysis) -> RenderableType:
    """The text with names and quotes marked, the names, the quotes with their speakers."""
    return Group(marked(text, analysis), Text(""), *tables(analysis), _footer(analysis))


def marked(text: str, analysis: Analysis) -> Text:
    """The text with names and quotes marked."""
    styled = Text(text)
    for quote in analysis.quotes:
        for start, end in quote.spans:
            styled.stylize(QUOTE_STYLES[quote.kind], start, end)
    for entity in analysis.entities:
        for start, end in entity.mentions:
            styled.stylize(NAME_STYLES.get(entity.label, "underline"), start, end)
    return styled


def tables(analysis: Analysis) -> list[RenderableType]:
    """The names; the quotes with their speakers, and why so."""
    if not analysis.entities and not analysis.quotes:
        return [Text("No names, no quotes.")]
    return [_names(analysis.entities), _quotes(analysis.quotes)]


def said_by(speaker: Speaker) -> str:
    """The speaker's name and role, or the words the text has for them."""
    who = speaker.name or (speaker.mention.text if speaker.mention else "unknown speaker")
    known = not speaker.role or speaker.role.lower() in who.lower()
    return who if known else f"{who}, {speaker.role}"


def explained(text: str, analysis: Analysis) -> RenderableType:
    """For each quote the steps: what stands there, the cue, the rule and its confidence, the source and who it is."""
    blocks: list[RenderableType] = []
    said = _texts(analysis.quotes)
    for quote in analysis.quotes:
        table = Table.grid(padding=(0, 2))
        for step, what in _steps(quote, within=said.get(quote.parent_id or "")):
            table.add_row(Text(step, style="dim"), Text(what))
        blocks.extend([Text(printed(quote), style=QUOTE_STYLES[quote.kind]), table, Text("")])
    return Group(*(blocks or [Text("No quotes.")]), _footer(analysis))


def _steps(quote: Quote, *, within: str | None) -> Iterable[tuple[str, str]]:
    speaker = quote.speaker
    yield "stands at", ", ".join(f"{start}-{end}" for start, end in quote.spans)
    yield "announced by", _words(quote.cue)
    yield "rule", f"{quote.rule}, {_sure(quote)}"
    yield "source in the text", _words(speaker.mention)
    yield "who that is", f"{_who(speaker)} ({speaker.type}), resolved by: {speaker.resolved_by}"
    if quote.via:
        yield "came through", quote.via
    if within:
        yield "within", within
    if quote.edited:
        yield "edited", "square brackets or ellipses stand inside"


def _sure(quote: Quote) -> str:
    """How sure the step is: what the network says of this place, or the share of a rule."""
    if quote.rule.partition(".")[2].startswith("tagger"):
        return f"the network gives it {quote.confidence:.0%}"
    return f"right in {quote.confidence:.0%} of such places"


def _words(mention: Mention | None) -> str:
    if mention is None:
        return "nothing"
    return f"{mention.text!r} at {', '.join(f'{start}-{end}' for start, end in mention.spans)}"


def _who(speaker: Speaker) -> str:
    return ", ".join(part for part in (speaker.name or "nobody known", speaker.role) if part)


def _names(entities: Iterable[Entity]) -> Table:
    table = Table("name", "what", "mentions", title="Names", title_justify="left")
    for entity in entities:
        table.add_row(escape(entity.name), entity.label, str(len(entity.mentions)))
    return table


def _quotes(quotes: Sequence[Quote]) -> Table:
    table = Table("who", "said", "kind", "why so", title="Quotes", title_justify="left")
    said = _texts(quotes)
    for quote in quotes:
        reason = _reason(quote, within=said.get(quote.parent_id or ""))
        table.add_row(escape(said_by(quote.speaker)), escape(printed(quote)), quote.kind, escape(reason))
    return table


def _texts(quotes: Sequence[Quote]) -> dict[str, str]:
    """How each quote begins, by its id."""
    return {quote.id: f"“{shorten(quote.text, 40, placeholder='…')}”" for quote in quotes}


def _reason(quote: Quote, *, within: str | None) -> str:
    """What decided, and what else is known of a quote."""
    parts = [f"{quote.rule} {quote.confidence:.2f}", quote.speaker.resolved_by]
    parts += [f"through {quote.via}"] if quote.via else []
    parts += ["edited in print"] if quote.edited else []
    parts += [f"within {within}"] if within else []
    return ", ".join(parts)


def _footer(analysis: Analysis) -> Text:
    engine = analysis.engine
    note = f": {engine.note}" if engine.note else f" with {engine.model} {engine.model_version}"
    return Text(f"language {analysis.language or 'unknown'}, analysed by {engine.name} {engine.version}{note}", style="dim")
