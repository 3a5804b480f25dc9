"""Universal Dependencies in the terms that the rules read (Penn tags, ClearNLP dependencies). Pure.

spaCy's models of most languages tell universal parts of speech and features; only the English one has Penn tags.
See https://universaldependencies.org/u/pos and https://universaldependencies.org/u/feat.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Universal dependencies that the rules know under another name; for objects and subjects of all kinds.
DEPENDENCIES: Mapping[str, str] = {
    "nsubj:pass": "nsubjpass", "expl:subj": "nsubj", "obj": "dobj", "iobj": "dative", "aux:pass": "auxpass",
    "aux:tense": "aux", "acl:relcl": "relcl", "obl:agent": "agent", "flat:name": "flat", "advcl:cleft": "advcl",
}  # fmt: skip
_TAGS: Mapping[str, str] = {
    "PROPN": "NNP", "DET": "DT", "ADP": "IN", "ADJ": "JJ", "ADV": "RB", "CCONJ": "CC", "SCONJ": "IN", "NUM": "CD", "INTJ": "UH",
    "PART": "RP", "X": "FW", "SYM": "SYM", "PUNCT": ".", "SPACE": "_SP",
}  # fmt: skip


def tag_of(pos: str, features: Mapping[str, str]) -> str:
    """The Penn tag nearest to a universal part of speech with its features."""
    if pos in ("VERB", "AUX"):
        return _verb(features)
    if pos == "NOUN":
        return "NNS" if features.get("Number") == "Plur" else "NN"
    if pos == "PRON":
        return "WP" if features.get("PronType") in ("Rel", "Int") else "PRP"
    if pos == "DET" and features.get("Poss") == "Yes":
        return "PRP$"
    return _TAGS.get(pos, "XX")


def _verb(features: Mapping[str, str]) -> str:
    form, past = features.get("VerbForm"), features.get("Tense") in ("Past", "Imp")
    if form == "Inf":
        return "VB"
    if form == "Ger" or (form == "Part" and features.get("Tense") == "Pres"):
        return "VBG"
    if form == "Part":
        return "VBN"
    return "VBD" if past else "VBZ"
