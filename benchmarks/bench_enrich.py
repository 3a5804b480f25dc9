"""How fast names and quotes are read, beside the stock small model as installed, and how much memory it takes.

    python -m benchmarks.bench_enrich [--articles N] [--memory N] [--only speed|memory|length]

`--only length` reads single texts of up to 2 MB, news and hostile ones: the time has to grow with the length, not with its
square. It takes a quarter of an hour, and is not part of the rest.

One process, one thread, the sample newsroom's articles over and over, varied so that no two are equal. Both sides
read the same texts in turns, so that a busy machine slows both alike; the figures are medians of the turns.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

from enrich.analyser import Document
from enrich.models import KNOWN, use_one_thread

#: Turns of each side.
TURNS = 5
#: Lengths of single texts (characters).
LENGTHS = (100_000, 500_000, 1_000_000, 2_000_000)
_FRONT_MATTER = re.compile(r"\A\+\+\+.*?^\+\+\+\s*", re.DOTALL | re.MULTILINE)


def newsroom() -> list[str]:
    """The English articles of the sample newsroom, front matter taken off, one paragraph per line."""
    folder = files("newswire").joinpath("newsroom/articles")
    texts = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        raw = entry.read_text(encoding="utf-8")
        if entry.name.endswith(".md") and 'language = "en' in raw:
            texts.append(re.sub(r"\n{2,}", "\n", _FRONT_MATTER.sub("", raw)).strip())
    return texts


def varied(texts: list[str], count: int) -> Iterator[Document]:
    """`count` documents, no two alike: names and numbers change from one to the next."""
    for number in range(count):
        text = texts[number % len(texts)].replace("Vasko", f"Vasko{number}").replace("2026", str(2026 + number))
        yield Document(id=str(number), text=text, language="en")


def stock() -> Callable[[list[str]], int]:
    """The small English model as installed, with everything it has switched on: texts -> tokens."""
    import spacy

    name = next(name for name in KNOWN["en"] if spacy.util.is_package(name))
    nlp = spacy.load(name)
    return lambda texts: sum(len(doc) for doc in nlp.pipe(texts))


def rss_mb() -> float:
    """Resident memory of this process in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def compare_speed(articles: int) -> None:
    """Print tokens per second of the stock pipeline and of ours, in turns over the same texts."""
    from thinc.api import get_current_ops, set_current_ops

    from enrich.engine import make_analyser

    documents = list(varied(newsroom(), articles))
    texts = [document.text for document in documents]
    as_installed = get_current_ops()
    count = stock()
    tokens = count(texts[:2]) and count(texts)
    analyser = make_analyser()
    analyser.analyse(documents[:2])
    as_read = get_current_ops()
    times: dict[str, list[float]] = {"stock": [], "ours": []}
    for _ in range(TURNS):
        set_current_ops(as_installed)
        times["stock"].append(second_pass(lambda: count(texts)))
        set_current_ops(as_read)
        times["ours"].append(second_pass(lambda: [analyser.analyse(documents[at : at + 32]) for at in range(0, articles, 32)]))
    rates = {side: tokens / statistics.median(taken) for side, taken in times.items()}
    print(f"{articles} articles, {tokens} tokens, {TURNS} turns")
    print(f"stock spaCy (names, tags, parse)   {rates['stock']:8.0f} tokens/s")
    print(f"newswire (names and quotes)        {rates['ours']:8.0f} tokens/s   x{rates['ours'] / rates['stock']:.2f}")


def second_pass(work: Callable[[], object]) -> float:
    """How long some work takes when it was done right before (s of CPU time), as in the long run of a service.

    The first pass also pays for memory that the other side's turn gave back to the system: 0.6 s of stock's 2.7.
    """
    work()
    return seconds(work)


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes (s of this process's CPU time: the machine may be shared)."""
    began = time.process_time()
    work()
    return time.process_time() - began


def watch_memory(articles: int) -> None:
    """Print resident memory as articles go by."""
    from enrich.engine import make_analyser

    analyser = make_analyser()
    marks = sorted({articles // 10, articles // 4, articles // 2, articles * 3 // 4, articles})
    batch: list[Document] = []
    for number, document in enumerate(varied(newsroom(), articles), start=1):
        batch.append(document)
        if len(batch) == 32 or number in marks:
            analyser.analyse(batch)
            batch.clear()
        if number in marks:
            print(f"after {number:6d} articles               {rss_mb():8.0f} MB")


def long_texts(length: int) -> dict[str, str]:
    """Single texts of about `length` characters, by what they are."""
    articles = newsroom()
    each = sum(map(len, articles)) // len(articles)
    news = "\n".join(document.text for document in varied(articles, length // each + 1))
    hostile = {"quotation marks alone": '" ', "lines of one word": "Vasko\n"}
    return {"news": news[:length], **{name: piece * (length // len(piece)) for name, piece in hostile.items()}}


def compare_lengths() -> None:
    """Print seconds per text, a row for each kind of text."""
    from enrich.engine import make_analyser

    analyser = make_analyser()
    analyser.analyse(list(varied(newsroom(), 2)))
    rows = {length: long_texts(length) for length in LENGTHS}
    print("| " + " | ".join(["text", *(f"{length // 1000} KB" for length in LENGTHS)]) + " |")
    for name in rows[LENGTHS[0]]:
        taken = []
        for length in LENGTHS:
            document = Document(id=name, text=rows[length][name], language="en")
            taken.append(f"{seconds(lambda document=document: analyser.analyse([document])):.1f}")
        print("| " + " | ".join([name, *taken]) + " |", flush=True)


def main() -> None:
    """Run the measurements. NumPy is imported only after it is told to compute with one thread."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--memory", type=int, default=2000)
    parser.add_argument("--only", choices=["speed", "memory", "length"])
    arguments = parser.parse_args()
    use_one_thread()
    measurements = {
        "speed": lambda: compare_speed(arguments.articles),
        "memory": lambda: watch_memory(arguments.memory),
        "length": compare_lengths,
    }
    for name, measure in measurements.items():
        if arguments.only == name or (arguments.only is None and name != "length"):
            measure()


if __name__ == "__main__":
    main()
