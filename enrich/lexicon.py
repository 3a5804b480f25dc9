"""The reporting words of a language by the forms they take in print: "says" -> say. No lemmatizer is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from enrich.wordlists import table

_VOWELS = "aeiou"


@dataclass(frozen=True)
class Verb:
    """A reporting verb. The weights (0 to 1) are how often what follows it is a statement: a clause, an infinitive, a noun."""

    lemma: str
    clause: float = 0.0
    infinitive: float = 0.0
    noun: float = 0.0
    quote: bool = True  #: whether words in quotation marks beside it are a statement


@cache
def verbs(language: str = "en") -> Mapping[str, Verb]:
    """Every form of every reporting verb."""
    data = table(f"cues_{language}")
    irregular: Mapping[str, str] = data["irregular"]
    forms: dict[str, Verb] = {}
    for lemma in data["verbs"]["list"].replace("\n", "").split("|"):
        verb = Verb(lemma)
        for form in irregular[lemma].split() if lemma in irregular else inflect(lemma):
            forms.setdefault(form, verb)
    return forms


def inflect(lemma: str) -> tuple[str, ...]:
    """The forms of a regular English verb: base, -s, -ed, -ing."""
    if lemma.endswith("e"):
        return lemma, f"{lemma}s", f"{lemma}d", f"{lemma[:-1]}ing"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma, f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"
    plural = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{lemma}s"
    return lemma, plural, f"{lemma}ed", f"{lemma}ing"
