"""Languages whose verbs newswire does not know: names by the model that is set, quotations by their marks, no guesses."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from enrich.analyser import Document
from enrich.engine import StepAnalyser, make_analyser
from tests.enrich.test_laws import check
from wire.messages import Analysis

NAMES = {"PER": ["Ilse Brandt", "Ирина Власова", "Marta Ruiz"], "LOC": ["Bremen"]}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> StepAnalyser:
    """An engine with a small model of a user's own, which tells names and nothing else."""
    folder: Path = tmp_path_factory.mktemp("model")
    nlp = spacy.blank("xx")
    rows = [{"label": label, "pattern": name} for label, names in NAMES.items() for name in names]
    nlp.add_pipe("entity_ruler").add_patterns(rows)  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return make_analyser(models=dict.fromkeys(("de", "ru", "ja", "es", "nl"), str(folder)), quote_engine="rules")


def read(reader: StepAnalyser, text: str, language: str) -> Analysis:
    (analysis,) = reader.analyse([Document(id="x", text=text, language=language)])
    check(text, analysis)
    assert analysis.engine.note is None
    return analysis


@pytest.mark.parametrize(
    ("language", "text", "quotes"),
    [
        ("de", "„Wir halten den Hafen offen“, sagte Ilse Brandt in Bremen.", ["Wir halten den Hafen offen"]),
        ("de", "»Wir halten den Hafen offen«, sagte sie. Von »Reform« sprach niemand.", ["Wir halten den Hafen offen"]),
        ("ru", "«Мы сохраним порт открытым», — сказала Ирина Власова.", ["Мы сохраним порт открытым"]),
        ("ja", "市長は「港は明日も開いています」と述べた。", ["港は明日も開いています"]),
        ("nl", "‘Wij houden de haven open,’ zei ze.", ["Wij houden de haven open,"]),
        ("nl", "'Wij houden de haven open,' zei ze.", ["Wij houden de haven open,"]),
        ("nl", '"Wij houden de haven open," zei ze.', ["Wij houden de haven open,"]),
        ("nl", "“Wij houden de haven open,” zei ze.", ["Wij houden de haven open,"]),
        ("es", "—¿Quién cerró el puerto?\n—Nadie lo sabe.", ["¿Quién cerró el puerto?", "Nadie lo sabe."]),
        ("es", "— El puerto de la ciudad, cerrado\nEl lunes llovió.", []),
    ],
)  # fmt: skip
def test_quotations_of_every_convention_are_direct_quotes_of_nobody(
    reader: StepAnalyser, language: str, text: str, quotes: list[str]
) -> None:
    found = read(reader, text, language).quotes
    assert [quote.text for quote in found] == quotes
    assert {(quote.kind, quote.speaker.name, quote.speaker.resolved_by) for quote in found} <= {("direct", None, "none")}


def test_a_speaker_before_a_colon_is_plain(reader: StepAnalyser) -> None:
    (quote,) = read(reader, "Ilse Brandt: „Wir halten den Hafen offen.“", "de").quotes
    assert (quote.speaker.name, quote.speaker.entity_id) == ("Ilse Brandt", "person:ilse-brandt")


def test_names_are_those_of_the_model(reader: StepAnalyser) -> None:
    entities = read(reader, "Ilse Brandt kam am Montag nach Bremen. Brandt blieb zwei Tage.", "de").entities
    assert {(entity.name, entity.label, len(entity.mentions)) for entity in entities} == {
        ("Ilse Brandt", "person", 2), ("Bremen", "place", 1),
    }  # fmt: skip
