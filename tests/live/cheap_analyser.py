"""An analyser that costs nothing, for tests of everything around it: what stands in quotation marks was said.

`python -m tests.live.cheap_analyser` is `newswire enrich` with it: the same service, the same pool of processes.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from enrich.analyser import Document
from enrich.service import run
from newswire.parent import stop_with_parent
from wire.messages import Analysis, Engine, Quote, Speaker
from wire.service import run_service
from wire.settings import load_settings

_QUOTED = re.compile("“([^”]*)”")
_ENGINE = Engine(name="cheap", version="1", generation=1)
_NOBODY = Speaker(name=None, type="unknown", resolved_by="none")


@dataclass(frozen=True)
class CheapAnalyser:
    """Implements `Analyser`. It takes `pause_s` per document, as one would that computes elsewhere (s)."""

    pause_s: float = 0.0

    def analyse(self, documents: Sequence[Document]) -> list[Analysis]:
        """One analysis per document, in order."""
        time.sleep(self.pause_s * len(documents))
        return [_analysis(document) for document in documents]


def _analysis(document: Document) -> Analysis:
    quotes = tuple(_quote(number, found) for number, found in enumerate(_QUOTED.finditer(document.text)))
    return Analysis(id=document.id, language="en", engine=_ENGINE, quotes=quotes)


def _quote(number: int, found: re.Match[str]) -> Quote:
    return Quote(
        id=f"q{number}",
        kind="direct",
        text=found[1],
        spans=(found.span(1),),
        cue=None,
        speaker=_NOBODY,
        confidence=1.0,
        rule="direct.marks",
    )


def main() -> int:
    """The service, until it is told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds per article")
    options = parser.parse_args()
    settings, _ = load_settings({}, None)
    work: Any = partial(run, factory=partial(CheapAnalyser, options.pause))
    return run_service("enrich", settings, stop_with_parent(work, options.parent))


if __name__ == "__main__":
    # The pool's children look the class up by the module's own name, which `-m` has taken away.
    from tests.live import cheap_analyser

    sys.exit(cheap_analyser.main())
