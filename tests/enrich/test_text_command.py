"""One text, or a stream of them, in a terminal."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence

import pytest

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from enrich.text_command import BATCH_DOCUMENTS, show, stream
from enrich.text_view import explained, rendered
from tests.enrich.scripted import ENGINE
from wire.errors import UsageError
from wire.messages import Analysis
from wire.settings import Settings

TEXT = "NATO secretary general Mark Rutte came to Brussels.\n“The war must end,” the official told Reuters.\n"


class Counting:
    """An analyser that remembers how many documents it was given at once."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def analyse(self, documents: Sequence[Document]) -> list[Analysis]:
        self.batches.append(len(documents))
        return [Analysis(id=document.id, language="en", engine=ENGINE) for document in documents]


def test_json_has_the_names_other_programs_rely_on() -> None:
    out = io.StringIO()
    show(TEXT, name="rutte", as_json=True, explain=False, settings=Settings(), out=out)
    printed = json.loads(out.getvalue())
    assert printed["id"] == "rutte"
    assert printed["language"] == "en"
    assert {"id": "person:mark-rutte", "name": "Mark Rutte", "label": "person", "mentions": [[23, 33]]} in printed["entities"]
    (quote,) = printed["quotes"]
    assert quote["kind"] == "direct"
    assert [TEXT[start:end] for start, end in quote["spans"]] == ["The war must end,"] == [quote["text"]]
    assert quote["cue"]["text"] == "told"
    assert quote["speaker"]["name"] == "Mark Rutte"
    assert quote["speaker"]["role"] == "NATO secretary general"
    assert quote["speaker"]["resolved_by"] == "role"
    assert quote["speaker"]["mention"]["text"] == "the official"
    assert quote["via"] == "Reuters"


def test_a_lone_surrogate_is_escaped() -> None:
    out = io.StringIO()
    show(
        "“It \ud800 stays open today,” Helena Vasko said.", name="x", as_json=True, explain=False, settings=Settings(), out=out
    )
    assert "\\ud800" in out.getvalue()


@pytest.mark.parametrize("view", [rendered, explained])
def test_the_views_show_who_said_what_and_why(analyser: StepAnalyser, view: object) -> None:
    from rich.console import Console

    console = Console(file=io.StringIO(), width=200)
    console.print(view(TEXT, analyser.analyse([Document(id="x", text=TEXT)])[0]))  # type: ignore[operator]
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "The war must end," in shown
    assert "Mark Rutte" in shown
    assert "direct.tagger" in shown


@pytest.mark.parametrize("view", [rendered, explained])
def test_where_nothing_is_found_the_views_say_so(view: object) -> None:
    from rich.console import Console

    out = io.StringIO()
    Console(file=out).print(view("Text.", Analysis(id="x", language="en", engine=ENGINE)))  # type: ignore[operator]
    assert "o quotes." in out.getvalue() and "━" not in out.getvalue()


def test_every_step_is_explained_for_the_network_and_for_rules(analyser: StepAnalyser) -> None:
    text = TEXT + "“We shall all stay.” —Helena Vasko, Mayor\n"
    out = io.StringIO()
    from rich.console import Console

    Console(file=out, width=200).print(explained(text, analyser.analyse([Document(id="x", text=text, language="en")])[0]))
    shown = out.getvalue()
    for step in ("stands at", "announced by", "rule", "source in the text", "who that is", "came through"):
        assert step in shown
    assert "the network gives it" in shown
    assert "of such places" in shown


def test_a_stream_comes_out_in_order() -> None:
    out = io.StringIO()
    lines = [json.dumps({"id": number, "text": "text"}) + "\n" for number in range(70)] + ["\n"]
    stream(lines, out, settings=Settings(), analyser=Counting())
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [str(number) for number in range(70)]


def test_a_stream_is_read_no_further_than_a_batch_ahead() -> None:
    out = io.StringIO()
    behind: list[int] = []

    def lines() -> Iterator[str]:
        for number in range(1000):
            behind.append(number - out.getvalue().count("\n"))
            yield json.dumps({"id": str(number), "text": "text"})

    analyser = Counting()
    stream(lines(), out, settings=Settings(), analyser=analyser)
    assert max(behind) <= BATCH_DOCUMENTS
    assert max(analyser.batches) <= BATCH_DOCUMENTS


@pytest.mark.parametrize("line", ["no json", '{"id": "x"}', '["text"]'])
def test_a_bad_line_is_named_after_the_good_ones_are_written(line: str) -> None:
    out = io.StringIO()
    with pytest.raises(UsageError, match="line 2"):
        stream(['{"id": "a", "text": "fine"}', line], out, settings=Settings(), analyser=Counting())
    assert json.loads(out.getvalue())["id"] == "a"
