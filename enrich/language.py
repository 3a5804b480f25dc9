"""Which language a text is in. What page or feed declares is trusted unless the text is clearly in another one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

#: Characters looked at: more does not change the answer.
SAMPLE_CHARS = 3000
#: Letters below which a text cannot overrule the declared language.
LETTERS_TO_OVERRULE = 120
#: Certainty (0 to 1) needed to overrule the declared language, or to speak for a short text without one.
CERTAIN = 0.95
#: Certainty below which nothing is said of a text.
PLAUSIBLE = 0.2
#: A preferred language is taken for a short text when it is at least this share as likely as the likeliest.
LEANING = 0.3
_LETTER = re.compile(r"[^\W\d_]")
_PRIMARY = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")


class Detector(Protocol):
    """Guesses a language from text alone."""

    def __call__(self, text: str) -> tuple[str | None, float]:
        """The primary subtag and how certain it is (0 to 1); (None, 0.0) where nothing can be said."""
        ...


@dataclass
class LangidDetector:
    """py3langid (97 languages), its model read at the first call. Short texts lean towards `preferred` languages."""

    preferred: Collection[str] = ()
    _identifier: Any = None

    def __call__(self, text: str) -> tuple[str | None, float]:
        """See Detector."""
        sample = text[:SAMPLE_CHARS]
        letters = len(_LETTER.findall(sample))
        if not letters:
            return None, 0.0
        ranked = self._rank(sample)
        best, certainty = ranked[0]
        if letters < LETTERS_TO_OVERRULE and certainty < CERTAIN:
            leaning = [(language, share) for language, share in ranked if language in self.preferred]
            if leaning and leaning[0][1] >= LEANING * certainty:
                best, certainty = leaning[0]
        return (best, float(certainty)) if ranked[0][1] >= PLAUSIBLE or best in self.preferred else (None, 0.0)

    def _rank(self, sample: str) -> list[tuple[str, float]]:
        if self._identifier is None:
            from py3langid.langid import MODEL_FILE, LanguageIdentifier

            self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        ranked: list[tuple[str, float]] = self._identifier.rank(sample.encode("utf-8", "replace").decode())
        return ranked


def primary(tag: str | None) -> str | None:
    """The primary subtag of a BCP 47 tag in lower case ("en-GB" -> "en"); None for what is no tag."""
    match = _PRIMARY.match(tag.strip()) if tag else None
    return match.group().lower() if match else None


def language_of(text: str, declared: str | None, detect: Detector) -> str | None:
    """The language to analyse a text in: its primary subtag, or None where neither the page nor the text tells."""
    trusted = primary(declared)
    found, certainty = detect(text)
    if trusted is None:
        return found
    long_enough = len(_LETTER.findall(text[:SAMPLE_CHARS])) >= LETTERS_TO_OVERRULE
    return found if found and found != trusted and certainty >= CERTAIN and long_enough else trusted
