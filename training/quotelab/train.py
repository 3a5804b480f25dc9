"""Train the quote network: python -m quotelab.train --corpus DIR --encoder FILE --tokenizer FILE --out DIR."""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import asdict
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch import multiprocessing as mp
from torch.nn import functional as F

from .corpus import read_split
from .data import Cue, Prepared, Window, prepare, windows
from .model import MAX_DISTANCE, Config, QuoteNet
from .pretrained import initialise, load_weights

LIMIT = 256
Counter: TypeAlias = "Synchronized[int]"


def collate(batch: list[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Ids, features, additive attention mask and tags (-100 where padded)."""
    n = max(len(w.ids) for w in batch)
    ids, tags = np.zeros((len(batch), n), np.int64), np.full((len(batch), n), -100)
    feats = np.zeros((len(batch), n, 3), np.int64)
    par = np.full((len(batch), n), 10**6)
    for i, w in enumerate(batch):
        k = len(w.ids)
        ids[i, :k], tags[i, :k], feats[i, :k], par[i, :k] = w.ids, w.tags, w.feats, w.par
    see = par[:, None, :] <= par[:, :, None]
    mask = np.where(see, 0.0, -1e4).astype(np.float32)[:, None]
    return torch.from_numpy(ids), torch.from_numpy(feats), torch.from_numpy(mask), torch.from_numpy(tags)


def distances(n: int, start: int, end: int) -> np.ndarray:
    """Clipped distance of each position to a cue: MAX_DISTANCE inside, less before, more after."""
    at = np.arange(n)
    out = np.full(n, MAX_DISTANCE)
    out[:start] = np.maximum(0, MAX_DISTANCE - (start - at[:start]))
    out[end:] = np.minimum(2 * MAX_DISTANCE, MAX_DISTANCE + (at[end:] - end + 1))
    return out


def link_groups(items: list[tuple[int, Cue, bool]], size: int = 24) -> list[list[tuple[int, Cue, bool]]]:
    """Cues in groups of like length."""
    ordered = sorted(items, key=lambda x: x[1].high - x[1].low)
    return [ordered[i : i + size] for i in range(0, len(ordered), size)]


def run_linker(net: QuoteNet, token: Tensor, anchor: Tensor, group: list[tuple[int, Cue, bool]]) -> tuple[Tensor, Tensor]:
    """Linker outputs for a group of cues of a batch."""
    n = max(c.high - c.low for _, c, _ in group)
    index = np.zeros((len(group), n), np.int64)
    dist = np.full((len(group), n), 2 * MAX_DISTANCE + 1)
    mask = np.full((len(group), 1, 1, n), -1e4, np.float32)
    width = token.shape[1]
    for i, (b, c, _) in enumerate(group):
        k = c.high - c.low
        index[i, :k] = b * width + np.arange(c.low, c.high)
        dist[i, :k] = distances(k, c.start - c.low, c.end - c.low)
        mask[i, ..., :k] = 0.0
    at = torch.from_numpy(index)
    t, a = token.flatten(0, 1)[at], anchor.flatten(0, 1)[at]
    labels, valid = net.linker(t, a, torch.from_numpy(dist), torch.from_numpy(mask))
    return labels, valid


def hard_negatives(cue: Tensor, batch: list[Window], rng: random.Random, most: int) -> list[tuple[int, Cue, bool]]:
    """Spans that the tagger takes for cues and that are none."""
    p = cue.detach().float().softmax(-1)[..., 1:].sum(-1).numpy()
    out: list[tuple[int, Cue, bool]] = []
    for b, w in enumerate(batch):
        hot = (p[b, : len(w.ids)] > 0.15) & (w.ids != 101) & (w.ids != 102)
        t = 0
        while t < len(hot):
            if not hot[t]:
                t += 1
                continue
            e = t + 1
            while e < len(hot) and hot[e] and w.par[e] == w.par[t]:
                e += 1
            if not w.tags[t:e].any() and w.ids[t] not in (101, 102):
                same = np.flatnonzero((w.par == w.par[t]) & (w.ids != 101) & (w.ids != 102))
                out.append((b, Cue(t, e, int(same[0]), int(same[-1]) + 1, np.zeros((len(same), 5), np.int64)), False))
            t = e
    rng.shuffle(out)
    return out[:most]


def link_loss(net: QuoteNet, token: Tensor, anchor: Tensor, items: list[tuple[int, Cue, bool]]) -> Tensor:
    """Loss of the linker over the cues of a batch, per cue."""
    total = torch.zeros(())
    gold = sum(1 for i in items if i[2])
    for group in link_groups(items):
        labels, valid = run_linker(net, token, anchor, group)
        labels, valid = labels.float(), valid.float()
        good = torch.tensor([float(g) for _, _, g in group])
        total = total + 0.5 * F.binary_cross_entropy_with_logits(valid, good, reduction="sum")
        target = torch.full((*labels.shape[:2], 5), -100)
        for i, (_, c, g) in enumerate(group):
            if g:
                target[i, : c.high - c.low] = torch.from_numpy(c.target)
        keep = target[..., 0] != -100
        if not keep.any():
            continue
        share = (1.0 / keep.sum(1).clamp(min=1)).unsqueeze(1).expand_as(keep)[keep]
        ce = F.cross_entropy(labels[..., :3][keep], target[..., 0][keep], reduction="none", label_smoothing=0.02)
        total = total + 3.0 * (ce * share).sum()
        edges = F.binary_cross_entropy_with_logits(labels[..., 3:][keep], target[..., 1:][keep].float(), reduction="sum")
        total = total + 0.3 * edges
    return total / max(gold, 1)


def batch_loss(net: QuoteNet, batch: list[Window], rng: random.Random) -> tuple[Tensor, Tensor]:
    """Cue and link losses of a batch."""
    ids, feats, mask, tags = collate(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        cue, token, anchor = net.encoder(ids, feats, mask)
        gold = [(b, jitter(c, rng), True) for b, w in enumerate(batch) for c in w.cues]
        items = gold + hard_negatives(cue, batch, rng, max(4, len(gold) // 3))
        link = link_loss(net, token, anchor, items) if items else torch.zeros(())
    flat = F.cross_entropy(cue.float().flatten(0, 1), tags.flatten(), ignore_index=-100, reduction="sum", label_smoothing=0.02)
    return flat / max(len(gold), 1), link


def jitter(c: Cue, rng: random.Random) -> Cue:
    """Now and then a part of a cue instead of the whole, as the tagger may find it."""
    n = c.end - c.start
    if n == 1 or rng.random() > 0.25:
        return c
    a = rng.randrange(n)
    b = rng.randrange(a, n)
    return Cue(c.start + a, c.start + b + 1, c.low, c.high, c.target)


def parameter_groups(net: QuoteNet, lr: float, head_lr: float, decay: float) -> list[dict[str, object]]:
    """Lower layers learn more slowly; new parts faster."""
    groups: list[dict[str, object]] = []
    n = len(net.encoder.layers)
    for name, p in net.named_parameters():
        if not p.requires_grad:
            continue
        if name.startswith("encoder.layers."):
            rate = lr * decay ** (n - 1 - int(name.split(".")[2]))
        elif name.startswith(("encoder.position", "encoder.norm")):
            rate = lr * decay**n
        else:
            rate = head_lr
        groups.append({"params": [p], "lr": rate, "peak": rate, "weight_decay": 0.01 if p.ndim > 1 else 0.0})
    return groups


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, net: nn.Module, decay: float) -> None:
        self.decay = decay
        self.values = {k: v.detach().clone() for k, v in net.state_dict().items()}

    def update(self, net: nn.Module, step: int) -> None:
        """Take in the weights after a step."""
        d = min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for k, v in net.state_dict().items():
                if k != "encoder.word.weight":
                    self.values[k].lerp_(v, 1 - d)


def epoch_batches(docs: list[Prepared], size: int, rng: random.Random) -> list[list[Window]]:
    """Shuffled batches of windows of like length."""
    pool = [w for d in docs for w in windows(d, LIMIT, rng)]
    rng.shuffle(pool)
    out: list[list[Window]] = []
    for i in range(0, len(pool), size * 16):
        part = sorted(pool[i : i + size * 16], key=lambda w: len(w.ids))
        out += [part[j : j + size] for j in range(0, len(part), size)]
    rng.shuffle(out)
    return out


def learning_scale(progress: float) -> float:
    """Warm-up, then a straight fall to 2 %, by the share of the training that is done."""
    return min(1.0, (progress + 0.001) / 0.06) * max(0.02, 1 - progress)


def progress_of(step: int, total: int, began: float, minutes: float) -> float:
    """Share of the training done: by the clock where minutes are given, else by steps."""
    return (time.time() - began) / (60 * minutes) if minutes else step / total


def worker(rank: int, args: argparse.Namespace, docs: list[Prepared], net: QuoteNet, taken: Counter) -> None:
    """Take batch after batch and update the shared weights, without waiting for the other workers."""
    torch.set_num_threads(1)
    torch.manual_seed(args.seed * 100 + rank)
    rng = random.Random(args.seed * 100 + rank)
    optimiser = torch.optim.AdamW(parameter_groups(net, args.lr, args.head_lr, args.decay), betas=(0.9, 0.98), fused=True)
    average = Average(net, args.ema) if rank == 0 else None
    began, done, sums = time.time(), 0, np.zeros(2)
    for epoch in range(args.epochs):
        net.train()
        batches = epoch_batches(docs, args.batch, random.Random(args.seed * 1000 + epoch))
        total = len(batches) * args.epochs
        while (step := take(taken, (epoch + 1) * len(batches))) >= 0:
            progress = progress_of(step, total, began, args.minutes)
            if progress >= 1:
                break
            for g in optimiser.param_groups:
                g["lr"] = g["peak"] * learning_scale(progress)
            cue, link = batch_loss(net, batches[step - epoch * len(batches)], rng)
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(cue + link)
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            if average:
                average.update(net, done)
            done += 1
            sums = 0.98 * sums + 0.02 * np.array([cue.item(), link.item()])
            if done % 50 == 0:
                cue_mean, link_mean = sums / (1 - 0.98**done)
                print(
                    f"{rank} {epoch} {step}/{total} {time.time() - began:.0f}s cue {cue_mean:.4f} link {link_mean:.4f}",
                    flush=True,
                )
                if average:
                    save(net, average, args.out / "latest.pt")
        if average:
            save(net, average, args.out / f"epoch{epoch}.pt")


def save(net: QuoteNet, average: Average, path: Path) -> None:
    """Write a checkpoint whole or not at all."""
    part = path.with_suffix(".part")
    torch.save({"config": asdict(net.config), "last": net.state_dict(), "average": average.values}, part)
    part.replace(path)


def take(taken: Counter, limit: int) -> int:
    """The next batch number, or -1 at the limit."""
    with taken.get_lock():
        if taken.value >= limit:
            return -1
        taken.value += 1
        return int(taken.value) - 1


def start(args: argparse.Namespace) -> QuoteNet:
    """A network with pretrained layers, or one that was trained before."""
    torch.manual_seed(args.init_seed)
    if args.resume:
        state = torch.load(args.resume, weights_only=True)
        net = QuoteNet(Config(**state["config"]))
        net.load_state_dict(state["average"])
        return net
    layers = [int(x) for x in args.layers.split(",")]
    net = QuoteNet(Config(layers=len(layers)))
    initialise(net.encoder, load_weights(args.encoder), layers)
    return net


def train(args: argparse.Namespace) -> None:
    """Train with some worker processes and save a checkpoint (last and averaged weights) after each epoch."""
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "args.json").write_text(json.dumps({k: str(v) for k, v in vars(args).items()}, indent=1))
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    docs = [prepare(a, tokenizer, LIMIT) for a in read_split(args.corpus, "train")][: args.articles]
    net = start(args)
    net.share_memory()
    taken = mp.Value("q", 0)
    jobs = [mp.Process(target=worker, args=(r, args, docs, net, taken)) for r in range(args.workers)]
    for j in jobs:
        j.start()
    for j in jobs:
        j.join()
    if any(j.exitcode for j in jobs):
        raise SystemExit("a worker failed: see above")


def main() -> None:
    """Read the arguments and train."""
    p = argparse.ArgumentParser()
    for name in ("corpus", "tokenizer", "out"):
        p.add_argument(f"--{name}", type=Path, required=True)
    p.add_argument("--encoder", type=Path, help="pretrained weights: safetensors or onnx")
    p.add_argument("--layers", default="0,1,2,3,4,5")
    for name, kind, value in (
        ("epochs", int, 4),
        ("batch", int, 8),
        ("seed", int, 1),
        ("workers", int, 2),
        ("init-seed", int, 1),
        ("articles", int, 10**6),
        ("lr", float, 1.5e-4),
        ("head-lr", float, 6e-4),
        ("decay", float, 0.9),
        ("ema", float, 0.996),
        ("minutes", float, 0.0),
    ):
        p.add_argument(f"--{name}", type=kind, default=value)
    p.add_argument("--resume", type=Path)
    mp.set_start_method("spawn")
    train(p.parse_args())


if __name__ == "__main__":
    main()
