"""Halve the heads and inner units of a trained network's encoder by their effect on the loss.

Use: python -m quotelab.prune --corpus DIR --tokenizer FILE --checkpoint FILE --out FILE
The result is trained on by `quotelab.train --resume`.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import asdict, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from .corpus import read_split
from .data import prepare
from .model import Config, Layer, QuoteNet
from .train import LIMIT, batch_loss, epoch_batches


def unit_effects(layer: Layer) -> tuple[Tensor, Tensor]:
    """First-order effect on the loss of taking away each head and each inner unit, for one batch."""
    assert layer.out.weight.grad is not None and layer.down.weight.grad is not None
    heads = (layer.out.weight * layer.out.weight.grad).sum(0).view(layer.heads, layer.head_size).sum(1).abs()
    return heads, (layer.down.weight * layer.down.weight.grad).sum(0).abs()


def measure(net: QuoteNet, args: argparse.Namespace) -> list[tuple[Tensor, Tensor]]:
    """Mean effects of each layer's heads and units over some batches."""
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    docs = [prepare(a, tokenizer, LIMIT) for a in read_split(args.corpus, "train")[::8]]
    rng = random.Random(1)
    sums: list[tuple[Tensor, Tensor]] = []
    for batch in epoch_batches(docs, 8, rng)[: args.batches]:
        net.zero_grad()
        cue, link = batch_loss(net, batch, rng)
        torch.autograd.backward(cue + link)
        effects = [unit_effects(layer) for layer in net.encoder.blocks()]
        sums = [(a + c, b + d) for (a, b), (c, d) in zip(sums, effects)] if sums else effects
    return [(a.detach(), b.detach()) for a, b in sums]


def best(effects: Tensor, n: int) -> Tensor:
    """The numbers of the n strongest, in order."""
    return effects.topk(n).indices.sort().values


def prune(net: QuoteNet, effects: list[tuple[Tensor, Tensor]], heads: int, inner: int) -> QuoteNet:
    """A copy with fewer heads and inner units in each encoder layer."""
    small = QuoteNet(replace(net.config, heads=heads, inner=inner))
    state = {k: v for k, v in net.state_dict().items() if not k.startswith("encoder.layers.")}
    small.load_state_dict(state, strict=False)
    with torch.no_grad():
        for old, new, (by_head, by_unit) in zip(net.encoder.blocks(), small.encoder.blocks(), effects):
            copy_layer(old, new, best(by_head, heads), best(by_unit, inner))
    return small


def copy_layer(old: Layer, new: Layer, heads: Tensor, units: Tensor) -> None:
    """Copy the chosen heads and units."""
    size, whole = old.head_size, old.heads * old.head_size
    rows = (heads[:, None] * size + torch.arange(size)).flatten()
    qkv = torch.cat([rows, rows + whole, rows + 2 * whole])
    new.qkv.weight.copy_(old.qkv.weight[qkv])
    new.qkv.bias.copy_(old.qkv.bias[qkv])
    new.out.weight.copy_(old.out.weight[:, rows])
    new.out.bias.copy_(old.out.bias)
    new.up.weight.copy_(old.up.weight[units])
    new.up.bias.copy_(old.up.bias[units])
    new.down.weight.copy_(old.down.weight[:, units])
    new.down.bias.copy_(old.down.bias)
    new.norm1.load_state_dict(old.norm1.state_dict())
    new.norm2.load_state_dict(old.norm2.state_dict())


def main() -> None:
    """Read the arguments and prune."""
    p = argparse.ArgumentParser()
    for name in ("corpus", "tokenizer", "checkpoint", "out"):
        p.add_argument(f"--{name}", type=Path, required=True)
    for name, value in (("heads", 6), ("inner", 768), ("batches", 40), ("threads", 1)):
        p.add_argument(f"--{name}", type=int, default=value)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    state = torch.load(args.checkpoint, weights_only=True)
    net = QuoteNet(Config(**state["config"]))
    net.load_state_dict(state["average"])
    net.eval()
    small = prune(net, measure(net, args), args.heads, args.inner)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"config": asdict(small.config), "average": small.state_dict()}, args.out)


if __name__ == "__main__":
    main()
