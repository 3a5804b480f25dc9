"""Write a trained network as two int8 ONNX graphs that onnxruntime runs on a CPU.

Linear layers multiply 8-bit integers with scales fixed in advance, so that the result of a row never depends on other
rows (dynamic scales would let appended text change earlier results). Word embeddings have 8 bits and a scale per word.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from .corpus import read_split
from .data import Prepared, prepare, windows
from .model import Config, QuoteNet
from .train import LIMIT, collate, link_groups, run_linker

Float = NDArray[np.float32]
#: Added to attention scores of what may not be seen: e^-60 changes no bit of a sum of 32-bit numbers. Much less gives
#: denormal numbers, which processors multiply many times more slowly: with -1e4 a window took a third longer.
UNSEEN = np.array(-60, np.float32)
Ranges = dict[str, tuple[Float, Float]]
MS = "com.microsoft"


class Graph:
    """Nodes and weights collected one by one."""

    def __init__(self, weights: dict[str, Float], mode: str, ranges: Ranges) -> None:
        self.weights, self.mode, self.ranges = weights, mode, ranges
        self.nodes: list[onnx.NodeProto] = []
        self.values: list[onnx.TensorProto] = []
        self.count = 0

    def value(self, array: NDArray[np.generic]) -> str:
        """Store a constant."""
        self.count += 1
        self.values.append(numpy_helper.from_array(np.array(array, order="C"), f"w{self.count}"))
        return f"w{self.count}"

    def op(self, kind: str, inputs: Sequence[str], outputs: int = 1, domain: str = "", **attributes: Any) -> str:
        """Add a node; its first output."""
        self.count += 1
        names = [f"x{self.count}"] + [f"x{self.count}_{i}" for i in range(1, outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0]

    def linear(self, x: str, name: str) -> str:
        """x times a weight plus a bias, in 8 bits where the sizes allow."""
        w, bias = self.weights[name + ".weight"], self.weights[name + ".bias"]
        if self.mode == "fp32" or name not in self.ranges or w.shape[0] < 16:
            return self.op("Add", [self.op("MatMul", [x, self.value(w.T)]), self.value(bias)])
        if self.mode == "dynamic":
            q, scale = quantise_columns(w)
            inputs = [x, self.value(q), self.value(scale), self.value(np.zeros(len(scale), np.int8)), self.value(bias)]
            return self.op("DynamicQuantizeMatMul", inputs, domain=MS)
        return self.static(x, name, w, bias)

    def static(self, x: str, name: str, w: Float, bias: Float) -> str:
        """8-bit product with scales fixed in advance; outlier channels are first evened out between x and w."""
        low, high = self.ranges[name]
        even = smoothing(low, high, w) if not name.endswith(".out") else np.ones(w.shape[1], np.float32)
        if not name.endswith(".out"):
            x = self.op("Mul", [x, self.value(1 / even)])
        lowest, highest = min(0.0, float((low / even).min())), float((high / even).max())
        scale = np.array((highest - lowest) / 255, np.float32)
        zero = np.array(round(-lowest / float(scale)), np.uint8)
        q, columns = quantise_columns(w * even)
        a_scale, a_zero = self.value(scale), self.value(zero)
        x = self.op("QuantizeLinear", [x, a_scale, a_zero])
        zeros = self.value(np.zeros(len(columns), np.int8))
        inputs = [x, self.value(q), a_scale, self.value(columns), a_zero, zeros, self.value(bias)]
        return self.op("MatMulIntegerToFloat", inputs, domain=MS)

    def norm(self, x: str, name: str, eps: float) -> str:
        """Layer normalisation."""
        return self.op(
            "LayerNormalization",
            [x, self.value(self.weights[name + ".weight"]), self.value(self.weights[name + ".bias"])],
            epsilon=eps,
        )

    def layer(self, x: str, p: str, heads: int, bias: str, eps: float) -> str:
        """A transformer layer; bias is added to the attention scores."""
        first = self.op("Split", [self.linear(x, p + "qkv")], 3, axis=-1, num_outputs=3)
        a = self.op("MultiHeadAttention", [first, first + "_1", first + "_2", "", "", bias], domain=MS, num_heads=heads)
        x = self.norm(self.op("Add", [x, self.linear(a, p + "out")]), p + "norm1", eps)
        up = self.op("Gelu", [self.linear(x, p + "up")], domain=MS)
        return self.norm(self.op("Add", [x, self.linear(up, p + "down")]), p + "norm2", eps)

    def embed(self, name: str, ids: str) -> str:
        """Rows of a table kept in 8 bits."""
        table = self.weights[name]
        scale = np.maximum(np.abs(table).max(1, keepdims=True) / 127, 1e-8).astype(np.float32)
        q = np.round(table / scale).clip(-127, 127).astype(np.int8)
        rows = self.op("Cast", [self.op("Gather", [self.value(q), ids])], to=TensorProto.FLOAT)
        return self.op("Mul", [rows, self.op("Gather", [self.value(scale), ids])])

    def model(self, inputs: list[onnx.ValueInfoProto], outputs: dict[str, str], ranks: dict[str, int]) -> onnx.ModelProto:
        """The finished model."""
        for name, source in outputs.items():
            self.nodes.append(helper.make_node("Identity", [source], [name]))
        outs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [None] * ranks[n]) for n in outputs]
        graph = helper.make_graph(self.nodes, "quotes", inputs, outs, self.values)
        ops = [helper.make_opsetid("", 18), helper.make_opsetid(MS, 1)]
        return helper.make_model(graph, opset_imports=ops, ir_version=9, producer_name="newswire")


def quantise_columns(w: Float) -> tuple[NDArray[np.int8], Float]:
    """Weights [out, in] as int8 [in, out] with a scale for each output."""
    scale = np.maximum(np.abs(w).max(1) / 127, 1e-8).astype(np.float32)
    return np.round(w / scale[:, None]).clip(-127, 127).astype(np.int8).T, scale


def smoothing(low: Float, high: Float, w: Float, share: float = 0.85) -> Float:
    """A factor for each input channel that shares its range between activations and weights."""
    x = np.maximum(np.maximum(np.abs(low), np.abs(high)), 1e-3)
    even = x**share / np.maximum(np.abs(w).max(0), 1e-4) ** (1 - share)
    out: Float = (even / np.exp(np.log(even).mean())).astype(np.float32)
    return out


def fold_values(weights: dict[str, Float], ranges: Ranges) -> tuple[dict[str, Float], Ranges]:
    """Even out the inputs of each attention output by scaling the value projections, which costs nothing."""
    weights, ranges = dict(weights), dict(ranges)
    for name in [n for n in ranges if n.endswith(".out")]:
        low, high = ranges[name]
        even = smoothing(low, high, weights[name + ".weight"])
        qkv = name[:-3] + "qkv"
        h = len(even)
        for part in (".weight", ".bias"):
            v = weights[qkv + part].copy()
            v[2 * h :] = (v[2 * h :].T / even).T
            weights[qkv + part] = v
        weights[name + ".weight"] = weights[name + ".weight"] * even
        ranges[name] = (low / even, high / even)
    return weights, ranges


def encoder(weights: dict[str, Float], config: dict[str, int], mode: str, ranges: Ranges) -> onnx.ModelProto:
    """ids, feats [b, t, 3] and par [b, t] to cue probabilities [b, t, 3], token and anchor projections."""
    g = Graph(weights, mode, ranges)
    x = g.embed("encoder.word.weight", "ids")
    length = g.op("Shape", ["ids"], start=1, end=2)
    places = g.op(
        "Slice", [g.value(weights["encoder.position.weight"]), g.value(np.array([0])), length, g.value(np.array([0]))]
    )
    x = g.op("Add", [x, places])
    for i in range(3):
        column = g.op("Gather", ["feats", g.value(np.array(i))], axis=2)
        x = g.op("Add", [x, g.op("Gather", [g.value(weights[f"encoder.features.{i}.weight"]), column])])
    x = g.norm(x, "encoder.norm", 1e-12)
    later = g.op(
        "Less", [g.op("Unsqueeze", ["par", g.value(np.array([1, 3]))]), g.op("Unsqueeze", ["par", g.value(np.array([1, 2]))])]
    )
    bias = g.op("Where", [later, g.value(UNSEEN), g.value(np.array(0, np.float32))])
    for i in range(config["layers"]):
        x = g.layer(x, f"encoder.layers.{i}.", config["heads"], bias, 1e-12)
    cue = g.op("Softmax", [g.linear(x, "encoder.cue")], axis=-1)
    outs = {"cue": cue, "token": g.linear(x, "encoder.token"), "anchor": g.linear(x, "encoder.anchor")}
    shapes: dict[str, list[str | int | None]] = {"ids": ["b", "t"], "feats": ["b", "t", 3], "par": ["b", "t"]}
    ints = [helper.make_tensor_value_info(n, TensorProto.INT64, d) for n, d in shapes.items()]
    return g.model(ints, outs, dict.fromkeys(outs, 3))


def linker(weights: dict[str, Float], config: dict[str, int], mode: str, ranges: Ranges) -> onnx.ModelProto:
    """token [n, t, h], cue [n, 1, h], distance [n, t] and pool [n, t, 1] to labels and validity."""
    g = Graph(weights, mode, ranges)
    far = g.value(np.array(weights["linker.distance.weight"].shape[0] - 1))
    x = g.op("Add", ["token", "cue"])
    x = g.op("Add", [x, g.op("Gather", [g.value(weights["linker.distance.weight"]), "distance"])])
    x = g.norm(x, "linker.norm", 1e-5)
    pad = g.op("Unsqueeze", [g.op("Equal", ["distance", far]), g.value(np.array([1, 2]))])
    row = g.op("Where", [pad, g.value(UNSEEN), g.value(np.array(0, np.float32))])
    t = g.op("Shape", ["distance"], start=1, end=2)
    n = g.op("Shape", ["distance"], start=0, end=1)
    bias = g.op("Expand", [row, g.op("Concat", [n, g.value(np.array([1])), t, t], axis=0)])
    for i in range(config["link_layers"]):
        x = g.layer(x, f"linker.layers.{i}.", config["link_heads"], bias, 1e-12)
    pooled = g.op("ReduceSum", [g.op("Mul", [x, "pool"]), g.value(np.array([1]))], keepdims=0)
    outs = {"labels": g.linear(x, "linker.label"), "valid": g.linear(pooled, "linker.valid")}
    info = helper.make_tensor_value_info
    ins = [
        info("token", TensorProto.FLOAT, ["n", "t", config["link"]]),
        info("cue", TensorProto.FLOAT, ["n", 1, config["link"]]),
    ]
    ins += [info("distance", TensorProto.INT64, ["n", "t"]), info("pool", TensorProto.FLOAT, ["n", "t", 1])]
    return g.model(ins, outs, {"labels": 3, "valid": 2})


def activation_ranges(net: QuoteNet, docs: list[Prepared]) -> Ranges:
    """Least and greatest input of each linear layer per channel, over some articles."""
    seen: Ranges = {}

    def note(name: str, x: torch.Tensor) -> None:
        flat = x.detach().flatten(0, -2).numpy()
        low, high = seen.get(name, (flat[0], flat[0]))
        seen[name] = (np.minimum(low, flat.min(0)), np.maximum(high, flat.max(0)))

    hooks = [
        m.register_forward_pre_hook(lambda _, x, n=n: note(n, x[0]))
        for n, m in net.named_modules()
        if isinstance(m, torch.nn.Linear)
    ]
    with torch.no_grad():
        for batch in ([w] for d in docs for w in windows(d, LIMIT)):
            ids, feats, mask, _ = collate(batch)
            _, token, anchor = net.encoder(ids, feats, mask)
            for group in link_groups([(0, c, True) for c in batch[0].cues]):
                run_linker(net, token, anchor, group)
    for h in hooks:
        h.remove()
    return seen


def export(checkpoint: Path, out: Path, which: str, mode: str, docs: list[Prepared]) -> None:
    """Write encoder.int8.onnx and linker.int8.onnx."""
    state = torch.load(checkpoint, weights_only=True)
    net = QuoteNet(Config(**state["config"]))
    net.load_state_dict(state[which])
    net.eval()
    ranges = activation_ranges(net, docs) if mode != "fp32" else {}
    weights = {k: v.float().numpy() for k, v in state[which].items()}
    if mode == "static":
        weights, ranges = fold_values(weights, ranges)
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder(weights, state["config"], mode, ranges), str(out / "encoder.int8.onnx"))
    onnx.save(linker(weights, state["config"], mode, ranges), str(out / "linker.int8.onnx"))


def main() -> None:
    """Read the arguments and export."""
    p = argparse.ArgumentParser()
    p.add_argument("checkpoint", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--corpus", type=Path, required=True)
    p.add_argument("--tokenizer", type=Path, required=True)
    p.add_argument("--which", default="average")
    p.add_argument("--articles", type=int, default=60, help="train articles for the ranges of activations")
    p.add_argument("--mode", default="static", choices=("static", "dynamic", "fp32"))
    a = p.parse_args()
    tokenizer = Tokenizer.from_file(str(a.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    docs = [prepare(d, tokenizer, LIMIT) for d in read_split(a.corpus, "train")[:: max(1, 840 // a.articles)]]
    export(a.checkpoint, a.out, a.which, a.mode, docs)


if __name__ == "__main__":
    main()
