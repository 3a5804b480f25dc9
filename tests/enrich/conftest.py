"""The engine, loaded once for all tests that read texts with it."""

from __future__ import annotations

import pytest

from enrich.engine import RuleAnalyser, rule_analyser
from enrich.models import use_one_thread

use_one_thread()  # before any test imports NumPy, so that times can be compared


@pytest.fixture(scope="session")
def analyser() -> RuleAnalyser:
    return rule_analyser()
