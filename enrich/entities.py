"""Who and what is named in a text: one label per name, aliases joined, over the whole document.

A small model labels each mention by its sentence alone, and calls the same name a person here and an organisation
there. So the mentions of one name vote; well-known places and bodies are what they are; a surname belongs to the full
name it is part of; then the text is searched for mentions that the model missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from enrich.aliases import Name, join, second_surname
from enrich.first_names import full_names
from enrich.introduced import is_person
from enrich.name_evidence import has_article, stands_in, things, titled, told
from enrich.name_patterns import datelines, refined
from enrich.names import (
    LABELS,
    in_small_letters,
    is_building,
    is_dress,
    is_first_name,
    is_full_name,
    is_geographic,
    is_place,
    is_seat,
    key,
    slug,
    sounds_like_organisation,
    trim,
)
from enrich.nicknames import nicknamed, without
from enrich.page import Page
from enrich.tokens import RawName
from enrich.wordlists import words
from wire.messages import Entity, EntityLabel, Span

#: Votes of what is known for sure against those of the model.
_CERTAIN = 1000
#: Votes of a title before the name, or of a first name at its head.
_STRONG = 3
#: Votes of a word of place before a name of one word that is no acronym.
_WEAK = 2
#: Tags that a parser gives to names, some of them by mistake; "" where there is no parser.
_NAME_TAGS = frozenset({"NNP", "NNPS", "NN", "FW", "XX", ""})
#: Labels that a small model gives persons by mistake.
_MISTAKEN = frozenset({"organisation", "product", "work", "facility", "place"})
#: What the name of a people adds to that of its country.
_PEOPLES = frozenset({"n", "ns", "an", "ans", "ian", "ians", "ish", "ese", "i", "is"})
_CAPITALISED = re.compile(r"[^\W\d_][\w’'-]*")


def find_entities(page: Page) -> list[Entity]:
    """The entities of a page, in order of first mention, each with all its mentions in order."""
    names = _collect(page)
    peoples = _stems(name.text.lower() for name in names.values() if name.label == "group")
    said = {(raw.start, raw.end): LABELS[raw.label] for raw in datelines(page.text)} if page.language == "en" else {}
    for name in [name for name in names.values() if _surname_alone(names, name)]:
        name.votes["person"] += _STRONG * len(name.spans)
    no_persons = things(page.text) if page.language == "en" else frozenset()
    for name in names.values():
        _settle(page, name, peoples)
        if name.label == "person" and name.text in no_persons:
            name.votes["organisation"] += _STRONG * len(name.spans)
        name.votes.update({said[span]: _CERTAIN for span in name.spans if span in said})
        if name.label == "place" and any(span in said for span in name.spans):
            name.text = in_small_letters(name.text)
    names = full_names(page, names) if page.language == "en" else names
    groups = join(list(names.values()), page.title_names)
    entities = _with_missed(page, groups)
    return sorted(entities, key=lambda entity: entity.mentions[0])


def _collect(page: Page) -> dict[str, Name]:
    names: dict[str, Name] = {}
    for raw in refined(page):
        label = _label(page.text, raw)
        start, end = whole = nicknamed(page.text, (raw.start, raw.end), is_person=label == "person")
        label = label if whole == (raw.start, raw.end) else "person"
        span = trim(page.text, start, end, label) if label else None
        text = without(page.text[slice(*span)]) if span else ""
        if label and span and _looks_like_name(text) and text.lower() not in words("people_en", "titles"):
            name = names.setdefault(key(text), Name(text))
            name.spans += [span] if span not in name.spans[-1:] else []
            name.votes[label] += 1
    return _spelled_out(names)


def _spelled_out(names: dict[str, Name]) -> dict[str, Name]:
    """Names in capitals with the same in small letters, and a name with a word before it that is none with that name."""
    for name in list(names.values()):
        small = names.get(key(name.text.title())) if name.text.isupper() else None
        tail = names.get(key(" ".join(name.parts[1:]))) if len(name.parts) > 2 and name.label == "person" else None
        if small is not None and small is not name:
            small.spans += name.spans
            small.votes += name.votes
            del names[key(name.text)]
        elif tail is not None and len(tail.parts) > 1 and is_first_name(tail.parts[0]) and not is_first_name(name.parts[0]):
            tail.spans += [(end - len(tail.text), end) for _, end in name.spans]
            tail.votes["person"] += len(name.spans)
            del names[key(name.text)]
    return names


def _label(text: str, raw: RawName) -> EntityLabel | None:
    """The model's label, but a person where a title stands in the name, or a trade before a first name."""
    first, *rest = text[raw.start : raw.end].removeprefix("the ").removeprefix("The ").split(" ")
    trade = len(rest) > 1 and is_first_name(rest[0]) and not is_first_name(first) and is_dress(first, rest[0])
    return "person" if trade or first.lower().rstrip(".") in words("people_en", "honorifics") else LABELS.get(raw.label)


def _looks_like_name(text: str) -> bool:
    return any(c.isupper() or (c.isalpha() and c.lower() == c.upper()) for c in text)


def _settle(page: Page, name: Name, peoples: AbstractSet[str]) -> None:
    """Add to the model's votes what the name itself and the words around it tell."""
    mentions = len(name.spans)
    if is_seat(name.text):
        name.votes["organisation"] += _CERTAIN
    elif name.text.lower() in words("places", "peoples"):
        name.votes["group"] += _CERTAIN
    elif is_place(name.text) or (len(name.parts) == 1 and _stem(name.text) in peoples):
        name.votes["place"] += _CERTAIN
    elif name.label == "person" and sounds_like_organisation(name.text) and len(name.parts) > 1:
        name.votes["organisation"] += _STRONG * mentions
    elif name.label == "person" and is_building(name.text):
        name.votes["facility"] += _STRONG * mentions
    elif name.label in _MISTAKEN and (is_full_name(name.text) or any(is_person(page, span) for span in name.spans)):
        name.votes["person"] += _STRONG * mentions
    elif len(name.parts) == 1 and name.label == "person" and all(has_article(page.text, start) for start, _ in name.spans):
        name.votes["place"] += _STRONG * mentions
    elif len(name.parts) == 1 or name.label != "person":
        plain = len(name.parts) == 1 and name.label != "group" and not name.text.isupper()
        name.votes["place"] += (_WEAK if plain else 1) * sum(stands_in(page.text, start) for start, _ in name.spans)
    if name.label in (*_MISTAKEN, "person") and not is_full_name(name.text):
        hints = {label for span in name.spans if (label := told(page.text, span))}
        name.votes.update(dict.fromkeys(hints, _STRONG * mentions))
    if name.label == "organisation" and len(name.parts) > 2 and name.parts[-1] == "Act":
        name.votes["law"] += _CERTAIN
    if name.label != "place":
        name.votes["person"] += _STRONG * sum(titled(page.text, start) for start, _ in name.spans)


def _stems(peoples: Iterable[str]) -> set[str]:
    """What the names of countries may begin with whose people are called so: Varesians, Varesi(a)."""
    return {people.removesuffix(end) for people in peoples for end in _PEOPLES if people.endswith(end)}


def _stem(name: str) -> str:
    """The name of a country without the vowel that its people lose; "" where it is too short to tell."""
    stem = name.lower()[:-1] if name[-1] in "aeoy" else name.lower()
    return stem if len(stem) > 3 else ""


def _surname_alone(names: Mapping[str, Name], name: Name) -> bool:
    """Whether its last word, and not the first, stands alone elsewhere as another thing than a body, as surnames do."""
    mistaken = name.label in _MISTAKEN and name.label != "place"
    if not mistaken or len(name.parts) not in (2, 3) or sounds_like_organisation(name.text) or is_geographic(name.text):
        return False
    last, first = (names.get(key(part)) for part in (name.parts[-1], name.parts[0]))
    return first is None and last is not None and bool(last.votes.keys() - {"organisation"}) and not is_place(last.text)


def _with_missed(page: Page, groups: Sequence[tuple[str, EntityLabel, list[Name]]]) -> list[Entity]:
    """The entities, with the mentions that the model did not see: further places where the same words stand."""
    spans: dict[int, set[Span]] = {number: set() for number in range(len(groups))}
    taken = set()
    for number, (_, _, members) in enumerate(groups):
        for member in members:
            spans[number].update(member.spans)
            taken.update(member.spans)
    for number, span in _missed(page, groups, sorted(taken)):
        spans[number].add(span)
    merged: dict[str, Entity] = {}
    for number, (name, label, _) in enumerate(groups):
        identity = f"{label}:{slug(name)}"
        mentions = {*spans[number], *(merged[identity].mentions if identity in merged else ())}
        if mentions:
            merged[identity] = Entity(id=identity, name=name, label=label, mentions=tuple(sorted(mentions)))
    return list(merged.values())


def _missed(
    page: Page, groups: Sequence[tuple[str, EntityLabel, list[Name]]], taken: Sequence[Span]
) -> Iterable[tuple[int, Span]]:
    forms: dict[str, list[tuple[str, int]]] = {}
    for number, (name, label, members) in enumerate(groups):
        if label in ("person", "organisation", "place"):
            surname = {name.split()[-1], second_surname(name) or name} if label == "person" and " " in name else set()
            for form in {name, *surname, *(member.text for member in members)}:
                forms.setdefault(form.split()[0], []).append((form, number))
    for listed in forms.values():
        listed.sort(key=lambda item: -len(item[0]))
    busy = iter([*taken, (len(page.text), len(page.text))])
    start, end = next(busy)
    free = 0
    for match in _CAPITALISED.finditer(page.text):
        at = match.start()
        while end <= at:
            start, end = next(busy)
        if start <= at or at < free:
            continue
        head = match.group() if match.group() in forms else re.split("[’']s?$|-", match.group())[0]
        for form, number in forms.get(head, ()):
            if page.text.startswith(form, at) and _ends_word(page, at, at + len(form)) and at + len(form) <= start:
                free = at + len(form)
                yield number, (at, free)
                break


def _ends_word(page: Page, start: int, end: int) -> bool:
    after = page.text[end : end + 1]
    tag = page.tokens.tags[page.token_at(start)] if len(page.tokens) else ""
    return not after.isalnum() and (tag in _NAME_TAGS or after == ":")
