"""`make bench-ner`: names as newswire finds them, beside stock `en_core_web_sm`, against names read by hand.

    python -m benchmarks.bench_ner [--corpus FOLDER] [--errors]

The articles are the sample newsroom's (benchmarks/names_newsroom.toml); with `--corpus`, a folder with polnear/dev in it (not
part of this project), also real ones (benchmarks/names_polnear.toml). A name is right when its characters and its label
are the reader's.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from benchmarks.names_gold import LABELS, OPEN, Named, read_names
from enrich.analyser import Document
from enrich.engine import make_analyser
from enrich.models import KNOWN, use_one_thread
from enrich.names import LABELS as OURS
from wire.messages import Span

HERE = Path(__file__).parent
#: Label by stretch, one mapping per article.
Found = list[dict[Span, str]]
_FRONT_MATTER = re.compile(r"\A\+\+\+.*?^\+\+\+\s*", re.DOTALL | re.MULTILINE)
_ARTICLE, _POSSESSIVE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE), re.compile(r"['’]s?$")


def newsroom() -> dict[str, str]:
    """The articles of the sample newsroom by id, one paragraph per line."""
    folder = files("newswire").joinpath("newsroom/articles")
    raw = {entry.name.removesuffix(".md"): entry.read_text(encoding="utf-8") for entry in folder.iterdir()}
    return {name: re.sub(r"\n{2,}", "\n", _FRONT_MATTER.sub("", text)).strip() for name, text in raw.items()}


def polnear(folder: Path) -> dict[str, str]:
    """The articles of the development part by name."""
    return {file.stem: file.read_text(encoding="utf-8") for file in (folder / "polnear/dev/text").glob("*.txt")}


def ours(articles: Sequence[Named]) -> Found:
    """Names as newswire finds them."""
    documents = [Document(id=article.id, text=article.text, language="en") for article in articles]
    return [
        {span: coarse(entity.label) for entity in analysis.entities for span in entity.mentions}
        for analysis in make_analyser().analyse(documents)
    ]


def stock(articles: Sequence[Named], *, trimmed: bool) -> Found:
    """Names as the small model finds them; `trimmed`: without article and possessive, which its training has in names."""
    import spacy

    nlp: Any = spacy.load(next(name for name in KNOWN["en"] if spacy.util.is_package(name)))
    return [
        {
            span_of(entity.text, entity.start_char, trimmed=trimmed): coarse(OURS[entity.label_])
            for entity in nlp(article.text).ents
            if entity.label_ in OURS
        }
        for article in articles
    ]


def span_of(name: str, start: int, *, trimmed: bool) -> Span:
    """Where a name stands that begins at `start`."""
    head = _ARTICLE.match(name) if trimmed else None
    tail = _POSSESSIVE.search(name) if trimmed else None
    return start + (head.end() if head else 0), start + (tail.start() if tail else len(name))


def coarse(label: str) -> str:
    """One of LABELS."""
    return label if label in LABELS else "other"


def count(article: Named, found: Mapping[Span, str]) -> Counter[str]:
    """Right, found and true names per label, and names whose mentions have one label."""
    doubtful = [span for span, label in article.names.items() if label == OPEN]
    kept = {span: label for span, label in found.items() if not any(s < span[1] and span[0] < e for s, e in doubtful)}
    true = {span: label for span, label in article.names.items() if label != OPEN}
    counts = Counter(f"right/{label}" for span, label in kept.items() if true.get(span) == label)
    counts.update(f"found/{label}" for label in kept.values())
    counts.update(f"true/{label}" for label in true.values())
    counts["spans"] = len(true.keys() & kept.keys())
    labels: dict[str, set[str]] = {}
    for (start, end), label in found.items():
        labels.setdefault(article.text[start:end], set()).add(label)
    counts["names"], counts["agreed"] = len(labels), sum(len(each) == 1 for each in labels.values())
    return counts


def rates(counts: Counter[str], label: str | None = None) -> tuple[float, float, float]:
    """Precision, recall and F1 of a label, or of all."""
    names = [label] if label else list(LABELS)
    right, found, true = (sum(counts[f"{what}/{name}"] for name in names) for what in ("right", "found", "true"))
    precision, recall = right / max(found, 1), right / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def table(results: Mapping[str, Counter[str]]) -> str:
    """Precision, recall and F1 per label in Markdown, and the share of names that have one label in their article."""
    columns = [*LABELS, "all"]
    some = next(iter(results.values()))
    head = [f"{label} ({some[f'true/{label}']})" if label != "all" else "all" for label in columns]
    lines = ["| P / R / F1 | " + " | ".join(head) + " | one label |", "|---" * (len(columns) + 2) + "|"]
    for name, counts in results.items():
        cells = [
            " / ".join(f"{rate:.3f}".removeprefix("0") for rate in rates(counts, None if c == "all" else c)) for c in columns
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {counts['agreed'] / max(counts['names'], 1):.1%} |")
    return "\n".join(lines)


def errors(articles: Sequence[Named], found: Found) -> None:
    """Print what is missed and what is wrong, article by article."""
    for article, names in zip(articles, found, strict=True):
        doubtful = [span for span, label in article.names.items() if label == OPEN]
        for span in sorted({*article.names, *names}):
            true, ours = article.names.get(span), names.get(span)
            if true != ours and not any(s < span[1] and span[0] < e for s, e in doubtful):
                print(f"{article.id}  {article.text[slice(*span)]!r} at {span[0]}: is {true}, found as {ours}")


def compare(title: str, articles: Sequence[Named], *, show_errors: bool) -> None:
    """Print the table of one set of articles."""
    readers: dict[str, Callable[[], Found]] = {
        "newswire": lambda: ours(articles),
        "stock": lambda: stock(articles, trimmed=False),
        "stock, trimmed": lambda: stock(articles, trimmed=True),
    }
    found = {name: read() for name, read in readers.items()}
    results = {
        name: sum((count(article, names) for article, names in zip(articles, each, strict=True)), Counter())
        for name, each in found.items()
    }
    print(f"\n{title}: {len(articles)} articles\n\n{table(results)}")
    if show_errors:
        errors(articles, found["newswire"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--errors", action="store_true", help="print every name of ours that is wrong or missed")
    options = parser.parse_args()
    use_one_thread()
    compare("Sample newsroom", read_names(HERE / "names_newsroom.toml", newsroom()), show_errors=options.errors)
    if options.corpus:
        names = read_names(HERE / "names_polnear.toml", polnear(options.corpus))
        compare("PolNeAR dev", names, show_errors=options.errors)


if __name__ == "__main__":
    main()
