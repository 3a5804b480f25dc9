"""Writes golden/ anew after a field was added: python -m tests.wire.write_golden. golden/first/ is left as it is."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tests.wire.samples import SAMPLES
from wire.messages import encode

if __name__ == "__main__":
    for name, message in SAMPLES.items():
        path = Path(__file__).parent / "golden" / f"{name}.json"
        path.write_bytes(msgspec.json.format(encode(message), indent=2) + b"\n")
