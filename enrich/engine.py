"""The engine: a text goes through its steps, and comes out with names and quotes.

    language -> paragraphs -> quotation marks -> parse -> entities -> attributions (cue, content, source) -> speakers -> quotes

Every step is passed in (enrich/steps.py); `rule_analyser` puts together the ones of this version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from enrich.analyser import Analyser, Document
from enrich.chains import follow
from enrich.clauses import FrameContents, VerbCues
from enrich.cue_first import CueFirst
from enrich.direct import DirectQuotes
from enrich.entities import find_entities
from enrich.language import Detector, LangidDetector, language_of
from enrich.layout import Headlines, Layout
from enrich.lexicon import nouns, verbs
from enrich.models import Model, Models
from enrich.nominal import NounContents, NounCues, OwnerFinder
from enrich.page import Page
from enrich.parser import open_pages
from enrich.phrases import Phrases
from enrich.quotes import make_quotes
from enrich.resolve import DocumentResolver
from enrich.sources import SubjectFinder
from enrich.steps import Attribution, Attributor, Resolver
from enrich.via import with_outlets
from wire.messages import Analysis, Engine, Entity, Quote

NAME = "newswire-rules"
VERSION = "1"
#: Grows with every engine whose analyses are better; stores keep those of the newest.
GENERATION = 1
#: Most text that is open at once (characters): a page takes about 100 bytes of memory per character.
OPEN_CHARS = 300_000


@dataclass(repr=False)
class RuleAnalyser:
    """An `Analyser` made of steps. Deterministic; keeps its models, and nothing else, between calls."""

    models: Models
    detect: Detector
    attributors: Sequence[Attributor]
    resolve: Resolver
    entities: Callable[[Page], list[Entity]] = find_entities
    min_confidence: float = 0.0

    def analyse(self, documents: Sequence[Document]) -> list[Analysis]:
        """See Analyser."""
        languages = [language_of(document.text, document.language, self.detect) for document in documents]
        results: dict[int, Analysis] = {}
        for language in dict.fromkeys(languages):
            numbers = [number for number, other in enumerate(languages) if other == language]
            model = self.models.get(language) if language else None
            made = self._all([documents[number] for number in numbers], language, model)
            results.update(zip(numbers, made, strict=True))
        return [results[number] for number in range(len(documents))]

    def _all(self, documents: Sequence[Document], language: str | None, model: Model | None) -> list[Analysis]:
        if model is None:
            return [_unread(document, language) for document in documents]
        made: list[Analysis] = []
        for group in _groups(documents):
            pages = open_pages(model, [(document.text, document.title) for document in group])
            made.extend(self._one(d, language, model, page) for d, page in zip(group, pages, strict=True))
        return made

    def _one(self, document: Document, language: str | None, model: Model, page: Page) -> Analysis:
        entities = self.entities(page)
        quotes = self.quotes(page, entities)
        return Analysis(
            id=document.id,
            language=language,
            engine=Engine(name=NAME, version=VERSION, generation=GENERATION, model=model.name, model_version=model.version),
            entities=tuple(entities),
            quotes=tuple(quote for quote in quotes if quote.confidence >= self.min_confidence),
        )

    def quotes(self, page: Page, entities: Sequence[Entity]) -> list[Quote]:
        """The quotes of an opened page whose entities are known."""
        found: list[Attribution] = []
        for attribute in self.attributors:
            found.extend(attribute(page, found))
        found = with_outlets(page, entities, follow(page, found))
        return make_quotes(page, found, self.resolve(page, entities, found))


def _groups(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """The documents in order, as many at a time as fit into OPEN_CHARS; one that does not fit goes alone."""
    group: list[Document] = []
    chars = 0
    for document in documents:
        if group and chars + len(document.text) > OPEN_CHARS:
            yield group
            group, chars = [], 0
        group.append(document)
        chars += len(document.text)
    if group:
        yield group


def _unread(document: Document, language: str | None) -> Analysis:
    """The analysis of a text that nobody here can read."""
    note = f"no model for language '{language}'" if language else "language not recognised"
    engine = Engine(name=NAME, version=VERSION, generation=GENERATION, note=note)
    return Analysis(id=document.id, language=language, engine=engine)


def rule_analyser(*, models: Mapping[str, str] | None = None, min_confidence: float = 0.0) -> RuleAnalyser:
    """The engine of this version. `models`: spaCy models by language that go before the known ones."""
    known = Models(models or {})
    return RuleAnalyser(
        models=known,
        detect=LangidDetector(known.languages()),
        attributors=(
            Layout(),
            DirectQuotes(verbs()),
            Headlines(),
            Phrases(verbs()),
            CueFirst(VerbCues(verbs()), FrameContents(verbs()), SubjectFinder()),
            CueFirst(NounCues(nouns()), NounContents(nouns()), OwnerFinder()),
        ),
        resolve=DocumentResolver(),
        min_confidence=min_confidence,
    )


def default_analyser() -> Analyser:
    """The engine of this version as the pipeline runs it when nothing is set."""
    return rule_analyser()
