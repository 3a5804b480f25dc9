"""Which spellings name the same: a surname and its full name, an acronym and what it stands for, a short form."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from enrich.names import initials, is_first_name, is_place, is_seat, key
from enrich.wordlists import words
from wire.messages import EntityLabel, Span

#: Which label wins where the votes are even.
_ORDER: tuple[EntityLabel, ...] = (
    "person", "organisation", "place", "group", "facility", "event", "work", "law", "product", "other",
)  # fmt: skip
#: The same for a name of one word: a person is seldom named so without having been named in full.
_ORDER_ALONE: tuple[EntityLabel, ...] = ("organisation", "place", "person", *_ORDER[3:])
#: Labels that a small model gives a bare surname or a bare short form by mistake.
_CONFUSED = frozenset({"person", "organisation", "place", "product", "work", "facility", "group"})
#: Shortest acronym that is matched with a long name (letters).
_ACRONYM = 3
#: Words of a name that has a second surname.
_WITH_SECOND = 3
#: Longest initial, with its dot.
_INITIAL = 2
#: Votes a mention that leave a name in doubt.
_DOUBT = 5

#: Countries by what they are called for short, dots left out.
_SHORT = {
    "US": "United States",
    "USA": "United States",
    "UK": "United Kingdom",
    "UAE": "United Arab Emirates",
    "EU": "European Union",
    "UN": "United Nations",
}

Group = tuple[str, EntityLabel, list["Name"]]


@dataclass
class Name:
    """All mentions of one spelling, with the labels they were given."""

    text: str
    spans: list[Span] = field(default_factory=list)
    votes: Counter[EntityLabel] = field(default_factory=Counter)

    @property
    def parts(self) -> list[str]:
        """Its words."""
        return self.text.split()

    @property
    def label(self) -> EntityLabel:
        """The label that most mentions have."""
        order = _ORDER if len(self.parts) > 1 else _ORDER_ALONE
        return max(self.votes, key=lambda label: (self.votes[label], -order.index(label)), default="other")


def join(names: Sequence[Name], full_names: Sequence[str] = ()) -> list[Group]:
    """The names by bearer: (canonical name, label, spellings). `full_names` of persons stand in the title only."""
    persons = _persons(names, full_names)
    rest = [name for name in names if not (name.label == "person" and len(name.parts) > 1)]
    by_part = _by_part(persons)
    alone = [name for name in rest if not _into_persons(name, by_part)]
    organisations = _organisations(alone)
    groups: list[Group] = [(_canonical(members), "person", members) for members in persons]
    groups.extend((_longest(members), members[0].label, members) for members in organisations)
    return groups


def _persons(names: Sequence[Name], full_names: Sequence[str]) -> list[list[Name]]:
    """Full names of persons; those of equal first and last word ("Donald J. Trump") are one."""
    found: dict[tuple[str, str], list[Name]] = {}
    extra = [Name(name, votes=Counter({"person": 1})) for name in full_names]
    for name in [*names, *extra]:
        parts = name.parts
        if name.label == "person" and len(parts) > 1:
            found.setdefault((key(parts[0]), key(parts[-1])), []).append(name)
    for ends in list(found):
        for surnames in {_surnames(member) for member in found.get(ends, ())} & found.keys() - {ends}:
            found[ends] += found.pop(surnames)
    return list(found.values())


def _surnames(name: Name) -> tuple[str, str]:
    """The two surnames of a name that has two, which may stand alone: Ana | Muñoz Ferrer."""
    second = second_surname(name.text)
    return (key(second), key(name.parts[-1])) if second else ("", "")


def _by_part(persons: Sequence[list[Name]]) -> dict[str, list[list[Name]]]:
    """The persons by first and last words of their names, and by a second surname nobody else has: Ana | Muñoz | Ferrer."""
    found: dict[str, list[list[Name]]] = defaultdict(list)
    second: dict[str, list[list[Name]]] = defaultdict(list)
    for members in persons:
        for part in {key(part) for member in members for part in (member.parts[0], member.parts[-1])}:
            found[part].append(members)
        for part in {key(surname) for member in members if (surname := second_surname(member.text))}:
            second[part].append(members)
    return {**second, **found}


def second_surname(name: str) -> str | None:
    """The second of three words, where it may be a surname, too: no initial, no first name, no "bin"."""
    parts = name.split()
    given = len(parts) != _WITH_SECOND or len(parts[1]) <= _INITIAL or parts[1][0].islower() or is_first_name(parts[1])
    return None if given else parts[1]


def _into_persons(name: Name, by_part: dict[str, list[list[Name]]]) -> bool:
    """Hand the mentions of a surname or first name to the persons of that name; False where there are none."""
    if name.label not in _CONFUSED or (name.label != "person" and (is_place(name.text) or is_seat(name.text))):
        return False
    candidates = {id(members): members for part in (name.parts[0], name.parts[-1]) for members in by_part.get(key(part), ())}
    bearers = [members for members in candidates.values() if _is_part(name, members)]
    if not bearers:
        return False
    full = [sorted(span for member in members if len(member.parts) > 1 for span in member.spans) for members in bearers]
    shares: dict[int, list[Span]] = defaultdict(list)
    for span in name.spans:
        shares[_nearest(span, full)].append(span)
    for number, spans in shares.items():
        bearers[number].append(Name(name.text, spans, Counter({"person": len(spans)})))
    return True


def _is_part(name: Name, members: Sequence[Name]) -> bool:
    parts = [key(part) for part in name.parts]
    full = [key(part) for part in max(members, key=lambda member: len(member.parts)).parts]
    if len(parts) >= len(full):
        return False
    second = len(full) == _WITH_SECOND and full[1:-1] == parts
    known = name.label == "person" or (name.label == "organisation" and _first(members) <= min(name.spans, default=(0, 0)))
    return full[-len(parts) :] == parts or second or (known and full[: len(parts)] == parts)


def _first(members: Sequence[Name]) -> Span:
    """Where a person is first named in full; before everything where that is in the title."""
    return min((span for member in members if len(member.parts) > 1 for span in member.spans), default=(-1, -1))


def _nearest(span: Span, bearers: Sequence[Sequence[Span]]) -> int:
    """Which bearer's full name stands last before the mention; which stands first in the text where none does."""

    def rank(number: int) -> tuple[int, int]:
        spans = bearers[number]
        before = bisect_left(spans, span)
        return (1, spans[before - 1][0]) if before else (0, -spans[0][0] if spans else 0)

    return max(range(len(bearers)), key=rank)


def _organisations(names: Sequence[Name]) -> list[list[Name]]:
    """The rest, an acronym with what it stands for and a short form with the one long name that begins with it."""
    long_ones = [name for name in names if name.label == "organisation" and len(name.parts) > 1]
    by_initials = {initials(name.text): name for name in long_ones if len(initials(name.text)) >= _ACRONYM}
    by_first: dict[str, list[Name]] = defaultdict(list)
    for name in long_ones:
        by_first[key(name.parts[0])].append(name)
    by_text = {name.text: name for name in names}
    groups: dict[int, list[Name]] = {}
    for name in names:
        home = by_text.get(_SHORT.get(name.text.replace(".", ""), "")) or _long_form(name, by_initials, by_first)
        groups.setdefault(id(home), [home] if home is not name else []).append(name)
    return [_unique(members) for members in groups.values()]


def _long_form(name: Name, by_initials: dict[str, Name], by_first: dict[str, list[Name]]) -> Name:
    if len(name.parts) > 1 or name.label not in ("organisation", "person", "product", "place") or is_place(name.text):
        return name
    if name.text.isupper() and name.text in by_initials:
        return by_initials[name.text]
    begun = [
        long for long in by_first.get(key(name.text), ()) if name.label != "place" or (_is_doubtful(name) and _is_company(long))
    ]
    return begun[0] if len(begun) == 1 and not is_seat(name.text) else name


def _is_doubtful(name: Name) -> bool:
    """Whether its label is the model's guess, and nothing in the text tells it: a dateline does."""
    return max(name.votes.values()) <= _DOUBT * len(name.spans)


def _is_company(name: Name) -> bool:
    """Whether it ends as companies' names do, so that its first word is no place: Norholm | Foods, not Ansel | Council."""
    return name.parts[-1].lower() in words("names_en", "companies")


def _unique(members: Sequence[Name]) -> list[Name]:
    return list({id(member): member for member in members}.values())


def _canonical(members: Sequence[Name]) -> str:
    """Of a person's full names the most frequent, then the longest."""
    full = [member for member in members if len(member.parts) > 1]
    return max(full, key=lambda member: (len(member.spans), len(member.text))).text


def _longest(members: Sequence[Name]) -> str:
    return max(members, key=lambda member: len(member.parts)).text
