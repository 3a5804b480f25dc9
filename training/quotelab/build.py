"""From the corpus to the finished model with one command.

Use: python -m quotelab.build --corpus shared/corpora --encoder model.safetensors --tokenizer tokenizer.json --out DIR

The steps: train the six-layer network; with `--size fast` halve its heads and inner units and train that on; write int8
graphs; fit the confidence and threshold on dev. With --workers 1 the result is the same every time; more workers are faster, but
update the shared weights in no fixed order.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from enrich.tagger.choice import Limits
from enrich.tagger.decoding import FEATURES

from .train import LIMIT


def run(module: str, *args: str | Path) -> None:
    """Run a step in a process of its own."""
    command = [sys.executable, "-m", f"{__package__}.{module}", *map(str, args)]
    print(" ".join(command), flush=True)
    subprocess.run(command, check=True)


def build(a: argparse.Namespace) -> None:
    """All steps; those whose result is there already are left out."""
    work: Path = a.out / "work"
    corpus = ("--corpus", a.corpus / "polnear", "--tokenizer", a.tokenizer)
    first, second = work / "full" / f"epoch{a.epochs - 1}.pt", work / "small" / f"epoch{a.more_epochs - 1}.pt"
    workers = ("--workers", str(a.workers), "--seed", str(a.seed), "--articles", str(a.articles))
    if not first.exists():
        run("train", *corpus, *workers, "--encoder", a.encoder, "--epochs", str(a.epochs), "--out", first.parent)
    if a.size == "fast" and not (work / "pruned.pt").exists():
        run("prune", *corpus, "--checkpoint", first, "--out", work / "pruned.pt")
    if a.size == "fast" and not second.exists():
        rates = ("--lr", "2e-4", "--head-lr", "4e-4", "--decay", "0.95", "--ema", "0.995")
        resume = ("--resume", work / "pruned.pt", "--epochs", str(a.more_epochs))
        run("train", *corpus, *workers, *rates, *resume, "--out", second.parent)
    run("export", second if a.size == "fast" else first, a.out, *corpus)
    shutil.copy(a.tokenizer, a.out / "tokenizer.json")
    meta = {"window": LIMIT, "longest": LIMIT, "confidence": [0.0] * len(FEATURES), "limits": asdict(Limits())}
    (a.out / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    run("calibrate", "--corpus", a.corpus, "--model", a.out, "--write")


def main() -> None:
    """Read the arguments and build."""
    p = argparse.ArgumentParser()
    for name in ("corpus", "encoder", "tokenizer", "out"):
        p.add_argument(f"--{name}", type=Path, required=True)
    for name, value in (("epochs", 4), ("more-epochs", 4), ("workers", 2), ("seed", 1), ("articles", 10**6)):
        p.add_argument(f"--{name}", type=int, default=value)
    p.add_argument("--size", choices=("full", "fast"), default="full")
    build(p.parse_args())


if __name__ == "__main__":
    main()
