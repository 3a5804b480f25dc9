"""Weights of a pretrained BERT-like encoder, from safetensors or from an ONNX graph, into our encoder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .model import Encoder


def load_weights(path: Path) -> dict[str, np.ndarray]:
    """Named BERT weights, each linear weight as [out, in]."""
    if path.suffix == ".safetensors":
        from safetensors.numpy import load_file

        return dict(load_file(str(path)))
    return _from_onnx(path)


def _from_onnx(path: Path) -> dict[str, np.ndarray]:
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    out = {k: v for k, v in values.items() if k.startswith(("embeddings.", "encoder."))}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in values:
            name = node.name.strip("/").replace("/MatMul", "").replace("/", ".")
            out[name.replace("layer.layer", "layer") + ".weight"] = values[node.input[1]].T
    return out


def initialise(encoder: Encoder, weights: dict[str, np.ndarray], layers: list[int]) -> None:
    """Copy embeddings and the chosen layers."""

    def get(name: str) -> Tensor:
        return torch.tensor(np.array(weights[name]))

    with torch.no_grad():
        encoder.word.weight.copy_(get("embeddings.word_embeddings.weight"))
        kind = get("embeddings.token_type_embeddings.weight")[0]
        encoder.position.weight.copy_(get("embeddings.position_embeddings.weight") + kind)
        _copy(encoder.norm, get, "embeddings.LayerNorm")
        for mine, theirs in zip(encoder.blocks(), layers):
            p = f"encoder.layer.{theirs}."
            for kind_ in ("weight", "bias"):
                qkv = [get(f"{p}attention.self.{n}.{kind_}") for n in ("query", "key", "value")]
                getattr(mine.qkv, kind_).copy_(torch.cat(qkv))
            _copy(mine.out, get, p + "attention.output.dense")
            _copy(mine.norm1, get, p + "attention.output.LayerNorm")
            _copy(mine.up, get, p + "intermediate.dense")
            _copy(mine.down, get, p + "output.dense")
            _copy(mine.norm2, get, p + "output.LayerNorm")


def _copy(module: nn.Linear | nn.LayerNorm, get: Callable[[str], Tensor], name: str) -> None:
    module.weight.copy_(get(name + ".weight"))
    module.bias.copy_(get(name + ".bias"))
