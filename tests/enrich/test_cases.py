"""The engine against its specification (cases.py and the other cases_*.py of English)."""

from __future__ import annotations

from typing import Any

import pytest

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from tests.enrich.cases import CASES, Case, Said
from tests.enrich.cases_names import NAMES
from tests.enrich.cases_print import PRINT
from tests.enrich.cases_reference import REFERENCE
from wire.messages import Quote

ALL = [*CASES, *NAMES, *PRINT, *REFERENCE]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case(analyser: StepAnalyser, case: Case) -> None:
    check_case(analyser, case, tagger=True)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case_by_rules_alone(rules: StepAnalyser, case: Case) -> None:
    check_case(rules, case, tagger=False)


def check_case(analyser: StepAnalyser, case: Case, *, tagger: bool, language: str = "en") -> None:
    """That everything a case expects is found, and nothing that it forbids. `tagger`: whether rules may differ."""
    (analysis,) = analyser.analyse([Document(id="case", text=case.text, language=language)])
    for expected in (tagger and case.tagged) or case.quotes:
        _check(analysis.quotes, expected, tagger=tagger)
    texts = {quote.text for quote in analysis.quotes}
    assert not texts & set(case.none)
    if case.only:
        wanted = {expected.text for expected in case.quotes}
        assert {quote.text for quote in analysis.quotes if quote.kind == "direct"} <= wanted


def _check(quotes: tuple[Quote, ...], expected: Said, *, tagger: bool) -> None:
    found = [quote for quote in quotes if quote.text == expected.text]
    assert found, f"no quote {expected.text!r} among {[(quote.text, quote.speaker.name) for quote in quotes]}"
    (quote,) = found
    assert quote.speaker.name == expected.speaker
    assert expected.kind in (None, quote.kind)
    assert expected.rule in (None, quote.rule) or (tagger and ".tagger" in quote.rule)
    for name, value in expected.more:
        assert _field(quote, name) == value, name


def _field(quote: Quote, name: str) -> Any:
    if name == "nested":
        return quote.parent_id is not None
    if name == "mention":
        return quote.speaker.mention.text if quote.speaker.mention else None
    return getattr(quote.speaker, name) if name in ("type", "role", "resolved_by", "entity_id") else getattr(quote, name)


def test_there_are_enough_cases() -> None:
    assert len(ALL) >= 80
    assert len({case.name for case in ALL}) == len(ALL)
