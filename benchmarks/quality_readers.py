"""The readers that are compared: newswire as it runs, newswire by rules alone, textacy, and the nearest name."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.quality_corpus import Annotated, Found, Statement
from enrich.analyser import Document
from enrich.engine import make_analyser
from wire.messages import Quote, Span
from wire.settings import QuoteEngine

#: Reads all articles.
Reader = Callable[[Sequence[Annotated]], Found]
_QUOTATION = re.compile(r'“[^”\n]{2,}”|"[^"\n]{2,}"')
#: Fewest words in quotation marks that the nearest-name baseline takes for a statement.
_LEAST_WORDS = 3


def newswire(engine: QuoteEngine) -> Reader:
    """Our engine; the articles are read as English."""
    analyser = make_analyser(quote_engine=engine)

    def read(articles: Sequence[Annotated]) -> Found:
        documents = [Document(id=article.id, text=article.text, language="en") for article in articles]
        return {analysis.id: [_statement(quote) for quote in analysis.quotes] for analysis in analyser.analyse(documents)}

    return read


def _statement(quote: Quote) -> Statement:
    source = quote.speaker.mention.spans if quote.speaker.mention else ()
    return Statement(quote.spans, source, confidence=quote.confidence, rule=quote.rule)


def nearest_name(docs: Mapping[str, Any]) -> Reader:
    """Each quotation of three words or more, said by the person named nearest to it in its paragraph, or by nobody.

    Names are those that the stock small model labels PERSON; `docs` are its readings of the articles.
    """

    def read(articles: Sequence[Annotated]) -> Found:
        return {article.id: _by_nearest(article.text, docs[article.id]) for article in articles}

    return read


def _by_nearest(text: str, doc: Any) -> list[Statement]:
    people = [(entity.start_char, entity.end_char) for entity in doc.ents if entity.label_ == "PERSON"]
    found = []
    for match in _QUOTATION.finditer(text):
        start, end = match.span()
        if len(text[start:end].split()) < _LEAST_WORDS:
            continue
        first, last = _paragraph(text, match.span())
        near = [(max(start - e, s - end), (s, e)) for s, e in people if first <= s and e <= last and (e <= start or s >= end)]
        found.append(Statement(((start, end),), (min(near)[1],) if near else ()))
    return found


def _paragraph(text: str, span: Span) -> Span:
    """The line that a stretch stands in."""
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, len(text) if end < 0 else end


def textacy(python: Path) -> Reader:
    """textacy's direct quotations, read by the Python of an environment that has it. Raises CalledProcessError."""

    def read(articles: Sequence[Annotated]) -> Found:
        lines = "".join(json.dumps({"id": article.id, "text": article.text}) + "\n" for article in articles)
        script = Path(__file__).with_name("quality_textacy.py")
        done = subprocess.run([str(python), str(script)], input=lines, stdout=subprocess.PIPE, text=True, check=True)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        return {row["id"]: [Statement(_spans(q["content"]), _spans(q["source"])) for q in row["quotes"]] for row in rows}

    return read


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in pairs)
