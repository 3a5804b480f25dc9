"""The tagger: one text in, statements with their probabilities out. Needs no network; loads its files when it is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import structlog

from enrich.tagger.choice import Draft, Limits, choose
from enrich.tagger.decoding import Link, Settings
from enrich.tagger.encoding import Encoded, encode, pack
from enrich.tagger.network import Network
from wire.messages import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

logger = structlog.get_logger(__name__)

#: The weights that come with the package.
WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class Tagger:
    """The network with its decoder. Deterministic; one text at a time, so that no batch matters."""

    tokenizer: Tokenizer
    network: Network
    weights: Sequence[float]  #: of the features in decoding.FEATURES
    limits: Limits
    version: str
    window: int  #: pieces
    longest: int  #: chunk (pieces, [CLS] and [SEP] included)

    def __call__(self, text: str, paragraphs: Sequence[Span]) -> list[Draft]:
        """The statements of a text (without lone surrogates), paragraph by paragraph."""
        chunks, links = self.read(text, paragraphs)
        return choose(chunks, [[(found, self.probability(found)) for found in own] for own in links], self.limits)

    def read(self, text: str, paragraphs: Sequence[Span]) -> tuple[list[Encoded], list[list[Link]]]:
        """The paragraphs as the network reads them, and every candidate of each: what thresholds are fitted on."""
        chunks = [chunk for span in paragraphs for chunk in encode(self.tokenizer, text, span, self.longest - 2)]
        links: list[list[Link]] = []
        for first, last in pack([len(chunk) for chunk in chunks], self.window):
            links += self.network.candidates(chunks[first:last])
        return chunks, links

    def probability(self, found: Link) -> float:
        """That a candidate is right, by logistic regression on its features."""
        return float(1 / (1 + np.exp(-np.dot(np.asarray(self.weights), np.asarray(found.features)))))


def load(folder: Path = WEIGHTS) -> Tagger | None:
    """The tagger in a folder; None, with a warning, where its files or the libraries they need are not there."""
    try:
        from tokenizers import Tokenizer

        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        network = Network(folder, Settings(**meta.get("decoder", {})))
    except (ImportError, OSError) as error:
        logger.warning("quote tagger not loaded", why=str(error), next="the rule engine reads English instead")
        return None
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Tagger(
        tokenizer=tokenizer,
        network=network,
        weights=meta["confidence"],
        limits=Limits(**{name: meta["limits"][name] for name in ("keep", "marks")}),
        version=_fingerprint(folder),
        window=meta["window"],
        longest=meta["longest"],
    )


def _fingerprint(folder: Path) -> str:
    """Tells these weights from any others."""
    return hashlib.blake2b((folder / "encoder.int8.onnx").read_bytes(), digest_size=4).hexdigest()
