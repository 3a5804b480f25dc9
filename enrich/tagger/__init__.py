"""A learned reader of who said what: a small network finds cues, and what and whose the statements are.

    text -> encoding (wordpieces) -> network (scores) -> decoding (candidates) -> choice (statements) -> attributor

The network is described in MODEL_CARD.md; training/quotes/ makes its weights again.
"""
