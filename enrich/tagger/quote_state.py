"""Quotation marks as the network reads them: which open, which close, and what stands inside. Pure, linear.

Simpler than enrich/marks.py, which decides where quotes end in print: the weights were trained with these very rules, so
they change only together. Characters are replaced one for one: offsets stay.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

#: Depth of a character: outside marks, inside, on a mark, inside marks that are never closed.
OUTSIDE, INSIDE, ON_MARK, UNCLOSED = range(4)
DEPTHS = 4
_OPEN = "“„«「『〝"
_CLOSE = "”»」』〞"
_SINGLE = "'‘’‚‹›"
_STRAIGHT = '"＂'
_MARK = re.compile(f"[{_OPEN}{_CLOSE}{_SINGLE}{_STRAIGHT}]")
#: How far back the opening of a German quotation is looked for, and ahead the end of a possessive (characters).
_BACK, _AHEAD, _SPACE_AHEAD = 2000, 300, 100


def normalise_quotes(par: str) -> tuple[str, IntArray]:
    """Replace every double quotation mark by “ or ” by its role; give the depth of each character.

    Single marks count where a paragraph has no double ones. Depth is one of OUTSIDE, INSIDE, ON_MARK, UNCLOSED.
    """
    depth = np.full(len(par), OUTSIDE, dtype=np.int64)
    marks = [match.start() for match in _MARK.finditer(par)]
    singles = _single_pairs(par, marks)
    chars = list(par)
    opened = -1
    for i in marks:
        role = _role(par, i, opened >= 0, singles)
        if not role:
            continue
        chars[i] = role
        if role == "“" and opened < 0:
            opened = i
        elif role == "”" and opened >= 0:
            _fill(depth[opened + 1 : i], INSIDE)
            opened = -1
        depth[i] = ON_MARK
    if opened >= 0:
        _fill(depth[opened + 1 :], UNCLOSED)
    return "".join(chars), depth


def _fill(depth: IntArray, value: int) -> None:
    depth[depth == OUTSIDE] = value


def _role(par: str, i: int, inside: bool, singles: dict[int, str]) -> str:
    """“ or ” for a mark, "" for what is no quotation mark here."""
    ch = par[i]
    if ch in _STRAIGHT:
        return _straight_role(par, i, inside)
    if ch in _OPEN:
        return "”" if ch == "“" and inside and _closes_german(par, i) else "“"
    if ch in _CLOSE:
        return "”"
    if not inside or singles.get(i) == "”":
        return singles.get(i, "")
    return ""


def _closes_german(par: str, i: int) -> bool:
    """Whether “ at i ends a „…“ quotation (German and Slavic style)."""
    before = par.rfind("„", max(0, i - _BACK), i)
    after = par[i + 1] if i + 1 < len(par) else " "
    return before >= 0 and par.find("“", before, i) < 0 and not after.isalnum()


def _straight_role(par: str, i: int, inside: bool) -> str:
    before = par[i - 1] if i else " "
    after = par[i + 1] if i + 1 < len(par) else " "
    if before.isspace() and not after.isspace():
        return "“"
    if after.isspace() and not before.isspace():
        return "”"
    if before in "([{—–-/‘'" and after.isalnum() and not inside:
        return "“"
    if before.isalnum() and before.isdigit() and not inside and not after.isalpha():
        return ""
    return "”" if inside else "“"


def _single_pairs(par: str, marks: list[int]) -> dict[int, str]:
    """Single marks that pair up around at least two words, in a paragraph without double marks."""
    pairs: dict[int, str] = {}
    if any(par[i] not in _SINGLE for i in marks):
        return pairs
    opened = -1
    for i in marks:
        before = par[i - 1] if i else " "
        after = par[i + 1] if i + 1 < len(par) else " "
        if opened < 0 and par[i] != "’" and (before.isspace() or before in "(—–") and after.isalnum():
            opened = i
        elif opened >= 0 and not before.isspace() and not after.isalnum() and not _possessive(par, i):
            if " " in par[opened : min(i, opened + _SPACE_AHEAD)]:
                pairs[opened], pairs[i] = "“", "”"
            opened = -1
    return pairs


def _possessive(par: str, i: int) -> bool:
    """Whether a mark after s is more likely a plural possessive than a closing mark."""
    if par[i - 1] != "s" or i + 2 >= len(par):
        return False
    return par[i + 1] == " " and par[i + 2].islower() and "’" in par[i + 1 : i + _AHEAD]
