"""Which language a text is in, and which languages are read."""

from __future__ import annotations

import pytest

from enrich.analyser import Document
from enrich.engine import StepAnalyser, make_analyser
from enrich.language import LangidDetector, language_of, primary

DETECT = LangidDetector(preferred=("en",))
GERMAN = (
    "Der Minister sagte am Montag, dass er nicht zurücktreten werde, und dass die Regierung bis zum Ende im Amt bleibe. " * 2
)
ENGLISH = "The minister said on Monday that he would not resign, and that the government would stay in office to the end. " * 2


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (ENGLISH, None, "en"),
        (GERMAN, None, "de"),
        (GERMAN, "de-AT", "de"),
        (GERMAN, "en", "de"),  # a feed that declares the wrong language
        ("“We will win,” said Ann.", None, "en"),
        ("“We will win,” said Ann.", "nl", "nl"),  # too short to overrule what is declared
        ("", "en-GB", "en"),
        ("", None, None),
        ("123 456", None, None),
        ("\ud800 ", None, None),
    ],
)
def test_what_is_declared_is_trusted_unless_the_text_is_clearly_another(
    text: str, declared: str | None, expected: str | None
) -> None:
    assert language_of(text, declared, DETECT) == expected


@pytest.mark.parametrize(
    ("tag", "expected"), [("en-GB", "en"), ("DE", "de"), (" fr_FR", "fr"), ("", None), ("english", None), (None, None)]
)
def test_tags_are_reduced_to_their_language(tag: str | None, expected: str | None) -> None:
    assert primary(tag) == expected


def test_a_language_without_a_model_passes_through_and_says_so(analyser: StepAnalyser) -> None:
    (analysis,) = analyser.analyse([Document(id="x", text=GERMAN)])
    assert (analysis.language, analysis.entities, analysis.quotes) == ("de", (), ())
    assert analysis.engine.note == "no model for language 'de'"


def test_a_text_in_no_known_language_says_so(analyser: StepAnalyser) -> None:
    (analysis,) = analyser.analyse([Document(id="x", text="12345")])
    assert analysis.language is None
    assert analysis.engine.note == "language not recognised"


def test_languages_in_one_batch_do_not_mix(analyser: StepAnalyser) -> None:
    documents = [Document(id="a", text=GERMAN), Document(id="b", text=ENGLISH), Document(id="c", text=GERMAN)]
    assert [(analysis.id, analysis.language) for analysis in analyser.analyse(documents)] == [
        ("a", "de"),
        ("b", "en"),
        ("c", "de"),
    ]


def test_a_model_that_is_not_installed_falls_back_to_the_known_one() -> None:
    (analysis,) = make_analyser(models={"en": "no_such_model"}).analyse([Document(id="x", text=ENGLISH)])
    assert analysis.engine.model is not None
    assert analysis.quotes


def test_quotes_below_the_wanted_confidence_are_left_out() -> None:
    text = ENGLISH + " “I stay in office,” Ann Lee said. Ann Lee is thought to fear for her office."
    every = make_analyser().analyse([Document(id="x", text=text)])[0].quotes
    bar = sorted(quote.confidence for quote in every)[-1]
    sure = make_analyser(min_confidence=bar).analyse([Document(id="x", text=text)])[0].quotes
    assert len(sure) < len(every)
    assert sure == tuple(quote for quote in every if quote.confidence >= bar)
