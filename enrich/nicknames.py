"""Names with a nickname in quotation marks inside: Wendell “Anchor” Oyelaran is Wendell Oyelaran."""

from __future__ import annotations

import re

from enrich.names import is_first_name
from wire.messages import Span

_WORD = r"[A-ZÀ-Þ][\w.’'-]+"
_NICKNAMED = re.compile(rf"{_WORD}(?: {_WORD})? (?P<nick>[“\"‘'«][A-ZÀ-Þ][\w’' -]{{0,24}}[”\"’'»]) {_WORD}(?<![.’'])")
_MARK = re.compile(r"[“”\"«»]")
#: How far a nickname and the names beside it reach (characters).
_REACH = 60


def nicknamed(text: str, name: Span, *, is_person: bool) -> Span:
    """The whole of a person's name that has a nickname in it, where `name` is a part of it; else the name."""
    near = _NICKNAMED.finditer(text, max(0, name[0] - _REACH), min(len(text), name[1] + _REACH))
    whole = next((match for match in near if match.start() <= name[0] and name[1] <= match.end()), None)
    cut = len(_MARK.findall(text, *name)) == 1  # Anchor” Oyelaran
    sure = is_person or cut or (whole is not None and is_first_name(whole.group().partition(" ")[0]))
    return whole.span() if whole is not None and sure else name


def without(text: str) -> str:
    """The name without its nickname."""
    found = _NICKNAMED.fullmatch(text)
    return f"{text[: found.start('nick')]}{text[found.end('nick') + 1 :]}" if found else text
