"""Where the statement stands to its verb: the frames of enrich/data/cues_en.toml, read off a dependency parse.

Each frame is a pure function of the tokens; `frame_of` gives the one a verb stands in, and the tokens of the statement.
The labels are those of ClearNLP as spaCy's English models use them.
"""

from __future__ import annotations

from dataclasses import dataclass

from enrich.tokens import Tokens
from wire.messages import Span

#: Punctuation that belongs to no statement's ends.
_EDGES = frozenset({",", ":", ";", "-", "—", "–", "--", "."})
#: Prepositions that tell when or where rather than what about.
_CIRCUMSTANCE = frozenset({"in", "on", "at", "during", "after", "before", "since"})


@dataclass(frozen=True)
class Frame:
    """A frame and the token ranges of the statement in it."""

    name: str
    parts: tuple[Span, ...]
    joint: int | None = None  #: the preposition


def frame_of(tokens: Tokens, verb: int) -> Frame | None:
    """The frame that a verb stands in; None where it has nothing that could be a statement."""
    for find in (_clause, _infinitive, _object, _preposition, _aside):
        frame = find(tokens, verb)
        if frame is not None:
            return frame
    return None


def trimmed(tokens: Tokens, first: int, last: int) -> Span:
    """The range without punctuation at its ends."""
    while first < last and tokens.words[first] in _EDGES:
        first += 1
    while last > first and tokens.words[last - 1] in _EDGES:
        last -= 1
    return first, last


def _made(tokens: Tokens, name: str, *ranges: Span, joint: int | None = None) -> Frame | None:
    parts = tuple(part for first, last in ranges if (part := trimmed(tokens, first, last))[0] < part[1])
    return Frame(name, parts, joint) if parts else None


def _child(tokens: Tokens, verb: int, *deps: str) -> int | None:
    return next((child for child in tokens.children[verb] if tokens.deps[child] in deps), None)


def _clause(tokens: Tokens, verb: int) -> Frame | None:
    clauses = [child for child in tokens.children[verb] if tokens.deps[child] == "ccomp"]
    if not clauses:
        return None
    clause = clauses[-1]
    first, last = tokens.edges[clause]
    if clause < verb:
        return _made(tokens, "before", (first, min(last, verb)))
    for child in tokens.children[verb]:
        if child > clause and tokens.deps[child] == "advcl":
            last = max(last, tokens.edges[child][1])
    return _made(tokens, "clause", (max(first, verb + 1), last))


def _infinitive(tokens: Tokens, verb: int) -> Frame | None:
    clause = _child(tokens, verb, "xcomp")
    if clause is None or clause < verb or _child(tokens, verb, "nsubjpass") is not None:
        return None
    first, last = tokens.edges[clause]
    thing = _child(tokens, verb, "dobj")
    if thing is not None and verb < thing < clause:
        return _made(tokens, "object-infinitive", (tokens.edges[thing][0], last))
    return _made(tokens, "infinitive", (max(first, verb + 1), last))


def _object(tokens: Tokens, verb: int) -> Frame | None:
    thing = _child(tokens, verb, "dobj")
    if thing is None or thing < verb:
        return None
    first, last = tokens.edges[thing]
    for child in tokens.children[verb]:
        begin, end = tokens.edges[child]
        if child > thing and last <= begin <= last + 1:
            if tokens.deps[child] == "prep" and tokens.lower[child] not in _CIRCUMSTANCE:
                return _made(tokens, f"object-{tokens.lower[child]}", (first, end))
            if tokens.deps[child] == "oprd":
                return _made(tokens, "object-complement", (first, end))
    return _made(tokens, "object", (max(first, verb + 1), last))


def _preposition(tokens: Tokens, verb: int) -> Frame | None:
    for child in tokens.children[verb]:
        if child > verb and tokens.deps[child] == "prep":
            thing = _child(tokens, child, "pobj", "pcomp")
            if thing is not None:
                return _made(tokens, tokens.lower[child], tokens.edges[thing], joint=child)
    return None


def _aside(tokens: Tokens, verb: int) -> Frame | None:
    """It rains, he said, and it is cold."""
    if tokens.deps[verb] != "parataxis":
        return None
    first, last = tokens.sentences[tokens.sents[verb]]
    left, right = tokens.edges[verb]
    return _made(tokens, "before", (first, left), (right, last))
