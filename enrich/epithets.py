"""Who is called by what he is rather than by his name, right after it: the 19-year-old, the midfielder, the Dutchman.

News texts do so to vary the name of whom they have just spoken of. So it is the only person of that paragraph, or of the
one before; the only one of that age in the article. A judge or a doctor is no such word: he may well be somebody new.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from enrich.antecedents import same_before
from enrich.cast import Cast, Person
from enrich.names import peoples
from enrich.page import Page
from enrich.pronouns import gender_in
from enrich.roles import role_nouns
from enrich.wordlists import role_classes, spoken
from wire.messages import Span

_AGE = re.compile(r"(\d{1,3})[- ]year[- ]old\b|\bde (\d{1,3}) ans\b")
#: An age behind a name: Helena Vasko, 44, | Helena Vasko (44) | Helena Vasko, aged 44.
_AGED = re.compile(r"(?:,| \()\s?(?:aged )?(\d{1,3})\b")
_INTRODUCES = frozenset({"a", "an", "another", "one", "some", "two"})
#: What may follow an epithet in its source.
_ENDS = frozenset({",", "'s", "’s"})
#: Paragraphs looked back over.
_FURTHEST = 1


def epithet_meant(page: Page, cast: Cast, span: Span, token: int) -> Person | None:
    """The person whom "the ..." at `span`, its head at `token`, stands for; None where it is no epithet, or for several."""
    first, last = page.token_range(span)
    definite = page.tokens.lower[first] in spoken(page.language, "grammar", "definite_articles")
    if not definite or page.tokens.tags[token] in ("NNS", "NNPS"):
        return None
    age = _AGE.search(page.text, *span)
    if age is not None:
        known = {p.entity.id: p for p in cast.persons if (age.group(1) or age.group(2)) in _ages(page, p)}
        if known:
            return next(iter(known.values())) if len(known) == 1 else None
    elif not _is_epithet(page, cast, token) or not _is_all(page, token + 1, last):
        return None  # no such word, or one that is told more of: the Republican who wrote the speech
    if age is None and _brought_in(page, first, token):
        return None
    gender = _gender(page, first, token)
    return _only_one(
        page, cast, page.tokens.starts[first],
        lambda p: p.gender in (None, gender or p.gender) and not _is_other_office(page, p, page.tokens.lower[token]),
    )  # fmt: skip


def _is_other_office(page: Page, person: Person, word: str) -> bool:
    """Whether a word for people by what they do cannot stand for one who does something else: la chanteuse for a minister."""
    classes = role_classes(page.language)
    same = {word} | (spoken(page.language, "roles", f"classes.{word}") if word in classes else set())
    does = page.language != "en" and word in role_nouns(page.language)
    return does and bool(person.roles) and not any(role.heads & same for role in person.roles)


def _is_all(page: Page, token: int, last: int) -> bool:
    """Whether a source says no more of its head behind it; where adjectives stand there (le joueur français) one may."""
    tokens = page.tokens
    if token < last and tokens.tags[token] == "JJ" and spoken(page.language, "grammar", "noun_first"):
        token += 1
    return token >= last or tokens.words[token] in _ENDS


def _is_epithet(page: Page, cast: Cast, token: int) -> bool:
    """Whether the word is one for a person just spoken of: of a list, or the name of a people or party for one of them."""
    word = page.tokens.lower[token]
    players = spoken(page.language, "roles", "classes.player") if "player" in role_classes(page.language) else frozenset()
    if word in players | spoken(page.language, "roles", "lists.epithets"):
        return True
    named = cast.named_at(page.tokens.starts[token])
    people = word in peoples() if named is None else named.label == "group"
    return people and page.tokens.tags[token] in ("NN", "NNP")


def _brought_in(page: Page, first: int, token: int) -> bool:
    """Whether somebody is called so before, who may be meant: a veteran asked him ... | the veteran said."""
    tokens = page.tokens
    same = same_before(page, tokens.lower[token], first)
    introduces = _INTRODUCES | spoken(page.language, "grammar", "indefinite_articles")
    return any(tokens.lower[child] in introduces for at in same for child in tokens.children[at])


def _ages(page: Page, person: Person) -> set[str]:
    found = (_AGED.match(page.text, end) for _, end in person.entity.mentions)
    return {match.group(1) for match in found if match}


def _gender(page: Page, article: int, token: int) -> str | None:
    """By the article, else by the noun."""
    word, first = page.tokens.lower[token], page.tokens.lower[article]
    told = gender_in(page.language, first, word if page.language != "en" else "")
    if told is not None:
        return told
    if word.endswith(("woman", "mother", "daughter", "actress")):
        return "she"
    return "he" if word.endswith(("man", "father", "son", "actor")) else None


def _only_one(page: Page, cast: Cast, offset: int, fits: Callable[[Person], bool]) -> Person | None:
    """The only person named outside quotations in the paragraph up to a place, else in the one before it."""
    number = page.paragraph_of(offset)
    end = offset
    for paragraph in range(number, max(-1, number - _FURTHEST - 1), -1):
        start = page.paragraphs[paragraph][0]
        persons = {
            person.entity.id: person
            for span, entity in (cast.mentioned_in((start, end)) if start < end else ())
            if (person := cast.person(entity)) is not None and page.quoted_tokens[page.token_at(span[0])] < 0
        }
        if persons:
            fitting = [person for person in persons.values() if fits(person)]
            return fitting[0] if len(persons) == 1 and fitting else None
        end = start
    return None
