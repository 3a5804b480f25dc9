"""`make quality`: counts as the corpus's own scorer has them, classes, intervals, calibration, and the tables."""

from __future__ import annotations

import importlib.util
import os
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from benchmarks.quality_calibration import by_confidence, calibration_error
from benchmarks.quality_classes import kind
from benchmarks.quality_corpus import Annotated, Span, Statement, read_corpus
from benchmarks.quality_figures import OVERALL, f1, figures, of_class
from benchmarks.quality_readers import nearest_name
from benchmarks.quality_report import Result, put_between, report
from benchmarks.quality_score import score

TEXT = "“The bridge must be closed today,” Ada Brandt said.\nBrandt warned that winter comes early.\n"
#: Names of the folder with the corpora and their scorer, where it is at hand.
CORPORA = os.environ.get("NEWSWIRE_TEST_CORPORA", "")


def at(words: str, text: str = TEXT) -> Span:
    return text.index(words), text.index(words) + len(words)


def brat(*statements: tuple[str, str, str]) -> str:
    """Standoff of (content, source, cue), each a stretch of TEXT."""
    lines: list[str] = []
    for number, parts in enumerate(statements):
        for role, words in zip(("Content", "Source", "Cue"), parts, strict=True):
            start, end = at(words)
            lines.append(f"T{role[:2]}{number}\t{role} {start} {end}\t{words}")
        lines.append(f"E{number}\tCue:TCu{number} Content:TCo{number} Source1:TSo{number}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for folder in ("text", "attributions"):
        (tmp_path / "dev" / folder).mkdir(parents=True)
    (tmp_path / "dev/text/bridge.txt").write_text(TEXT, encoding="utf-8")
    standoff = brat(
        ("“The bridge must be closed today,”", "Ada Brandt", "said"), ("that winter comes early", "Brandt", "warned")
    )
    (tmp_path / "dev/attributions/bridge_ab.ann").write_text(standoff, encoding="utf-8")
    return tmp_path


def test_a_corpus_is_read_from_its_standoff(corpus: Path) -> None:
    (article,) = read_corpus(corpus, "dev")
    first, second = article.statements
    assert article.id == "bridge"
    assert TEXT[slice(*first.content[0])] == "“The bridge must be closed today,”"
    assert TEXT[slice(*first.source[0])] == "Ada Brandt"
    assert TEXT[slice(*second.content[0])] == "that winter comes early"


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="text and attributions"):
        read_corpus(tmp_path, "dev")


def test_alike_contents_match_and_sources_are_told_apart(corpus: Path) -> None:
    (article,) = read_corpus(corpus, "dev")
    found = [
        Statement((at("The bridge must be closed today"),), (at("Ada"),)),
        Statement((at("winter comes early"),), (at("bridge"),)),
        Statement((at("Ada Brandt said"),)),
    ]
    scored = score(article, found)
    assert scored.counts["cont_tp"] == 2  # both contents, the second without its "that"
    assert scored.counts["rel_tp"] == scored.counts["exact_tp"] == 1  # the second has another source
    assert [right for _, right in scored.judged] == [True, False, False]
    assert (scored.counts["dq_g"], scored.counts["dq_found"], scored.counts["dq_attr"]) == (1, 1, 1)


def test_classes_are_counted_from_both_sides(corpus: Path) -> None:
    (article,) = read_corpus(corpus, "dev")
    scored = score(article, [Statement(article.statements[0].content)], [kind])
    assert scored.counts["rel_g/direct"] == scored.counts["rel_g/indirect"] == scored.counts["rel_p/direct"] == 1
    assert scored.counts["rel_ptp/direct"] == 0  # nobody as source


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("“We go,” she said.", "“We go,”", "direct"),
        ("She said that “we go” now.", "that “we go” now", "mixed"),
        ("She said that we go.", "that we go", "indirect"),
        ("“We go.\n“We come,” she said.", "“We go.", "direct"),
    ],
)
def test_kinds(text: str, words: str, expected: str) -> None:
    assert kind(Annotated("x", text, ()), Statement((at(words, text),))) == expected


def test_the_nearest_person_of_the_paragraph_is_the_speaker() -> None:
    text = "“We go now,” said Ada, not Bo.\n“We all stay,” it is said."
    people = [SimpleNamespace(start_char=s, end_char=e, label_="PERSON") for s, e in (at("Ada", text), at("Bo", text))]
    found = nearest_name({"x": SimpleNamespace(ents=people)})([Annotated("x", text, ())])["x"]
    assert [[text[slice(*span)] for span in statement.source] for statement in found] == [["Ada"], []]


def test_figures_lie_within_their_intervals() -> None:
    counts = [Counter(rel_tp=right, rel_p=4, rel_g=5) for right in (0, 1, 2, 3, 4, 4)]
    (figure,) = figures(counts, [f1("rel_tp", "rel_p", "rel_g")])
    assert figure.value == pytest.approx(2 * 14 / (24 + 30))
    assert figure.low < figure.value < figure.high
    assert figures(counts, [f1("rel_tp", "rel_p", "rel_g")]) == [figure]  # the draw is seeded


def test_a_class_that_nobody_has_scores_nothing() -> None:
    assert figures([Counter(rel_p=1)], [of_class("mixed")])[0].value == 0


def test_confidence_that_says_too_much_is_an_error() -> None:
    judged = [(Statement(((0, 1),), confidence=0.9), right) for right in (True, False)]
    assert calibration_error(by_confidence(judged)) == pytest.approx(0.4)
    assert calibration_error([]) == 0


def test_the_report_is_written_between_its_marks(corpus: Path) -> None:
    articles = read_corpus(corpus, "dev")
    scored = [score(article, article.statements, [kind]) for article in articles]
    result = Result("ours", [each.counts for each in scored], [pair for each in scored for pair in each.judged])
    text = report([result], articles=1, split="dev", when="1 May 2026")
    assert "| ours | 1.000 [1.000, 1.000] |" in text
    written = put_between("a\n<!-- quality -->\nold\n<!-- end quality -->\nb\n", "quality", text)
    assert written.startswith("a\n<!-- quality -->\nPolNeAR dev, 1 articles")
    assert written.endswith("<!-- end quality -->\nb\n")
    assert "old" not in written
    with pytest.raises(ValueError, match="no lines"):
        put_between("a", "quality", text)


def _noisy(article: Annotated, chance: random.Random) -> list[Statement]:
    """Guesses about an article: statements moved, cut and swapped, and some made up."""

    def moved(spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(
            (max(0, s + chance.choice([-9, 0, 0, 12])), min(len(article.text), e + chance.choice([-7, 0, 0, 15])))
            for s, e in spans
        )

    kept = [s for s in article.statements if chance.random() < 0.8]
    made = [Statement(moved(s.content), moved(s.source) if chance.random() < 0.8 else ()) for s in kept]
    starts = [chance.randrange(len(article.text)) for _ in range(3)]
    return made + [Statement(((start, min(len(article.text), start + 60)),)) for start in starts]


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", Path(CORPORA) / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not CORPORA, reason="NEWSWIRE_TEST_CORPORA names no folder with polnear/ and score.py")
def test_counts_are_those_of_the_corpus_own_scorer() -> None:
    scorer, chance = _scorer(), random.Random(1)
    articles = read_corpus(Path(CORPORA) / "polnear", "dev")
    found = {article.id: _noisy(article, chance) for article in articles}
    rows = {name: [{"content": s.content, "source": s.source} for s in each] for name, each in found.items()}
    expected, rates = scorer.score(scorer.read_gold(Path(CORPORA) / "polnear", "dev"), rows)
    counts = [score(article, found[article.id]).counts for article in articles]
    total: Counter[str] = sum(counts, Counter())
    assert {name: total[name] for name in expected} == expected
    values = dict(zip(OVERALL, figures(counts, list(OVERALL.values())), strict=True))
    assert values["attribution"].value == pytest.approx(rates["attribution_iou50"][2])
    assert values["exact"].value == pytest.approx(rates["attribution_exact"][2])
    assert values["content tokens"].value == pytest.approx(rates["content_token"][2])
    assert values["direct attributed"].value == pytest.approx(rates["direct_attributed_recall"])
