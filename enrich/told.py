"""What the rules of told statements share: verbs of saying, what joins a statement to one, and the attribution made. Pure.

For languages with a table of little words (enrich/data/grammar_fr.toml), whose parsers are less sure of clauses than of words.
"""

from __future__ import annotations

from collections.abc import Sequence

from enrich.clauses import whole_quotations
from enrich.frames import trimmed
from enrich.page import Page
from enrich.sources import source_at
from enrich.steps import Attribution, Cue, Source
from enrich.wordlists import spoken
from wire.messages import Span

#: Fewest words of a statement.
LEAST = 3
#: Words of the longest phrase that announces a source: selon les termes de.
_LONGEST_PHRASE = 4
STOPS = frozenset({".", "!", "?", ";", ":", "…"})


def conjunction(page: Page, verb: int, reach: int, joints: str = "conjunctions") -> int | None:
    """The word that joins a statement to a verb: a dit, lundi, | que. `joints`: the list that it stands in."""
    tokens, inside = page.tokens, page.quoted_tokens
    _, end = page.sentence(verb)
    for at in range(verb + 1, min(end, verb + 1 + reach)):
        if inside[at] == inside[verb] and tokens.lower[at] in spoken(page.language, "grammar", joints):
            return at
        compares = tokens.lower[at] in spoken(page.language, "grammar", "comparisons")
        if compares or tokens.words[at] in STOPS or tokens.tags[at].startswith("VB") or inside[at] != inside[verb]:
            return None
    return None


def infinitive(page: Page, verb: int, *, joined: bool) -> int | None:
    """The infinitive behind a verb: promet de | rouvrir; dit | vouloir partir. `joined`: a preposition may stand before it."""
    tokens, (_, end) = page.tokens, page.sentence(verb)
    skipped = spoken(page.language, "grammar", "times")
    at = verb + 1
    while at < end and (tokens.tags[at] in ("RB", "PRP") or tokens.lower[at] in skipped):
        at += 1
    if joined and at < end and tokens.lower[at] in spoken(page.language, "grammar", "infinitives"):
        at += 1
    while at < end and tokens.tags[at] in ("RB", "PRP"):
        at += 1
    return at if at < end and tokens.tags[at] == "VB" and page.quoted_tokens[at] == page.quoted_tokens[verb] else None


def phrase_width(page: Page, token: int) -> int:
    """How many words a phrase takes that announces a source and begins at a token, "selon"; 0 where none does."""
    phrases = spoken(page.language, "grammar", "sources")
    widths = range(min(_LONGEST_PHRASE, page.sentence(token)[1] - token), 0, -1)
    return next((width for width in widths if page.text[slice(*page.chars(token, token + width))].lower() in phrases), 0)


def made(
    page: Page, cue: Span, ranges: Sequence[Span], speaker: int | None, rule: str, confidence: float, *,
    phrase: bool = False, least: int = LEAST,
) -> Attribution | None:  # fmt: skip
    """The statement in these token ranges, with whole quotations; None where it has fewer than `least` words.

    `phrase`: the cue is no verb.
    """
    parts = [trimmed(page.tokens, part[0], _before_next(page, *part)) for part in ranges]
    spans = [_whole(page, part, cue) for part in parts if part[1] > part[0]]
    if sum(last - first for first, last in parts) < least:
        return None
    content = tuple(span for number, span in enumerate(spans) if not number or span[0] >= spans[number - 1][1])
    source = source_at(page, speaker, content) if speaker is not None else None
    behind = page.tokens.ends[cue[1] - 1]
    if source is not None and phrase and source.span[0] < behind:
        source = Source(span=(behind + 1, source.span[1]), token=source.token)
    kind = Cue(spans=(page.chars(*cue),), token=cue[1] - 1 if not phrase else cue[0], kind="phrase" if phrase else "verb")
    return Attribution(content=content, cue=kind, source=source, rule=rule, confidence=confidence)


def _before_next(page: Page, first: int, last: int) -> int:
    """The end of a stretch, without the opening mark of the next quotation, which a parser takes for the end of a sentence."""
    tokens, inside = page.tokens, page.quoted_tokens
    while last > first and inside[last - 1] >= 0 and tokens.starts[last - 1] == page.outermost[inside[last - 1]].outer[0]:
        last -= 1
    return last


def _whole(page: Page, part: Span, cue: Span) -> Span:
    """The characters of the part; grown to whole quotations, unless the verb itself stands in one."""
    span = page.chars(*part)
    return span if page.quoted_tokens[cue[1] - 1] >= 0 else whole_quotations(page, span)
