"""The reporting words of a language by the forms they take in print: "says" -> say. No lemmatizer is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from enrich.wordlists import table, words

_VOWELS = "aeiou"


@dataclass(frozen=True)
class Verb:
    """A reporting verb.

    `frames`: where the statement stands to it -> how often that is one (0 to 1); see enrich/data/cues_en.toml.
    `quote`: whether words in quotation marks beside it are a statement.
    """

    lemma: str
    frames: Mapping[str, float] = field(default_factory=dict)
    quote: bool = True


@cache
def verbs(language: str = "en") -> Mapping[str, Verb]:
    """Every form of every reporting verb."""
    data = table(f"cues_{language}")
    irregular: Mapping[str, str] = data["irregular"]
    endings: Mapping[str, str] = data.get("endings", {})
    forms: dict[str, Verb] = {}
    for lemma, weights in {**data.get("verbs", {}), **_grouped(f"cues_{language}")}.items():
        verb = _verb(lemma, weights)
        regular = irregular[lemma].split() if lemma in irregular else _inflected(lemma, endings)
        for form in regular:
            forms.setdefault(form, verb)
    return forms


def _grouped(name: str) -> Mapping[str, str]:
    """Verbs that stand in groups with the frames that all of a group have; one of several groups has the frames of all."""
    joined: dict[str, dict[str, str]] = {}
    for number, group in table(name).get("groups", {}).items():
        for lemma in words(name, f"groups.{number}.verbs"):
            own = joined.setdefault(lemma, {})
            for frame in group["frames"].split():
                own.setdefault(frame.partition(":")[0], frame)
    return {lemma: " ".join(frames.values()) for lemma, frames in joined.items()}


def _inflected(lemma: str, endings: Mapping[str, str]) -> Sequence[str]:
    """The forms of a regular verb by the table of its language, longest ending first; English has none."""
    for ending in sorted(endings, key=len, reverse=True):
        if lemma.endswith(ending):
            return [lemma.removesuffix(ending) + form for form in endings[ending].split()]
    return inflect(lemma)


@cache
def nouns(language: str = "en") -> Mapping[str, frozenset[str]]:
    """Singular noun -> what may join a statement to it: that, to, of, for."""
    joined: dict[str, frozenset[str]] = {}
    for joint in table(f"cues_{language}")["nouns"]:
        for noun in words(f"cues_{language}", f"nouns.{joint}"):
            joined[noun] = joined.get(noun, frozenset()) | {joint}
    return joined


def _verb(lemma: str, weights: str) -> Verb:
    pairs = [item.split(":") for item in weights.split()]
    frames = {frame: float(weight) for frame, weight in pairs if frame != "quote"}
    return Verb(lemma, frames, quote=["quote", "0"] not in pairs)


def inflect(lemma: str) -> tuple[str, ...]:
    """The forms of a regular English verb: base, -s, -ed, -ing."""
    if lemma.endswith("e"):
        return lemma, f"{lemma}s", f"{lemma}d", f"{lemma[:-1]}ing"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma, f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"
    plural = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{lemma}s"
    return lemma, plural, f"{lemma}ed", f"{lemma}ing"
