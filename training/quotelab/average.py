"""The mean of the weights of several checkpoints that began as one: python -m quotelab.average OUT CHECKPOINT ...

Networks trained on from the same weights lie close enough together that their mean is a network too, and a better one
(Wortsman et al., Model soups, ICML 2022).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor


def mean(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Of each weight the mean; what is not a real number is the first's."""
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0).to(first.dtype)
        if first.is_floating_point()
        else first
        for name, first in states[0].items()
    }


def main() -> None:
    """Read the arguments and write the mean."""
    p = argparse.ArgumentParser()
    p.add_argument("out", type=Path)
    p.add_argument("checkpoints", type=Path, nargs="+")
    a = p.parse_args()
    found = [torch.load(path, weights_only=True) for path in a.checkpoints]
    torch.save({"config": found[0]["config"], "average": mean([one["average"] for one in found])}, a.out)


if __name__ == "__main__":
    main()
