"""From the corpus to the finished model with one command.

Use: python -m quotelab.build --corpus shared/corpora --encoder model.safetensors --tokenizer tokenizer.json --out DIR

The steps: train the six-layer network; train it on from there in two runs, and take the mean of the three; with `--size fast`
halve its heads and inner units instead and train that on; write int8 graphs; fit the confidence and threshold on dev. With --workers 1 the result is the same every time; more workers are faster, but
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


#: Rates of the runs whose weights are averaged, and of a pruned network.
_ON = ("--lr", "7e-5", "--head-lr", "2.5e-4", "--decay", "0.93", "--ema", "0.995")
_PRUNED = ("--lr", "2e-4", "--head-lr", "4e-4", "--decay", "0.95", "--ema", "0.995")


def build(a: argparse.Namespace) -> None:
    """All steps; those whose result is there already are left out."""
    work: Path = a.out / "work"
    corpus = ("--corpus", a.corpus / "polnear", "--tokenizer", a.tokenizer)
    workers = ("--workers", str(a.workers), "--articles", str(a.articles))

    def train(name: str, epochs: int, seed: int, *args: str | Path) -> Path:
        last = work / name / f"epoch{epochs - 1}.pt"
        if not last.exists():
            run("train", *corpus, *workers, "--seed", str(seed), "--epochs", str(epochs), "--out", last.parent, *args)
        return last

    trained = train("full", a.epochs, a.seed, "--encoder", a.encoder)
    if a.size == "fast":
        if not (work / "pruned.pt").exists():
            run("prune", *corpus, "--checkpoint", trained, "--out", work / "pruned.pt")
        finished = train("small", a.more_epochs, a.seed, *_PRUNED, "--resume", work / "pruned.pt")
    else:
        seeds = range(a.seed + 10, a.seed + 10 + a.runs)
        further = [train(f"on{seed}", 1, seed, *_ON, "--resume", trained) for seed in seeds]
        finished = work / "mean.pt"
        run("average", finished, trained, *further)
    run("export", finished, a.out, *corpus)
    shutil.copy(a.tokenizer, a.out / "tokenizer.json")
    meta = {"window": LIMIT, "longest": LIMIT, "confidence": [0.0] * len(FEATURES), "limits": asdict(Limits())}
    (a.out / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    run("calibrate", "--corpus", a.corpus, "--model", a.out, "--write")


def main() -> None:
    """Read the arguments and build."""
    p = argparse.ArgumentParser()
    for name in ("corpus", "encoder", "tokenizer", "out"):
        p.add_argument(f"--{name}", type=Path, required=True)
    for name, value in (("epochs", 4), ("more-epochs", 4), ("runs", 2), ("workers", 2), ("seed", 1), ("articles", 10**6)):
        p.add_argument(f"--{name}", type=int, default=value)
    p.add_argument("--size", choices=("full", "fast"), default="full")
    build(p.parse_args())


if __name__ == "__main__":
    main()
