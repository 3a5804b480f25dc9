"""What holds for every text whatever: spans are exact, nothing crashes, time is linear, batches do not matter."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from tests.enrich.cases import CASES, Case
from wire.messages import Analysis, Mention, Span

#: Pieces that make more trouble together than random characters do.
PIECES = st.sampled_from(
    [
        '"', "“", "”", "‘", "’", "'", "''", "«", "»", "„", "「", "」", " said ", " Helena Vasko ", ", ", ". ", "\n", "\n\n", "—",
        "according to ", " that ", "the minister ", "He ", "[", "]", "…", ":", "> ", "- ", "\u202e", "\x00", "\ud800", "🙂",
        "e\u0301", "\u2028", "\r\n", "\t", "\xa0", "Ünïcödé", "the port stays open", "as he put it", "This was stated by ", "'s",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


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


@pytest.mark.parametrize("case", CASES[::6], ids=lambda case: case.name)
def test_text_appended_after_a_paragraph_break_changes_nothing_before_it(analyser: StepAnalyser, case: Case) -> None:
    alone = analyse(analyser, case.text)
    longer = analyse(analyser, case.text + "\nIt rained in the afternoon.")
    assert [quote.text for quote in longer.quotes] == [quote.text for quote in alone.quotes]
    assert [quote.speaker.name for quote in longer.quotes] == [quote.speaker.name for quote in alone.quotes]


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
    "roles": "the minister said the official of the ministry, ",
}


@pytest.mark.parametrize("unit", ROUGH.values(), ids=ROUGH.keys())
def test_time_is_linear_in_the_length(analyser: StepAnalyser, unit: str) -> None:
    """Four times the text takes about four times as long; a quadratic step would take sixteen times, and soon for ever."""
    short, long = (cpu_seconds(analyser, unit * (size // len(unit))) for size in (3_000, 12_000))
    assert long < 10 * max(short, 0.05)


def cpu_seconds(analyser: StepAnalyser, text: str) -> float:
    began = time.process_time()
    check(text, analyse(analyser, text))
    return time.process_time() - began


def test_a_text_of_names_alone_takes_no_time_for_their_pairs(analyser: StepAnalyser) -> None:
    """Names are compared by their words, not each with each."""
    short, long = (cpu_seconds(analyser, " ".join(f"Ann Lee{n} met Lee{n}." for n in range(count))) for count in (100, 400))
    assert long < 10 * max(short, 0.05)
