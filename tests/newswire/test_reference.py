"""Every setting, metric and command stands in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from newswire.reference import pages

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_reference_pages_are_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run `make docs`"
