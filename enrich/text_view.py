"""How an analysed text looks in a terminal: names and quotes marked in it, then who said what, and why so."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from wire.messages import Analysis, EntityLabel, Mention, Quote, QuoteKind, Speaker
from wire.printed import printed

#: How a quote of each kind is marked.
QUOTE_STYLES: dict[QuoteKind, str] = {"direct": "bold cyan", "mixed": "cyan", "indirect": "italic cyan"}
#: How a name of each label is marked; others are underlined only.
NAME_STYLES: dict[EntityLabel, str] = {
    "person": "underline green", "organisation": "underline yellow", "group": "underline yellow", "place": "underline blue",
}  # fmt: skip


def rendered(text: str, analysis: Analysis) -> RenderableType:
    """The text with names and quotes marked, the names, the quotes with their speakers."""
    marked = Text(text)
    for quote in analysis.quotes:
        for start, end in quote.spans:
            marked.stylize(QUOTE_STYLES[quote.kind], start, end)
    for entity in analysis.entities:
        for start, end in entity.mentions:
            marked.stylize(NAME_STYLES.get(entity.label, "underline"), start, end)
    found = (
        [_names(analysis), _quotes(analysis.quotes)] if analysis.entities or analysis.quotes else [Text("No names, no quotes.")]
    )
    return Group(marked, Text(""), *found, _footer(analysis))


def explained(text: str, analysis: Analysis) -> RenderableType:
    """For each quote the steps: what stands there, the cue, the rule and its confidence, the source and who it is."""
    blocks: list[RenderableType] = []
    for quote in analysis.quotes:
        table = Table.grid(padding=(0, 2))
        for step, what in _steps(quote):
            table.add_row(Text(step, style="dim"), Text(what))
        blocks.extend([Text(printed(quote), style=QUOTE_STYLES[quote.kind]), table, Text("")])
    return Group(*(blocks or [Text("No quotes.")]), _footer(analysis))


def _steps(quote: Quote) -> Iterable[tuple[str, str]]:
    speaker = quote.speaker
    yield "stands at", ", ".join(f"{start}-{end}" for start, end in quote.spans)
    yield "announced by", _words(quote.cue)
    yield "rule", f"{quote.rule}, {_sure(quote)}"
    yield "source in the text", _words(speaker.mention)
    yield "who that is", f"{_who(speaker)} ({speaker.type}), resolved by: {speaker.resolved_by}"
    if quote.via:
        yield "came through", quote.via
    if quote.parent_id:
        yield "within", f"quote {quote.parent_id}"
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


def _names(analysis: Analysis) -> Table:
    table = Table("name", "what", "mentions", title="Names", title_justify="left")
    for entity in analysis.entities:
        table.add_row(escape(entity.name), entity.label, str(len(entity.mentions)))
    return table


def _quotes(quotes: Iterable[Quote]) -> Table:
    table = Table("who", "said", "kind", "why so", title="Quotes", title_justify="left")
    for quote in quotes:
        who = _who(quote.speaker) if quote.speaker.name else _words(quote.speaker.mention)
        why = f"{quote.rule} {quote.confidence:.2f}, {quote.speaker.resolved_by}"
        table.add_row(escape(who), escape(printed(quote)), quote.kind, why)
    return table


def _footer(analysis: Analysis) -> Text:
    engine = analysis.engine
    note = f": {engine.note}" if engine.note else f" with {engine.model} {engine.model_version}"
    return Text(f"language {analysis.language or 'unknown'}, analysed by {engine.name} {engine.version}{note}", style="dim")
