"""Memory stays flat: nothing of spaCy, and nothing of a document, outlives its analysis."""

from __future__ import annotations

import gc

import psutil

from enrich.analyser import Document
from enrich.engine import StepAnalyser

#: Growth that is noise of the allocator (bytes).
NOISE = 24 << 20


def documents(first: int, count: int) -> list[Document]:
    """Documents full of words never seen before, which a vocabulary that grows would keep."""
    texts = (
        " ".join(f"“Wort{number}x{word} must end,” Name{number}x{word} said on Monday." for word in range(40))
        for number in range(first, first + count)
    )
    return [Document(id=str(number), text=text, language="en") for number, text in enumerate(texts)]


def test_memory_does_not_grow_with_the_articles_read(analyser: StepAnalyser) -> None:
    def after(first: int) -> int:
        for start in range(first, first + 16, 4):
            analyser.analyse(documents(start, 4))
        gc.collect()
        return int(psutil.Process().memory_info().rss)

    warm = max(after(0), after(100))
    assert after(200) - warm < NOISE
    assert after(300) - warm < NOISE
