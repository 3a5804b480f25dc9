"""The engine, loaded once for all tests that read texts with it."""

from __future__ import annotations

import pytest

from enrich.engine import RuleAnalyser, rule_analyser
from enrich.models import use_one_thread

use_one_thread()  # before any test imports NumPy, so that times can be compared


@pytest.fixture(scope="session")
def analyser() -> RuleAnalyser:
    """The engine as it runs when nothing is set: English quotes by the tagger."""
    return rule_analyser(quote_engine="tagger")


@pytest.fixture(scope="session")
def rules() -> RuleAnalyser:
    """The engine without the tagger."""
    return rule_analyser(quote_engine="rules")
