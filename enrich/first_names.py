"""Full names of which a model sees the surname alone: Femi | Okonjo. English; pure."""

from __future__ import annotations

from collections import Counter, defaultdict

from enrich.aliases import Name
from enrich.name_evidence import stands_in
from enrich.names import is_first_name, is_place, key
from enrich.page import Page
from enrich.roles import role_nouns
from enrich.wordlists import words
from wire.messages import Span

_SHORTEST = 3


def full_names(page: Page, names: dict[str, Name]) -> dict[str, Name]:
    """The names, and full names for persons of one word where the first mention has another before it, always the same."""
    known = {name.parts[-1] for name in names.values() if name.label == "person" and len(name.parts) > 1}
    alone = {
        name.text: name
        for name in names.values()
        if name.label == "person" and len(name.parts) == 1 and name.text not in known and not is_first_name(name.text)
    }
    taken = {start for name in names.values() for start, _ in name.spans if len(name.parts) > 1 or name.text not in alone}
    for surname, spans in _pairs(page, alone, taken).items():
        firsts = {page.text[start:end].split()[0] for start, end in spans}
        first_mention = min(end for _, end in alone[surname].spans)
        if len(firsts) == 1 and min(end for _, end in spans) <= first_mention:
            full = f"{firsts.pop()} {surname}"
            tails = {end for _, end in spans}
            alone[surname].spans = [span for span in alone[surname].spans if span[1] not in tails]
            names.setdefault(key(full), Name(full, list(spans), Counter({"person": len(spans)})))
    return {spelling: name for spelling, name in names.items() if name.spans}


def _pairs(page: Page, alone: dict[str, Name], taken: set[int]) -> dict[str, list[Span]]:
    """Where a word that may be a first name stands before each surname."""
    tokens = page.tokens
    found: dict[str, list[Span]] = defaultdict(list)
    for at in range(1, len(tokens)):
        first, surname = tokens.words[at - 1], tokens.words[at]
        if surname in alone and tokens.starts[at - 1] not in taken and tokens.tags[at - 1] == "NNP" and _may_be_first(first):
            span = page.chars(at - 1, at + 1)
            if page.text[slice(*span)] == f"{first} {surname}" and not stands_in(page.text, span[0]):
                found[surname].append(span)
    return found


def _may_be_first(word: str) -> bool:
    low = word.lower()
    if not word.isalpha() or not word[0].isupper() or word.isupper() or len(word) < _SHORTEST or is_place(word):
        return False
    others = (
        words("people_en", "titles") | words("roles_en", "lists.offices") | words("people_en", "organisation") | role_nouns()
    )
    return low not in others and low not in words("people_en", "no_first_names")
