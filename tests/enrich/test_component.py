"""The engine in a spaCy pipeline."""

from __future__ import annotations

import subprocess
import sys

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from enrich.models import KNOWN

TEXT = "NATO secretary general Mark Rutte came to Brussels.\n“The war must end,” he told Reuters. He said that it would.\n"


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The real small model with the component at its end."""
    name = next(name for name in KNOWN["en"] if spacy.util.is_package(name))
    pipeline = spacy.load(name)
    pipeline.add_pipe("newswire_quotes")
    return pipeline


def test_a_document_has_its_quotes(nlp: Language) -> None:
    doc = nlp(TEXT)
    first, second = doc._.quotes
    assert [span.text for span in first.spans] == ["The war must end,"]
    assert [span.text for span in first.cue] == ["told"]
    assert [span.text for span in first.source] == ["he"]
    assert first.kind == "direct"
    assert second.kind == "indirect"
    assert first.speaker.name == second.speaker.name == "Mark Rutte"
    assert 0 < first.confidence <= 1
    assert first.rule.startswith("direct.")
    assert first.spans[0].doc is doc


def test_the_quotes_are_those_of_the_engine(nlp: Language, analyser: StepAnalyser) -> None:
    (analysis,) = analyser.analyse([Document(id="x", text=TEXT, language="en")])
    assert [found.quote for found in nlp(TEXT)._.quotes] == list(analysis.quotes)


def test_many_documents_come_out_in_order() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("newswire_quotes", config={"quote_engine": "rules"})
    texts = [f"“The number is {number},” Helena Vasko said.\n" for number in range(40)]
    docs = list(pipeline.pipe(texts))
    assert [doc._.quotes[0].text for doc in docs] == [f"The number is {number}," for number in range(40)]


def test_a_document_is_stored_with_its_quotes(nlp: Language) -> None:
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [found.quote for found in again._.quotes] == [found.quote for found in doc._.quotes]


def test_a_document_that_was_not_read_has_none(nlp: Language) -> None:
    assert nlp.make_doc(TEXT)._.quotes == []


def test_an_empty_document_is_read(nlp: Language) -> None:
    assert nlp("")._.quotes == []


def test_quotes_below_the_least_confidence_are_left_out() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("newswire_quotes", config={"quote_engine": "rules", "min_confidence": 1.0})
    assert pipeline(TEXT)._.quotes == []


def test_the_operations_of_the_pipeline_stay_as_they_were() -> None:
    from thinc.api import get_current_ops

    before = get_current_ops()
    pipeline = spacy.blank("en")
    pipeline.add_pipe("newswire_quotes", config={"quote_engine": "rules"})
    pipeline(TEXT)
    assert get_current_ops() is before


def test_nothing_need_be_imported() -> None:
    program = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('newswire_quotes'); print(nlp.pipe_names)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd="/")
    assert "newswire_quotes" in done.stdout
