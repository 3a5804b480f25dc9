"""The network: an encoder with a cue tagger, and a linker that reads a paragraph again with a cue marked."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from enrich.tagger.encoding import CASES, PLACES
from enrich.tagger.quote_state import DEPTHS

MAX_DISTANCE = 64


@dataclass(frozen=True)
class Config:
    """Sizes of the network."""

    layers: int = 6
    hidden: int = 384
    heads: int = 12
    head_size: int = 32
    inner: int = 1536
    vocab: int = 30522
    positions: int = 512
    link: int = 256
    link_heads: int = 4
    link_inner: int = 512
    link_layers: int = 2
    dropout: float = 0.1


class RowDropout(nn.Module):
    """Dropout with one mask per sequence, shared by its positions: as good here, and cheap on a CPU."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """x with features dropped, in training."""
        if not self.training or self.p == 0.0:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[2]) >= self.p
        return x * (keep.to(x.dtype) / (1.0 - self.p))


def attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Scaled dot-product attention by plain products, faster to train on a CPU than the fused kernel."""
    scores = torch.matmul(q * (q.shape[-1] ** -0.5), k.transpose(-1, -2)) + mask.to(q.dtype)
    return torch.matmul(torch.softmax(scores, -1, dtype=q.dtype), v)


class Layer(nn.Module):
    """A post-norm transformer layer as in BERT."""

    def __init__(self, hidden: int, heads: int, head_size: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.head_size = heads, head_size
        self.qkv = nn.Linear(hidden, 3 * heads * head_size)
        self.out = nn.Linear(heads * head_size, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps=1e-12)
        self.up = nn.Linear(hidden, inner)
        self.down = nn.Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = RowDropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Hidden states after the layer; mask is added to the attention scores."""
        b, t, _ = x.shape
        qkv = self.qkv(x).view(b, t, 3, self.heads, self.head_size).permute(2, 0, 3, 1, 4)
        a = attention(qkv[0], qkv[1], qkv[2], mask)
        x = self.norm1(x + self.dropout(self.out(a.transpose(1, 2).reshape(b, t, -1))))
        out: Tensor = self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))
        return out


class Encoder(nn.Module):
    """Wordpieces with features to hidden states, cue scores and what the linker needs."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.word = nn.Embedding(c.vocab, c.hidden)
        self.position = nn.Embedding(c.positions, c.hidden)
        tables = [nn.Embedding(n, c.hidden) for n in (CASES, DEPTHS, PLACES)]
        self.features = nn.ModuleList(tables)
        self.norm = nn.LayerNorm(c.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(c.hidden, c.heads, c.head_size, c.inner, c.dropout) for _ in range(c.layers))
        self.cue = nn.Linear(c.hidden, 3)
        self.token = nn.Linear(c.hidden, c.link)
        self.anchor = nn.Linear(c.hidden, c.link)
        self.dropout = RowDropout(c.dropout)
        self.word.weight.requires_grad_(False)
        for f in tables:
            nn.init.zeros_(f.weight)
        with torch.no_grad():
            self.cue.bias.copy_(torch.tensor([2.0, -1.0, -1.0]))

    def blocks(self) -> list[Layer]:
        """The transformer layers."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]

    def forward(self, ids: Tensor, feats: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Cue logits, and the token and anchor projections; feats is [batch, time, 3]."""
        x = self.word(ids) + self.position(torch.arange(ids.shape[1], device=ids.device))
        for i, f in enumerate(self.features):
            x = x + f(feats[..., i])
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        x = self.dropout(x)
        return self.cue(x), self.token(x), self.anchor(x)


class Linker(nn.Module):
    """Labels each wordpiece of a paragraph for a marked cue."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.distance = nn.Embedding(2 * MAX_DISTANCE + 2, c.link)
        self.norm = nn.LayerNorm(c.link)
        size = c.link // c.link_heads
        self.layers = nn.ModuleList(Layer(c.link, c.link_heads, size, c.link_inner, c.dropout) for _ in range(c.link_layers))
        self.label = nn.Linear(c.link, 7)
        self.valid = nn.Linear(c.link, 1)
        with torch.no_grad():
            self.label.bias[3:] = -3.5

    def forward(self, token: Tensor, anchor: Tensor, distance: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Label logits [cues, time, 7] and validity logits [cues].

        Labels: none, content, source, then start and end of content, start and end of source.
        """
        inside = (distance == MAX_DISTANCE).to(token.dtype).unsqueeze(-1)
        count = inside.sum(1, keepdim=True).clamp(min=1.0)
        cue = (anchor * inside).sum(1, keepdim=True) / count
        x = self.norm(token + cue + self.distance(distance))
        for layer in self.layers:
            x = layer(x, mask)
        pooled = (x * inside).sum(1) / count.squeeze(1)
        return self.label(x), self.valid(pooled).squeeze(-1)


class QuoteNet(nn.Module):
    """Encoder and linker together."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.config = c
        self.encoder = Encoder(c)
        self.linker = Linker(c)
