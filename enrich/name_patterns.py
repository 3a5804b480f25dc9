"""Names that stand by rule where a model sees none, or other bounds. English; pure.

dateline    PORT ANSEL (Meridian Wire) -      a place and an agency
title       Mr Adeyemi                        a person
body        the Harbour Workers' Federation   an organisation, as a whole
owner       the Green Party's Jill Stein      two names
hyphen      Ifor Castellanos-Reid             a person, with the first name that a model leaves out
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from enrich.introduced import introduced
from enrich.name_evidence import any_of
from enrich.names import is_first_name, is_geographic, is_place, sounds_like_organisation
from enrich.page import Page
from enrich.tokens import RawName
from enrich.wordlists import words

_DATELINE = re.compile(
    r"^(?P<place>[A-Z][A-Z/.’' -]{2,40}?)(?:, [A-Z][a-z]+\.? \d{1,2} -|(?:, [^()\n—–]{2,40}?)? {1,3}"
    r"(?:\((?P<agency>[^()\n]{2,30})\)\s*[-—–]+|[—–]{1,2}))\s",
    re.MULTILINE,
)
#: Word with a capital; bounded, as all here, so that no text takes long.
_CAP = r"[A-Z][\w-]{0,40}"
#: Of many owners: the Workers' Federation, the People's Party; one owner is a name of its own.
_OWNERS = r"(?:(?<=s)['’]|(?<=men)['’]s|(?<=ople)['’]s|(?<=dren)['’]s)"
#: A share of votes, or the score of a match.
_SHARE = re.compile(r"\s\d(?:[\d.,]*\s*(?:percent|per cent|%)|\d?[-–]\d).*$")
_OWNER = re.compile(r"(.+?)['’]s (?=[A-Z])")
#: Somebody called by his place: the Bishop of | Penmarrow.
_SEE = re.compile(r"(?:the |The )?(?:Bishop|Archbishop|Dean|Mayor|Duke|Duchess|Earl|Sheriff) of ")
_AT = re.compile(r" (?:on|in|near) (?=[A-Z])")
_WORD_BEFORE = re.compile(rf"\b({_CAP}) $")
_AND = " and "
_OF = re.compile(r" (?:of|for) (?:the )?")
#: Seats that many countries have, so that the model reads them as a part of a longer name.
_COMMON = frozenset(
    {"Supreme Court", "Foreign Office", "Foreign Ministry", "Home Office", "State Department", "Justice Department"}
)
#: Longest first name before a hyphenated surname (characters).
_FIRST_NAME_CHARS = 20


def refined(page: Page) -> list[RawName]:
    """The model's names and those that stand by rule, in order; where both claim a place, the rule's."""
    if page.language != "en":
        return page.names
    places = datelines(page.text)
    known = {raw.start for raw in places}
    cut = [part for raw in page.names if raw.start not in known for part in _parts(page.text, raw)]
    ruled = [*places, *_bodies(page), *_titled(page.text), *_introduced(page.text), *_hyphenated(page.text, cut)]
    ruled += introduced(page)
    return _joined(page, cut, ruled)


def datelines(text: str) -> list[RawName]:
    """Where a report comes from, and the agency that it is by."""
    found = []
    for match in _DATELINE.finditer(text):
        start, places = match.start("place"), match["place"].split("/")
        for place in places:
            found.append(RawName(start, start + len(place), "GPE"))
            start += len(place) + 1
        if match["agency"]:
            found.append(RawName(*match.span("agency"), "ORG"))
    return found


@cache
def _body() -> re.Pattern[str]:
    """One to five words with capitals and one that ends names of bodies; small words may stand between."""
    heads = "|".join(sorted(word.capitalize() for word in words("names_en", "bodies")))
    return re.compile(rf"\b(?:{_CAP}{_OWNERS}? (?:(?:of|for|and|&) )?){{1,5}}(?:{heads})\b(?!['’]?\w)")


@cache
def _title() -> re.Pattern[str]:
    """A title that only persons have, and the name behind it."""
    titles = "|".join(sorted(word.capitalize() for word in words("people_en", "honorifics")))
    return re.compile(rf"\b(?:{titles})\.? ((?:{_CAP}\.? ){{0,4}}{_CAP})")


def _bodies(page: Page) -> Iterator[RawName]:
    for match in _body().finditer(page.text):
        start, end = match.span()
        if page.text.startswith("The ", start):
            start += len("The ")
        if " " in page.text[start:end] and page.tokens.tags[page.token_at(start)].startswith("NNP"):
            yield RawName(start, end, "ORG")


def _titled(text: str) -> Iterator[RawName]:
    for match in _title().finditer(text):
        yield RawName(*match.span(1), "PERSON")


def _introduced(text: str) -> Iterator[RawName]:
    for label, pattern in _introductions():
        for match in pattern.finditer(text):
            yield RawName(*match.span(1), label)


@cache
def _introductions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Patterns whose first group is a name, by the model's label of it."""
    return (
        ("ORG", _of_kind("company_kinds")),
        ("GPE", _of_kind("to_places")),
        ("ORG", _paper()),
        ("ORG", _seat()),
        ("ORG", _outlet()),
    )


@cache
def _seat() -> re.Pattern[str]:
    """Seats of government that are no other thing: Downing Street, No 10."""
    seats = sorted((re.escape(seat) for seat in words("places", "seats") if " " in seat and seat not in _COMMON), key=len)
    return re.compile(rf"\b({'|'.join(reversed(seats))})\b(?! [A-Z\d])")


@cache
def _of_kind(name: str) -> re.Pattern[str]:
    """The tractor maker Zelenka, the mayor of Lower Tarn."""
    return re.compile(rf"(?<=[a-z] )(?:{any_of(name)}) ({_CAP}(?: {_CAP}){{0,3}})")


@cache
def _paper() -> re.Pattern[str]:
    """Papers of one word: told the Courier."""
    papers = words("names_en", "papers") & words("names_en", "companies")
    return re.compile(rf"(?<=[a-z] )the ({'|'.join(sorted(word.capitalize() for word in papers))})\b(?! [A-Z])")


@cache
def _outlet() -> re.Pattern[str]:
    """Papers and broadcasters that go by names of other tongues."""
    return re.compile(rf"\b({any_of('outlets')})\b(?! [A-Z])")


def _parts(text: str, raw: RawName) -> Iterator[RawName]:
    """The name; two where it has an owner or a place behind it; without a share of votes behind it."""
    name = text[raw.start : raw.end]
    share, see = _SHARE.search(name), _SEE.match(name)
    end = raw.start + share.start() if share else raw.end
    owner, place = _OWNER.match(name), _AT.search(name)
    if (
        owner
        and raw.label != "PERSON"
        and (sounds_like_organisation(owner[1]) or is_first_name(name[owner.end() :].split()[0]))
    ):
        yield RawName(raw.start, raw.start + owner.end(1), "ORG")
        yield RawName(raw.start + owner.end(), end, "PERSON" if is_first_name(name[owner.end() :].split()[0]) else "ORG")
    elif place and raw.label == "ORG" and (is_place(name[place.end() :]) or is_geographic(name[place.end() :])):
        yield RawName(raw.start, raw.start + place.start(), "ORG")
        yield RawName(raw.start + place.end(), end, "GPE")
    elif see and raw.label == "ORG":
        yield RawName(raw.start + see.end(), end, "GPE")
    else:
        yield RawName(raw.start, end, raw.label)


def _joined(page: Page, names: Sequence[RawName], ruled: Iterable[RawName]) -> list[RawName]:
    """All names in order. One pass over both."""
    result: list[RawName] = []
    left = sorted(names, key=_start)
    at = 0
    for new in sorted(ruled, key=_start):
        while at < len(left) and left[at].end <= new.start:
            result.append(left[at])
            at += 1
        last = at
        while last < len(left) and left[last].start < new.end:
            last += 1
        if not result or result[-1].end <= new.start:
            kept = _settled(page.text, left[at:last], new)
            result += kept[:-1]
            left[at:last] = kept[-1:]
    return result + left[at:]


def _settled(text: str, old: Sequence[RawName], new: RawName) -> list[RawName]:
    """What stands where a rule's name and those of the model meet: the rule's, unless it is only a part of one."""
    if len(old) == 1 and old[0].start <= new.start and text.startswith(_AND, new.end) and new.end + len(_AND) < old[0].end:
        return [new, RawName(new.end + len(_AND), old[0].end, old[0].label)]
    inner = old[0].end if old and old[0].label == "PERSON" and old[0].start == new.start else new.end
    if (of := _OF.match(text, inner, new.end)) is not None:  # Li Wei | of | Fudan University
        return [old[0], RawName(of.end(), new.end, new.label)]
    if len(old) > 1 and _makes(text, old, new):
        return [new]
    if len(old) == 1 and old[0].label == new.label == "PERSON" and new.start < old[0].start and new.end == old[0].end:
        return [new]  # Facundo | Abreu Techera
    reaches = all(new.start <= each.start and each.end <= new.end + len("'s") for each in old)
    return [new] if not old or (reaches and new.label != "PERSON") else list(old)


def _makes(text: str, old: Sequence[RawName], new: RawName) -> bool:
    """Whether the names of a model are the words of one: Mikkel Thorup | Juhl."""
    whole = {each.label for each in old} == {new.label} and (old[0].start, old[-1].end) == (new.start, new.end)
    return whole and all(text[one.end : two.start] == " " for one, two in pairwise(old))


def _start(name: RawName) -> int:
    return name.start


def _hyphenated(text: str, names: Iterable[RawName]) -> Iterator[RawName]:
    """Hyphenated surnames alone, with the first names that stand before them."""
    for name in names:
        printed = text[name.start : name.end]
        if "-" not in printed or " " in printed or name.label not in ("PERSON", "ORG", "GPE") or not printed[0].isupper():
            continue
        before = _WORD_BEFORE.search(text, max(0, name.start - _FIRST_NAME_CHARS), name.start)
        if before and _may_be_first_name(before[1]):
            yield RawName(before.start(1), name.end, "PER")


def _may_be_first_name(word: str) -> bool:
    low = word.lower()
    known = words("people_en", "titles") | words("roles_en", "lists.offices") | words("people_en", "organisation")
    return low not in known and word.isalpha() and not word.isupper() and len(word) > 2
