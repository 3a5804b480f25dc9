"""How quotes are found: the attributors in their order, by rules alone or with the learned tagger before them.

rules    layout -> quotation marks -> headlines -> phrases -> verbs -> nouns
order    layout -> dialogues -> quotation marks, with the verbs turned round in or behind them -> headlines
         -> what is told, by the order of words (French)
marks    layout -> dialogues -> quotation marks alone (languages whose words newswire does not know)
tagger   layout -> tagger, joined with quotation marks -> what headlines and phrases add apart from it
         -> what phrases and verbs add within it: statements in statements, which the tagger is blind to
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enrich.according import According
from enrich.clauses import FrameContents, VerbCues
from enrich.cue_first import CueFirst
from enrich.direct import DirectQuotes
from enrich.gaps import Apart, Within
from enrich.incise import Incised
from enrich.layout import Headlines, Layout
from enrich.lexicon import nouns, verbs
from enrich.marked import DashedTurns, MarkedQuotes
from enrich.nested import Nested
from enrich.nominal import NounContents, NounCues, OwnerFinder
from enrich.phrases import Phrases
from enrich.reported import Reported
from enrich.sources import SubjectFinder
from enrich.steps import Attributor
from enrich.tagger.attributor import TaggerQuotes
from enrich.tagger.tagger import Tagger

#: Least confidence of a verb's statement within another (0 to 1): annotators mark few of them.
_INNER = 0.5


@dataclass(frozen=True)
class Method:
    """A way to find quotes, by name; `model` and `model_version` tell the weights that it reads, if any."""

    name: str
    attributors: Sequence[Attributor]
    model: str | None = None
    model_version: str | None = None


def by_rules() -> Method:
    """Rules alone, for every language whose words they know."""
    noun_cues = CueFirst(NounCues(nouns()), NounContents(nouns()), OwnerFinder())
    attributors = (Layout(), DirectQuotes(verbs()), Headlines(), Phrases(verbs()), _by_verbs(), noun_cues)
    return Method(name="newswire-rules", attributors=attributors)


def by_order(language: str) -> Method:
    """Rules of words and their order, for a language that has tables of them."""
    known = verbs(language)
    quoted = (DashedTurns(known), Incised(DirectQuotes(known), known), Headlines())
    attributors = (Layout(), *quoted, Apart(Reported(known)), Apart(According()), Nested(known))
    return Method(name="newswire-rules", attributors=attributors)


def by_marks() -> Method:
    """What stands in quotation marks, for a language of which nothing else is known."""
    return Method(name="newswire-marks", attributors=(Layout(), DashedTurns(), MarkedQuotes()))


def by_tagger(tagger: Tagger) -> Method:
    """The tagger, with the rules for what it does not see."""
    phrases = Phrases(verbs())
    return Method(
        name="newswire-tagger",
        attributors=(
            Layout(),
            TaggerQuotes(tagger, DirectQuotes(verbs())),
            Apart(Headlines()),
            Apart(phrases),
            Within(phrases),
            Within(_by_verbs(), least=_INNER, rules=("clause",)),
        ),
        model="quote-tagger",
        model_version=tagger.version,
    )


def _by_verbs() -> CueFirst:
    return CueFirst(VerbCues(verbs()), FrameContents(verbs()), SubjectFinder())
