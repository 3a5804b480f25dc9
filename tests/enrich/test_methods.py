"""How quotes are found, as set."""

from __future__ import annotations

from pathlib import Path

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from enrich.tagger.tagger import load

DOCUMENT = Document(id="x", text="“We will keep the port open,” Helena Vasko said.", language="en")


def test_an_analysis_tells_what_made_it(analyser: StepAnalyser, rules: StepAnalyser) -> None:
    by_tagger, by_rules = (engine.analyse([DOCUMENT])[0].engine for engine in (analyser, rules))
    assert by_tagger.name == "newswire-tagger"
    assert by_tagger.model == f"{by_rules.model} + quote-tagger"
    assert by_rules.name == "newswire-rules"
    assert by_tagger.generation == by_rules.generation


def test_a_tagger_without_its_weights_is_none(tmp_path: Path) -> None:
    assert load(tmp_path) is None


def test_the_confidence_of_a_tagged_quote_is_its_probability(analyser: StepAnalyser) -> None:
    (quote,) = analyser.analyse([DOCUMENT])[0].quotes
    assert quote.rule == "direct.tagger"
    assert 0.5 < quote.confidence < 1
