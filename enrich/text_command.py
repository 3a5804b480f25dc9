"""What `newswire enrich-text` does: one text, or a stream of lines, through the engine, in this process.

The texts are the user's own, so nothing is isolated here; the pipeline does that (enrich/pool.py).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

import msgspec
from rich.console import Console

from enrich.analyser import Analyser, Document
from enrich.engine import make_analyser
from enrich.text_view import explained, rendered
from wire.errors import UsageError
from wire.messages import Analysis
from wire.settings import Settings

#: Most documents, and most characters, of a stream that are in memory at once (the last document may go over).
BATCH_DOCUMENTS, BATCH_CHARS = 32, 200_000


class _Line(msgspec.Struct):
    """One line of a stream."""

    text: str
    id: str | int = ""
    language: str | None = None
    title: str | None = None


def analyse_text(text: str, identity: str, *, analyser: Analyser, language: str | None = None) -> Analysis:
    """The analysis of one text; `language` where it is known."""
    return analyser.analyse([Document(id=identity, text=text, language=language)])[0]


def to_json(analysis: Analysis) -> str:
    """The analysis as one line of JSON, in the form other programs rely on (see wire/messages.py)."""
    return json.dumps(msgspec.to_builtins(analysis), ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def show(text: str, *, name: str, as_json: bool, explain: bool, settings: Settings, out: TextIO | None = None) -> None:
    """Print the names and quotes of a text: coloured, as JSON, or with how each quote was decided."""
    analysis = analyse_text(text, name, analyser=_analyser(settings))
    out = out or sys.stdout
    if as_json:
        out.write(to_json(analysis) + "\n")
        return
    console = Console(file=out)
    console.print(explained(text, analysis) if explain else rendered(text, analysis))


def stream(lines: Iterable[str], out: TextIO, *, settings: Settings, analyser: Analyser | None = None) -> None:
    """Read {"id", "text"} lines, write one analysis a line, in order and in bounded memory. Blank lines are skipped.

    Raises UsageError with the number of a line that is not such an object; what was read before it has been written.
    """
    engine = analyser or _analyser(settings)
    for batch in _batches(_documents(lines)):
        for analysis in engine.analyse(batch):
            out.write(to_json(analysis) + "\n")
        out.flush()


def _analyser(settings: Settings) -> Analyser:
    return make_analyser(models=settings.models, min_confidence=settings.min_confidence, quote_engine=settings.quote_engine)


def _documents(lines: Iterable[str]) -> Iterator[Document | UsageError]:
    """The documents; an error last, instead of raising it before what came before is done."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            yield UsageError(f'line {number}: {error}. Each line must be a JSON object like {{"id": "1", "text": "..."}}')
            return
        yield Document(id=str(row.id), text=row.text, language=row.language, title=row.title)


def _batches(documents: Iterable[Document | UsageError]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    chars = 0
    for document in documents:
        if isinstance(document, UsageError):
            yield batch
            raise document
        batch.append(document)
        chars += len(document.text)
        if len(batch) >= BATCH_DOCUMENTS or chars >= BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch
