"""The engine as a spaCy component: `nlp.add_pipe("newswire_quotes")`, then `doc._.quotes`.

It reads `doc.text` with its own models, so it stands in any pipeline, wherever, and a pipeline of a tokeniser alone will do.
spaCy finds it by the entry point `spacy_factories` of the installed package: nothing need be imported. Annotations here are
types, not strings, since spaCy up to 3.8.7 cannot read a factory's otherwise.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.api import use_ops

from enrich.analyser import Analyser, Document
from enrich.engine import make_analyser
from wire.messages import Mention, Quote, Speaker
from wire.settings import QuoteEngine

NAME = "newswire_quotes"
#: Documents that the engine reads at once.
_BATCH = 32


@dataclass(frozen=True)
class DocQuote:
    """A quote of a document: its parts, cue and source as spans of the tokens; `quote` has the exact characters.

    Where a mark and a word are one token in the pipeline, the span has the whole token.
    """

    spans: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    quote: Quote

    @property
    def text(self) -> str:
        """What is said, its parts joined with one space."""
        return self.quote.text

    @property
    def kind(self) -> str:
        """direct, indirect or mixed."""
        return self.quote.kind

    @property
    def speaker(self) -> Speaker:
        """Who says it: name, role, type, and how that was found."""
        return self.quote.speaker

    @property
    def confidence(self) -> float:
        """The probability that content and source are right (0 to 1)."""
        return self.quote.confidence

    @property
    def rule(self) -> str:
        """The rule or step that decided."""
        return self.quote.rule


def doc_quotes(doc: Doc) -> list[DocQuote]:
    """What `doc._.quotes` gives: the quotes in order of the text; none where the component has not read the document."""
    quotes: list[Quote] = msgspec.convert(doc.user_data.get(NAME, []), list[Quote])
    return [DocQuote(_spans(doc, quote), _spans(doc, quote.cue), _spans(doc, quote.speaker.mention), quote) for quote in quotes]


def _spans(doc: Doc, place: Quote | Mention | None) -> tuple[Span, ...]:
    found = [doc.char_span(start, end, alignment_mode="expand") for start, end in place.spans] if place else []
    return tuple(span for span in found if span is not None)


@dataclass(frozen=True, kw_only=True)
class QuoteComponent:
    """Reads documents with the engine. What it finds is kept in `doc.user_data` as plain data, so documents serialise."""

    analyser: Analyser
    language: str | None  #: of all documents; None lets the engine tell

    def __call__(self, doc: Doc) -> Doc:
        """The document with its quotes."""
        self._read([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """The documents in order, each with its quotes; a batch of them is read at once."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            self._read(batch)
            yield from batch

    def _read(self, docs: Sequence[Doc]) -> None:
        documents = [Document(id=str(number), text=doc.text, language=self.language) for number, doc in enumerate(docs)]
        with use_ops("numpy", use_blis=False):
            analyses = self.analyser.analyse(documents)
        for doc, analysis in zip(docs, analyses, strict=True):
            doc.user_data[NAME] = msgspec.to_builtins(analysis.quotes)


@Language.factory(
    NAME, default_config={"quote_engine": "auto", "min_confidence": 0.0}, assigns=["doc._.quotes"], retokenizes=False
)
def make_component(nlp: Language, name: str, quote_engine: QuoteEngine, min_confidence: float) -> QuoteComponent:
    """The component of a pipeline, whose language its documents have. Settings as `quote_engine` and `min_confidence`.

    Raises UsageError where the tagger is asked for and cannot be loaded.
    """
    if not Doc.has_extension("quotes"):
        Doc.set_extension("quotes", getter=doc_quotes)
    with use_ops("numpy", use_blis=False):
        analyser = make_analyser(quote_engine=quote_engine, min_confidence=min_confidence)
    return QuoteComponent(analyser=analyser, language=None if nlp.lang == "xx" else nlp.lang)
