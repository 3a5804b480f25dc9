"""What holds for every text whatever: spans are exact, nothing crashes, time is linear, batches do not matter."""

from __future__ import annotations

import resource
import sys
from types import FrameType
from typing import Any

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from tests.enrich.cases import CASES
from wire.messages import Analysis, Mention, Span

#: Pieces that make more trouble together than random characters do.
PIECES = st.sampled_from(
    [
        '"', "“", "”", "‘", "’", "'", "''", "«", "»", "„", "「", "」", " said ", " Helena Vasko ", ", ", ". ", "\n", "\n\n", "—",
        "according to ", " that ", "the minister ", "He ", "[", "]", "…", ":", "> ", "- ", "\u202e", "\x00", "\ud800", "🙂",
        "e\u0301", "\u2028", "\r\n", "\t", "\xa0", "Ünïcödé", "the port stays open", "as he put it", "This was stated by ", "'s",
        "&quot;", "&#8217;", "\u200b", "\ufeff", "the vault that nobody in the house had opened\n",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))

#: What a process may need beside its models (bytes): they take about half of the 900 MB that it may have.
MEMORY_LIMIT = 450 << 20


def analyse(analyser: StepAnalyser, text: str, language: str | None = "en") -> Analysis:
    return analyser.analyse([Document(id="law", text=text, language=language)])[0]


def joined(text: str, spans: tuple[Span, ...]) -> str:
    return " ".join(text[start:end] for start, end in spans)


def check_mention(text: str, mention: Mention | None) -> None:
    assert mention is None or mention.text == joined(text, mention.spans)


def check(text: str, analysis: Analysis) -> None:
    """The law of spans, for everything in an analysis."""
    for entity in analysis.entities:
        assert entity.mentions
        assert all(0 <= start < end <= len(text) for start, end in entity.mentions)
        assert list(entity.mentions) == sorted(set(entity.mentions))
    ids = {quote.id for quote in analysis.quotes}
    assert len(ids) == len(analysis.quotes)
    for quote in analysis.quotes:
        assert quote.text == joined(text, quote.spans)
        assert all(0 <= start < end <= len(text) for start, end in quote.spans)
        assert 0 <= quote.confidence <= 1
        assert quote.context_before == text[quote.spans[0][0] - len(quote.context_before) : quote.spans[0][0]]
        assert text[quote.spans[-1][1] :].startswith(quote.context_after)
        assert quote.parent_id is None or quote.parent_id in ids - {quote.id}
        check_mention(text, quote.cue)
        check_mention(text, quote.speaker.mention)


@settings(deadline=None, max_examples=100)
@given(text=TEXTS)
def test_every_span_is_exact_and_no_text_crashes(analyser: StepAnalyser, text: str) -> None:
    check(text, analyse(analyser, text))


@settings(deadline=None, max_examples=30)
@given(text=st.text(max_size=200), language=st.one_of(st.none(), st.text(max_size=8)))
def test_no_language_crashes(analyser: StepAnalyser, text: str, language: str | None) -> None:
    check(text, analyse(analyser, text, language))


def test_the_batch_does_not_matter(analyser: StepAnalyser) -> None:
    documents = [Document(id=case.name, text=case.text, language="en") for case in CASES]
    together = analyser.analyse(documents)
    assert together[::7] == [analyser.analyse([document])[0] for document in documents[::7]]


def test_the_same_text_gives_the_same_analysis(analyser: StepAnalyser) -> None:
    assert analyse(analyser, CASES[0].text) == analyse(analyser, CASES[0].text)


ROUGH = {
    "one line of words": "word ",
    "one line without a space": "a",
    "nothing but marks": '"',
    "nothing but singles": "' ",
    "openings": "“a ",
    "statements in one line": "“The port stays open,” Helena Vasko said. ",
    "pronouns": "He said that she said no. ",
    "paragraphs": "“The port stays open,” he said.\n",
    "brackets": "(((((((((((",
    "questions": "“Is it open?” he asked.\n“No.”\n",
    "turns": "Courier: Is it open?\nVasko: No.\n",
    "block quotes": "He wrote:\n> It is open.\n> It is not.\n",
    "broken lines": "words that run on from one line into the\n",
    "roles": "the minister said the official of the ministry, ",
}


@pytest.mark.parametrize("unit", ROUGH.values(), ids=ROUGH.keys())
def test_work_is_linear_in_the_length(analyser: StepAnalyser, unit: str) -> None:
    """Three times the text takes about three times the steps; a quadratic part would take nine times, and soon for ever."""
    check_linear(analyser, *(unit * (size // len(unit)) for size in (1_000, 3_000)))


def test_a_text_of_names_alone_takes_no_steps_for_their_pairs(analyser: StepAnalyser) -> None:
    """Names are compared by their words, not each with each."""
    check_linear(analyser, *(" ".join(f"Ann Lee{n} met Lee{n}." for n in range(count)) for count in (40, 120)))


def check_linear(analyser: StepAnalyser, short: str, long: str) -> None:
    (few, some), (many, more) = (work(analyser, text) for text in (short, long))
    ratio = len(long) / len(short)
    assert some <= 2 + len(short) / 20
    assert more <= ratio * some + 2, "windows of the network"
    assert many <= 1.35 * ratio * few + 2_000, "lines of code"


def work(analyser: StepAnalyser, text: str) -> tuple[int, int]:
    """Lines of the engine's code run for a text, each pass of a loop counted, and windows read by the network."""
    lines = windows = 0

    def in_engine(frame: FrameType, event: str, _: object) -> Any:
        nonlocal lines, windows
        if "/enrich/" not in frame.f_code.co_filename:
            return None
        lines += event == "line"
        windows += event == "call" and frame.f_code.co_name == "candidates"
        return in_engine

    earlier = sys.gettrace()
    sys.settrace(in_engine)
    try:
        analysis = analyse(analyser, text)
    finally:
        sys.settrace(earlier)
    check(text, analysis)
    return lines, windows


def test_two_megabytes_pass_in_little_memory(analyser: StepAnalyser) -> None:
    """As much as a text may have; most of it is blank, and some data without a space, so that few words make it quick."""
    paragraph = "“The port stays open,” Helena Vasko said.\n" + "QmFzZTY0" * 100 + " \n" * 9_500 + "\n"
    text = paragraph * (2_000_000 // len(paragraph))
    before = psutil.Process().memory_info().rss
    analysis = analyse(analyser, text)
    check(text, analysis)
    assert len(analysis.quotes) == text.count("“")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before < MEMORY_LIMIT
