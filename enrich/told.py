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
#: Words of an infinitive in which a source may ask not to be named.
_NAMELESS = 4
#: Most words between two commas behind a verb.
_ASIDE = 10
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


def after_colon(page: Page, verb: int, reach: int) -> Span | None:
    """The tokens of the clause without marks behind a verb's colon: a prévenu lundi : | le port fermera."""
    tokens, inside = page.tokens, page.quoted_tokens
    _, last = page.sentence(verb)
    colon = next((at for at in range(verb + 1, min(last, verb + 1 + reach)) if tokens.words[at] == ":"), None)
    if colon is None or colon + 1 >= len(tokens) or any(tokens.tags[at].startswith("VB") for at in range(verb + 1, colon)):
        return None
    begin, end = colon + 1, page.sentence(colon + 1)[1]
    same = page.paragraph_of(tokens.starts[begin]) == page.paragraph_of(tokens.starts[verb])
    plain = same and all(inside[at] < 0 for at in (*range(verb, begin), begin))
    return (begin, end) if plain and any(tokens.tags[at] in ("VBZ", "VBD") for at in range(begin, end)) else None


def infinitive(page: Page, verb: int, *, joined: bool) -> int | None:
    """The infinitive behind a verb: promet de | rouvrir; dit | vouloir partir. `joined`: a preposition may stand before it."""
    tokens, (_, end) = page.tokens, page.sentence(verb)
    skipped = spoken(page.language, "grammar", "times")
    at = verb + 1
    if joined is False and at < end and tokens.words[at] == ",":  # a indiqué, dans un courriel, | ne pas vouloir
        at = next((n + 1 for n in range(at + 1, min(end, at + _ASIDE)) if tokens.words[n] == ","), at)
    while at < end and (tokens.tags[at] in ("RB", "PRP") or tokens.lower[at] in skipped):
        at += 1
    if joined and at < end and tokens.lower[at] in spoken(page.language, "grammar", "infinitives"):
        at += 1
    while at < end and tokens.tags[at] in ("RB", "PRP"):
        at += 1
    hidden = any(word in spoken(page.language, "grammar", "anonymous") for word in tokens.lower[at : at + _NAMELESS])
    same = at < end and page.quoted_tokens[at] == page.quoted_tokens[verb]
    return at if same and tokens.tags[at] == "VB" and not hidden else None


def is_light(page: Page, token: int) -> bool:
    """Whether an infinitive ends a verb of two words there: a fait | valoir."""
    lower = page.tokens.lower
    light = token > 0 and lower[token] in spoken(page.language, "grammar", "light_infinitives")
    return light and lower[token - 1] in spoken(page.language, "grammar", "light_verbs")


def cue_of(page: Page, verb: int) -> Span:
    """The tokens of a verb of saying: fait valoir."""
    return verb - is_light(page, verb), verb + 1


def is_verb(page: Page, token: int) -> bool:
    """By its tag; or, where the parser sees a noun, by the words right before it and what it introduces right behind."""
    tokens = page.tokens
    if tokens.tags[token].startswith("VB"):
        return True
    subject = token > 0 and (tokens.tags[token - 1] in ("NNP", "PRP", "CC") or tokens.words[token - 1] == ",")
    if not subject or tokens.tags[token] != "NN":
        return False
    return conjunction(page, token, 1) is not None or page.quoted_tokens[min(token + 1, len(tokens) - 1)] >= 0


def past_times(page: Page, verb: int) -> int:
    """The first word behind a verb that tells no time: a promis lundi | de rouvrir."""
    times = spoken(page.language, "grammar", "times")
    _, end = page.sentence(verb)
    return next((at for at in range(verb + 1, end) if page.tokens.lower[at] not in times), end)


def contrasts(page: Page, token: int) -> bool:
    """Whether a clause of its own begins behind a comma there, which a statement may not reach: ..., | mais rien n'est fait."""
    tokens, (_, end) = page.tokens, page.sentence(token)
    if tokens.words[token - 1] != "," or tokens.lower[token] not in spoken(page.language, "grammar", "contrasts"):
        return False
    rest = range(token + 1, end)
    again = tokens.lower[token + 1 : token + 2] and tokens.lower[token + 1] in spoken(page.language, "grammar", "conjunctions")
    return not again and any(tokens.tags[at] in ("VBZ", "VBD") for at in rest)


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
