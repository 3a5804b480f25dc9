"""From attributions and speakers to the quotes of the message: kind, exact text, context, nesting, id. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import msgspec

from enrich.marks import Quoted
from enrich.page import Page
from enrich.steps import Attribution
from wire.messages import Mention, Quote, QuoteKind, Span, Speaker

#: Characters of context kept on each side.
CONTEXT_CHARS = 160
_EDITED = re.compile(r"\[[^\]]*\]|…|\.\.\.|\. \. \.|\(\.\.\.\)")
_MARKS = frozenset('"“”„«»″')
_LEAD = re.compile(r"[\s,;:—–-]+")
_TRAIL = re.compile(r"[\s,;:—–-]+$")


def make_quotes(page: Page, attributions: Sequence[Attribution], speakers: Sequence[Speaker]) -> list[Quote]:
    """The quotes in order of the text, each knowing the smallest other one that it stands in."""
    made = [_quote(page, a, s) for a, s in zip(attributions, speakers, strict=True)]
    unique = {quote.id: quote for quote in made if quote is not None}
    ordered = sorted(unique.values(), key=lambda quote: (quote.spans[0][0], -quote.spans[-1][1]))
    return _with_parents(ordered)


def _quote(page: Page, attribution: Attribution, speaker: Speaker) -> Quote | None:
    kind = "direct" if attribution.spoken else _kind(page, attribution.content)
    spans = tuple(span for part in attribution.content if (span := _span(page, part, kind)))
    if not spans:
        return None
    text = " ".join(page.text[start:end] for start, end in spans)
    cue = attribution.cue
    return Quote(
        id=_identity(spans, text),
        kind=kind,
        text=text,
        spans=spans,
        cue=Mention(text=" ".join(page.text[s:e] for s, e in cue.spans), spans=cue.spans) if cue and cue.spans else None,
        speaker=speaker,
        confidence=round(attribution.confidence, 3),
        rule=f"{kind}.{attribution.rule}",
        via=attribution.via,
        edited=kind != "indirect" and bool(_EDITED.search(text)),
        context_before=_before(page, spans[0][0]),
        context_after=_after(page, spans[-1][1]),
    )


def _kind(page: Page, content: Sequence[Span]) -> QuoteKind:
    """Direct where every part stands in quotation marks, mixed where some words do, else indirect."""
    whole = part = 0
    for start, end in content:
        inside = page.outermost_in((start, end))
        part += bool(inside)
        whole += any(item.outer[0] <= start and end <= item.outer[1] for item in inside) or _only(page, inside, (start, end))
    return "direct" if whole == len(content) else "mixed" if part else "indirect"


def _only(page: Page, inside: Sequence[Quoted], span: Span) -> bool:
    rest = page.text[slice(*span)]
    for item in reversed(list(inside)):
        start, end = item.outer
        rest = rest[: max(0, start - span[0])] + rest[max(0, end - span[0]) :]
    return bool(inside) and not any(c.isalpha() for c in rest)


def _span(page: Page, part: Span, kind: QuoteKind) -> Span | None:
    """The part without its outer marks (direct) and without stray punctuation at its ends; None if nothing is left."""
    inside = page.outermost_in(part)
    if kind == "direct":
        start, end = _quotation_in(page, inside, part)
        for item in inside:
            if item.outer[0] <= start and end <= item.outer[1]:
                inner = max(start, item.start), min(end, item.end)
                return inner if inner == (item.start, item.end) else _bare(page.text, *inner)
    return _bare(page.text, *_without_stray(page.text, part, inside))


def _quotation_in(page: Page, inside: Sequence[Quoted], part: Span) -> Span:
    """The quotation that a part consists of but for signs around it; else the part."""
    start, end = inside[0].outer if len(inside) == 1 else (0, 0)
    whole = part[0] <= start and end <= part[1] and _only(page, inside, part)
    return (start, end) if whole else part


def _without_stray(text: str, span: Span, inside: Sequence[Quoted]) -> Span:
    """The stretch without a mark at either end that belongs to no quotation."""
    start, end = span
    start += text[start] in _MARKS and not any(item.outer[0] <= start for item in inside)
    end -= text[end - 1] in _MARKS and not any(item.outer[1] >= end for item in inside)
    return start, max(start, end)


def _bare(text: str, start: int, end: int) -> Span | None:
    """The stretch without punctuation at its ends."""
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    trail = _TRAIL.search(text, start, end)
    end = trail.start() if trail and trail.end() == end else end
    return (start, end) if start < end else None


def _identity(spans: Sequence[Span], text: str) -> str:
    place = ",".join(f"{start}-{end}" for start, end in spans)
    return hashlib.blake2b(f"{place}|{text}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _before(page: Page, start: int) -> str:
    first = max(0, start - CONTEXT_CHARS)
    text = page.text[first:start]
    return text if not first else text[text.find(" ") + 1 :]


def _after(page: Page, end: int) -> str:
    text = page.text[end : end + CONTEXT_CHARS]
    return text if end + CONTEXT_CHARS >= len(page.text) else text[: text.rfind(" ") + 1 or None]


def _with_parents(quotes: Sequence[Quote]) -> list[Quote]:
    result: list[Quote] = []
    around: list[Quote] = []
    for quote in quotes:
        while around and around[-1].spans[-1][1] <= quote.spans[0][0]:
            around.pop()
        parent = next((other for other in reversed(around) if _within(quote, other)), None)
        result.append(_child(quote, parent) if parent else quote)
        around.append(quote)
    return result


def _within(inner: Quote, outer: Quote) -> bool:
    return all(any(s <= start and end <= e for s, e in outer.spans) for start, end in inner.spans)


def _child(quote: Quote, parent: Quote) -> Quote:
    return msgspec.structs.replace(quote, parent_id=parent.id)
