"""The engine against its French specification (cases_fr.py), and the laws of every text on French ones."""

from __future__ import annotations

import pytest

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from tests.enrich.cases import Case
from tests.enrich.cases_fr import CASES_FR
from tests.enrich.test_cases import check_case
from tests.enrich.test_laws import check


@pytest.mark.parametrize("case", CASES_FR, ids=lambda case: case.name)
def test_french_case(analyser: StepAnalyser, case: Case) -> None:
    check_case(analyser, case, tagger=False, language="fr")
    check(case.text, analyser.analyse([Document(id="law", text=case.text, language="fr")])[0])


def test_there_are_enough_french_cases() -> None:
    assert len(CASES_FR) >= 20
    assert len({case.name for case in CASES_FR}) == len(CASES_FR)


def test_who_and_what_is_named(analyser: StepAnalyser) -> None:
    text = "M. Marc Dubreuil et l’OTAN ont salué la ministre de l’Intérieur à Brest. Dubreuil lit Le Monde."
    entities = analyser.analyse([Document(id="x", text=text, language="fr")])[0].entities
    named = {entity.name: entity.label for entity in entities}
    assert named == {"Marc Dubreuil": "person", "OTAN": "organisation", "Brest": "place", "Le Monde": "organisation"}
