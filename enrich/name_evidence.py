"""What the words of a name, and those around it, tell of what it names. English; pure."""

from __future__ import annotations

import re
from functools import cache

from enrich.names import is_geographic
from enrich.roles import role_nouns
from enrich.wordlists import words
from wire.messages import EntityLabel, Span

#: How far around a name words are read (characters).
_BEFORE, _AFTER = 30, 30
_WORD_BEFORE = re.compile(r"([\w.-]+)\s+$")
_IN = ("in", "near", "across", "throughout", "outside")
#: Ana Ruiz, 47, of | Dunmore
_AGED_OF = re.compile(r", \d\d,? (?:of|from) $")
_IN_PRINT = re.compile(r"\b(?:[Ww]riting|wrote|published|reported) in $")
_SCORE = re.compile(r" \d{1,2}[-–]\d{1,2}\b")
_THE = re.compile(r"\bthe\s$")
_NOUN_AFTER = re.compile(r"\s[a-z]+(?:ed\b)?")
_WHICH = re.compile(r"\b([A-ZÀ-Þ][\w’'-]*), which ")
_ALONG = re.compile(r"\b(?:along|down|up|across)\s(?:the|this)\s$")


def told(text: str, span: Span) -> EntityLabel | None:
    """What one mention tells: a kind before the name, something behind it that only such have; None for nothing."""
    before, after = text[max(0, span[0] - _BEFORE) : span[0]], text[span[1] : span[1] + _AFTER]
    name = text[span[0] : span[1]]
    if (
        _AGED_OF.search(before)
        or _from().search(before)
        or is_geographic(name)
        or _kind("place_kinds", "to_places").search(before)
    ):
        return "place"
    if _owned("of_places").match(after):
        return "place"
    if " " not in name and after.startswith(",") and _relative().search(before):
        return "person"
    if _is_body(name, before, after):
        return "organisation"
    if _ALONG.search(before) and " " not in name and not name.isupper() and not _NOUN_AFTER.match(after):
        return "place"
    return None


def _is_body(name: str, before: str, after: str) -> bool:
    """Whether the words beside a name are those beside a company, a paper or a team."""
    kind = _kind("company_kinds").search(before) or _own().search(before) or _explained().match(after)
    party = _IN_PRINT.search(before) or (after.startswith(",") and _party().search(before))
    paper = _THE.search(before) and name.lower() in words("names_en", "papers")
    held = _owned("of_companies").match(after) or (" " not in name and _held().match(after))
    return any((kind, party, paper, held, _SCORE.match(after)))


def stands_in(text: str, start: int) -> bool:
    """Whether a word of place stands before the name: in, near."""
    match = _WORD_BEFORE.search(text, max(0, start - _BEFORE), start)
    return match is not None and match.group(1).lower() in _IN


def has_article(text: str, start: int) -> bool:
    """Whether "the" stands before the name, as it does before no person's in the singular."""
    return _THE.search(text, max(0, start - len("in the ")), start) is not None


def things(text: str) -> frozenset[str]:
    """The capitalised words that "which" follows, as it follows no person's name: Norholm|, which will build the dam."""
    return frozenset(_WHICH.findall(text))


def titled(text: str, start: int) -> bool:
    """Whether a title or an office stands before the name: Mr, senior adviser."""
    match = _WORD_BEFORE.search(text, max(0, start - _BEFORE), start)
    if match is None:
        return False
    word = match.group(1).rstrip(".")
    return word.lower() in words("people_en", "honorifics") or word in words("roles_en", "lists.offices")


@cache
def _kind(*names: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(any_of, names))})\s$")


@cache
def _own() -> re.Pattern[str]:
    """Her company, | Norholm |, ..."""
    return re.compile(rf"\b(?:whose|his|her|its|their|our) (?:[\w-]+ )?(?:{any_of('company_kinds')}), $")


@cache
def _from() -> re.Pattern[str]:
    """A nurse from | Malmo."""
    return re.compile(rf"\b(?:{'|'.join(sorted(role_nouns(), key=len, reverse=True))}) from $")


@cache
def _explained() -> re.Pattern[str]:
    """Norholm|, the heritage body, ..."""
    return re.compile(rf", (?:the|an?) (?:[\w-]+ ){{0,2}}(?:{any_of('company_kinds')}|body|quango)\b")


@cache
def _party() -> re.Pattern[str]:
    """The buyer, | Norholm |, ..."""
    return re.compile(rf"\b(?:[Tt]he|[Ii]ts|[Tt]heir) (?:[\w-]+ )?(?:{any_of('parties')}), $")


@cache
def _relative() -> re.Pattern[str]:
    """His wife, | Brid |, ..."""
    return re.compile(rf"\b(?:his|her|their|my|\w+['’]s) (?:[\w-]+ )?(?:{any_of('relatives')}), $")


@cache
def _owned(name: str) -> re.Pattern[str]:
    return re.compile(rf"['’]s?\s(?:{any_of(name)})\b")


@cache
def _held() -> re.Pattern[str]:
    """Rovers | boss Tommy Strachan: a post that is only held in a club or company, and a name."""
    return re.compile(rf"\s(?:{any_of('posts')})\s[A-Z]")


def any_of(name: str) -> str:
    """The words of a list, the longest first, as alternatives of a pattern."""
    return "|".join(sorted(map(re.escape, words("names_en", name)), key=len, reverse=True))
