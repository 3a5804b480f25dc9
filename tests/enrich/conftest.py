"""The engine, loaded once for all tests that read texts with it."""

from __future__ import annotations

import pytest

from enrich.engine import StepAnalyser, make_analyser
from enrich.models import use_one_thread

use_one_thread()  # before any test imports NumPy, so that times can be compared


@pytest.fixture(scope="session")
def analyser() -> StepAnalyser:
    """The engine as it runs when nothing is set: English quotes by the tagger."""
    return make_analyser(quote_engine="tagger")


@pytest.fixture(scope="session")
def rules() -> StepAnalyser:
    """The engine without the tagger."""
    return make_analyser(quote_engine="rules")
