"""The outlet through which a statement came: told Reuters, in an interview with the Courier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from enrich.page import Page
from enrich.passed_on import unwrapped
from enrich.steps import Attribution, Source
from enrich.wordlists import spoken
from wire.messages import Entity, Span

#: Verbs whose object hears the statement.
_TELLS = frozenset({"told", "tells", "telling", "tell"})
#: What a statement is made in, with whom.
_TALKS = frozenset({"interview", "conversation", "call", "statement", "briefing", "email", "talk"})
#: What an outlet does that passes a statement on: ", reports Politico", "as quoted by Politico".
_PASSES_ON = frozenset({"reports", "reported", "writes", "wrote"})
_PASSED_ON = frozenset({"reported", "quoted", "cited", "published"})
#: What tells that a statement answers somebody.
_ASKED = frozenset({("asked", "by"), ("question", "from"), ("questions", "from"), ("question", "by"), ("questions", "by")})
#: What may follow where an outlet stands before such a word: ", the Courier reported on Monday".
_BEHIND = frozenset({".", ",", "on", "in", "earlier", "late", "last", "this", "citing"})
#: Words between a verb and an outlet that passes it on.
_FAR = 40
#: Words between a verb and the hearer behind it.
_REACH = 12


def with_outlets(page: Page, entities: Sequence[Entity], attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, those that name the organisation that was told with it in `via`."""
    names = {start: entity.name for entity in entities if entity.label == "organisation" for start, _ in entity.mentions}
    told = unwrapped(page, names, attributions)
    return [_cut(page, replace(a, via=outlet)) if (outlet := _outlet(page, names, a)) else a for a in told]


def _cut(page: Page, attribution: Attribution) -> Attribution:
    """The attribution without the hearer in its source, which a parser that hangs him there makes it have."""
    source, joints = attribution.source, spoken(page.language, "grammar", "hearers")
    if source is None or not joints:
        return attribution
    first, last = page.token_range(source.span)
    joint = next((at for at in range(max(first, source.token) + 1, last) if page.tokens.lower[at] in joints), None)
    if joint is None or not attribution.via or attribution.via not in page.text[page.tokens.starts[joint] : source.span[1]]:
        return attribution
    return replace(attribution, source=Source(span=(source.span[0], page.tokens.ends[joint - 1]), token=source.token))


def _outlet(page: Page, names: Mapping[int, str], attribution: Attribution) -> str | None:
    verb = attribution.cue.token if attribution.cue is not None else -1
    if verb < 0:
        return None
    hearers = _objects(page, verb) if page.tokens.lower[verb] in _TELLS else []
    behind = [*hearers, *_partners(page, verb), *_addressed(page, verb), *_reporters(page, verb)]
    for token in [*behind, *_askers(page, verb, attribution.content)]:
        first, last = page.tokens.edges[token]
        for at in range(max(first, verb) if token > verb else first, last):
            if page.tokens.starts[at] in names:
                return names[page.tokens.starts[at]]
    return None


def _objects(page: Page, verb: int) -> list[int]:
    """The word right behind the verb, or behind its article, and the objects of the parse."""
    tokens = page.tokens
    objects = [child for child in tokens.children[verb] if child > verb and tokens.deps[child] in ("dobj", "dative", "pobj")]
    following = [token for token in (verb + 1, verb + 2) if token < len(tokens) and tokens.tags[token].startswith("NNP")]
    return [*objects, *following]


def _reporters(page: Page, verb: int) -> list[int]:
    """Who passes the statement on, in the same sentence: ..., reports | Politico; as quoted by | the Courier."""
    tokens = page.tokens
    found: list[int] = []
    passes_on = _PASSES_ON | spoken(page.language, "grammar", "passes_on")
    for at in range(verb + 1, min(page.sentence(verb)[1] - 1, verb + _FAR)):
        word, following = tokens.lower[at], tokens.lower[at + 1]
        if page.quoted_tokens[at] >= 0:
            continue
        if (word in passes_on and tokens.words[at - 1] == ",") or (word in _PASSED_ON and following == "by"):
            found.extend(range(at + 1, min(len(tokens), at + 4)))
        elif word in _PASSES_ON and following in _BEHIND and tokens.tags[at - 1] == "NNP":
            name = next(before for before in range(at - 1, verb - 1, -1) if tokens.tags[before] != "NNP")
            comma = name - (tokens.lower[name] == "the")
            found.extend(range(name + 1, at) if tokens.words[comma] == "," else ())
    return found


def _askers(page: Page, verb: int, content: Sequence[Span]) -> list[int]:
    """Who asked, in the same sentence: asked by | the Courier; in answer to a question from | a reporter of the Courier."""
    tokens = page.tokens
    first, last = page.sentence(verb)
    found: list[int] = []
    for at in range(max(first, verb - _FAR), min(last - 1, verb + _FAR)):
        said = at == verb or any(start <= tokens.starts[at] < end for start, end in content)
        if not said and (tokens.lower[at], tokens.lower[at + 1]) in _ASKED:
            found.extend(tokens.children[at + 1])
    return found


def _addressed(page: Page, verb: int) -> list[int]:
    """a déclaré | au | Monde: behind a word of hearing, in languages that tell their hearers so."""
    tokens, joints = page.tokens, spoken(page.language, "grammar", "hearers")
    if not joints:
        return []
    stop = min(page.sentence(verb)[1], verb + _REACH)
    found: list[int] = []
    for at in range(verb + 1, stop):
        if tokens.words[at] in (".", ":", ",") or tokens.lower[at] in spoken(page.language, "grammar", "conjunctions"):
            break
        if tokens.lower[at] in joints:
            found.extend(range(at + 1, min(stop, at + 3)))
    return found


def _partners(page: Page, verb: int) -> list[int]:
    """In an interview | with the Courier."""
    tokens = page.tokens
    found: list[int] = []
    for preposition in (child for child in tokens.children[verb] if tokens.deps[child] == "prep"):
        for noun in tokens.children[preposition]:
            if tokens.lower[noun] in _TALKS:
                joints = (child for child in tokens.children[noun] if tokens.lower[child] in ("with", "to"))
                found.extend(thing for joint in joints for thing in tokens.children[joint])
    return found
