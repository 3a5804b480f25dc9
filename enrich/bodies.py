"""Which organisation a common noun stands for: the bank, the company. Pure."""

from __future__ import annotations

from enrich.antecedents import same_before
from enrich.cast import Cast
from enrich.names import is_seat
from enrich.page import Page
from wire.messages import Entity

#: Paragraphs at the head of an article in which what it is about is named: headline, lead.
_HEAD = 2
#: Dependencies of what takes part in what is told, and explains no other word.
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "agent", "pobj"})


def body_named(cast: Cast, word: str) -> Entity | None:
    """The one organisation whose name tells that it is such a thing: the bank for the Central Bank of Varesia."""
    bodies = [e for e in cast.entities if e.label == "organisation" and word in _kinds(e.name)]
    return bodies[0] if len(bodies) == 1 else None


def _kinds(name: str) -> set[str]:
    """The first and last word of a name and the last one before a preposition: Independent | Office | for Police | Conduct."""
    plain = name.lower().split()
    joint = next((at for at, word in enumerate(plain) if word in ("of", "for", "in", "on", "at")), len(plain))
    return {plain[0], plain[-1], plain[max(0, joint - 1)]}


def told_apart(page: Page, cast: Cast, word: str, offset: int) -> bool:
    """Whether a body of that kind is spoken of before a place without a name: Ireland's | regulator | has opened a case."""
    tokens = page.tokens
    return any(tokens.tags[at] == "NN" and _is_another(page, cast, at) for at in same_before(page, word, page.token_at(offset)))


def _is_another(page: Page, cast: Cast, token: int) -> bool:
    """Whether a noun stands without "the" but not bare, as a subject or object, and no name beside it: a regulator said."""
    tokens = page.tokens
    if tokens.deps[token] not in _ARGUMENTS or cast.named_at(tokens.starts[token]) is not None:
        return False
    behind = tokens.ends[token], tokens.ends[tokens.edges[token][1] - 1]
    named = any(entity.label == "organisation" for _, entity in cast.mentioned_in(behind))
    dress = [tokens.lower[child] for child in tokens.children[token] if child < token]
    return not named and bool(dress) and "the" not in dress


def main_body(page: Page, cast: Cast, offset: int) -> Entity | None:
    """The organisation that an article is about: named at its head, before `offset`, and more often than any other.

    Seats of government are not called the company, whatever is said of them.
    """
    bodies = [e for e in cast.entities if e.label == "organisation" and not is_seat(e.name)]
    ranked = sorted(bodies, key=lambda e: -_weight(e))
    if not ranked or (len(ranked) > 1 and _weight(ranked[1]) == _weight(ranked[0])):
        return None
    start, _ = ranked[0].mentions[0]
    if len(ranked[0].mentions) < 2 or page.paragraph_of(start) >= _HEAD or start >= offset:
        return None
    return ranked[0]


def _weight(entity: Entity) -> int:
    return len(entity.mentions)
