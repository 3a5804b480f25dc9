"""Whom a relative stands for: her daughter, the novelist Ada Obi, | who | said; a study | which | found. Pure."""

from __future__ import annotations

from enrich.cast import Cast
from enrich.page import Page
from enrich.sources import phrase
from enrich.steps import Source

_RELATIVES = frozenset({"who", "which", "that", "whose", "qui"})
#: Endings of nouns for people.
_HUMAN = ("er", "or", "ist", "ian", "ee", "man", "woman", "wife", "mate", "kin")
_CLAUSES = ("relcl", "acl")
#: What may stand between a noun and its relative.
_BETWEEN = frozenset({",", "-", "--", "–", "—", "(", ")"})
#: Dependencies over which a place or body belongs to the noun before it: a cellist | from | Bonn.
_INNER = frozenset({"pobj", "prep", "appos", "compound", "poss", "nmod", "conj"})
#: Steps up the parse from the relative to the verb of its clause.
_STEPS = 4


def is_relative(page: Page, token: int) -> bool:
    """Whether the word is a relative of persons or things, not a question or a demonstrative, by its word and place."""
    tokens = page.tokens
    return tokens.lower[token] in _RELATIVES and token > page.sentence(token)[0] and tokens.tags[token] in ("WP", "WDT", "WP$")


def is_human(page: Page, relative: int, noun: int) -> bool:
    """Whether the noun before who is one for somebody who does something: a hacker, a housewife."""
    tokens = page.tokens
    return tokens.lower[relative] == "who" and tokens.tags[noun] == "NN" and tokens.lower[noun].endswith(_HUMAN)


def antecedent_of(page: Page, cast: Cast, token: int) -> Source | None:
    """What the relative at `token` stands for, as a source that ends before it; None where the parse does not tell."""
    verb = _verb(page, token)
    noun = _by_parse(page, token, verb)
    noun = _by_place(page, token) if noun is None else noun
    if noun is not None and page.tokens.lower[token] == "who":
        noun = _human(page, cast, noun)
    if noun is None or (page.tokens.deps[noun] == "conj" and page.tokens.tags[verb] == "VBP"):
        return None  # of two, none stands for both
    start, end = phrase(page, noun)
    last = page.tokens.ends[token - 1]
    while last > start and not page.text[last - 1].isalnum() and page.text[last - 1] not in ".)":
        last -= 1
    return Source(span=(start, min(end, last)), token=noun) if start < last else None


def _verb(page: Page, token: int) -> int:
    """The verb of the clause that the relative opens, else the relative itself."""
    verb = token
    for _ in range(_STEPS):
        if page.tokens.deps[verb] in _CLAUSES:
            return verb
        verb = page.tokens.heads[verb]
    return verb if page.tokens.deps[verb] in _CLAUSES else token


def _by_parse(page: Page, token: int, verb: int) -> int | None:
    """What the clause hangs on; of an apposition, what it explains: Ada Obi, a cellist from Bonn, who."""
    tokens = page.tokens
    noun = tokens.heads[verb]
    return _explained(page, noun) if verb != token and noun < token and tokens.tags[noun].startswith("N") else None


def _explained(page: Page, noun: int) -> int:
    tokens = page.tokens
    while tokens.deps[noun] == "appos" and tokens.tags[tokens.heads[noun]].startswith("NNP"):
        noun = tokens.heads[noun]
    return noun


def _human(page: Page, cast: Cast, noun: int) -> int | None:
    """The nearest noun up the parse that is no place or body: who stands for none of those."""
    tokens = page.tokens
    for _ in range(2 * _STEPS):
        named = cast.named_at(tokens.starts[noun])
        if tokens.tags[noun].startswith("N") and (named is None or named.label not in ("place", "organisation", "facility")):
            return _explained(page, noun)
        if tokens.deps[noun] not in _INNER:
            return None
        noun = tokens.heads[noun]
    return None


def _by_place(page: Page, token: int) -> int | None:
    """The name or noun right before the relative."""
    tokens, at = page.tokens, token - 1
    first = page.sentence(token)[0]
    while at > first and tokens.words[at] in _BETWEEN:
        at -= 1
    return at if tokens.tags[at].startswith("N") and page.quoted_tokens[at] == page.quoted_tokens[token] else None
