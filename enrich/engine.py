"""The engine: a text goes through its steps, and comes out with names and quotes.

    language -> legible text -> paragraphs -> quotation marks -> parse -> entities -> attributions (cue, content, source)
    -> speakers -> quotes, in the words of the print

Every step is passed in (enrich/steps.py); `make_analyser` puts together the ones of this version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from enrich.analyser import Analyser, Document
from enrich.chains import follow
from enrich.entities import find_entities
from enrich.language import Detector, LangidDetector, language_of
from enrich.legible import in_print
from enrich.methods import Method, by_marks, by_order, by_rules, by_tagger
from enrich.models import Model, Models
from enrich.page import Page
from enrich.parser import open_pages
from enrich.quotes import make_quotes
from enrich.resolve import DocumentResolver
from enrich.steps import Attribution, Resolver
from enrich.tagger.tagger import load
from enrich.via import with_outlets
from wire.errors import UsageError
from wire.messages import Analysis, Engine, Entity, Quote
from wire.settings import QuoteEngine

VERSION = "2"
#: Grows with every engine whose analyses are better; stores keep those of the newest.
GENERATION = 2
#: Most text that is open at once (characters): a page takes about 100 bytes of memory per character.
OPEN_CHARS = 300_000


@dataclass(repr=False)
class StepAnalyser:
    """An `Analyser` made of steps. Deterministic; keeps its models, and nothing else, between calls."""

    models: Models
    detect: Detector
    resolve: Resolver
    methods: Mapping[str, Method]  #: by language
    others: Method  #: reads the languages that have no method of their own
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
            return [_unread(document, language, self.others) for document in documents]
        method = self.methods.get(language or "", self.others)
        made: list[Analysis] = []
        for group in _groups(documents):
            pages = open_pages(model, [(document.text, document.title) for document in group])
            for document, page in zip(group, pages, strict=True):
                entities = self.entities(page)
                quotes = self.quotes(page, entities, method)
                if page.text != document.text:
                    quotes = in_print(quotes, document.text)
                made.append(self._analysis(document, language, _engine(model, method), entities, quotes))
        return made

    def _analysis(
        self, document: Document, language: str | None, engine: Engine, entities: Sequence[Entity], quotes: Sequence[Quote]
    ) -> Analysis:
        return Analysis(
            id=document.id,
            language=language,
            engine=engine,
            entities=tuple(entities),
            quotes=tuple(quote for quote in quotes if quote.confidence >= self.min_confidence),
        )

    def quotes(self, page: Page, entities: Sequence[Entity], method: Method) -> list[Quote]:
        """The quotes of an opened page whose entities are known."""
        found: list[Attribution] = []
        for attribute in method.attributors:
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


def _engine(model: Model, method: Method) -> Engine:
    """What an analysis says of its making: the spaCy model and, behind a plus, that of the quotes."""
    models = [model.name, *([method.model] if method.model else [])]
    versions = [model.version, *([method.model_version] if method.model_version else [])]
    return Engine(
        name=method.name,
        version=VERSION,
        generation=GENERATION,
        model=" + ".join(models),
        model_version=" + ".join(versions),
    )


def _unread(document: Document, language: str | None, method: Method) -> Analysis:
    """The analysis of a text that nobody here can read."""
    note = f"no model for language '{language}'" if language else "language not recognised"
    engine = Engine(name=method.name, version=VERSION, generation=GENERATION, note=note)
    return Analysis(id=document.id, language=language, engine=engine)


def make_analyser(
    *, models: Mapping[str, str] | None = None, min_confidence: float = 0.0, quote_engine: QuoteEngine = "auto"
) -> StepAnalyser:
    """The engine of this version. `models`: spaCy models by language that go before the known ones.

    Raises UsageError where the tagger is asked for and cannot be loaded; "auto" then goes on by rules.
    """
    known = Models(models or {})
    return StepAnalyser(
        models=known,
        detect=LangidDetector(known.languages()),
        resolve=DocumentResolver(),
        methods={"en": _english(quote_engine), "fr": by_order("fr")},
        others=by_marks(),
        min_confidence=min_confidence,
    )


def _english(quote_engine: QuoteEngine) -> Method:
    tagger = load() if quote_engine != "rules" else None
    if tagger is None and quote_engine == "tagger":
        raise UsageError(
            "the quote tagger cannot be loaded: see the warning above, install newswire again, or set quote_engine to auto"
        )
    return by_tagger(tagger) if tagger is not None else by_rules()


def default_analyser() -> Analyser:
    """The engine of this version as the pipeline runs it when nothing is set."""
    return make_analyser()
