"""What a name is made of: titles and possessives trimmed, keys to compare by, ids. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

from enrich.roles import role_nouns
from enrich.wordlists import words
from wire.messages import EntityLabel, Span

#: spaCy's labels (OntoNotes) in ours. Numbers, dates and languages are no names.
LABELS: dict[str, EntityLabel] = {
    "PERSON": "person", "PER": "person", "ORG": "organisation", "NORP": "group", "GPE": "place", "LOC": "place",
    "FAC": "facility", "EVENT": "event", "WORK_OF_ART": "work", "LAW": "law", "PRODUCT": "product", "MISC": "other",
}  # fmt: skip
#: Longer stretches are no names (characters).
LONGEST = 90
_HEAD = re.compile(r"(?:(?:the|an?)\s+|[\W_]+)", re.IGNORECASE)
_TAIL = re.compile(r"(?:['’]s|(?<=s)['’]|[^\w.)]+|(?<![A-Z])(?<!.Jr)(?<!.Sr)(?<!Inc)(?<!.Co)(?<!orp)(?<!Ltd)\.|(?<!\()\))+$")
#: What stands behind the names of some persons: Ada Obi KC.
_HONOURS = re.compile(r",? (?:KC|QC|SC|MP|MSP|MEP|MLA|TD|OBE|CBE|MBE|PhD|Ph\.D|MD|M\.D|Esq)\.?$")
_OWNER = re.compile(r".*['’]s\s+(?=\w)")
_WORD = re.compile(r"\S+")
#: Words within names of places that begin with no capital.
_SMALL = re.compile(r"(?<=[ -])(?:De|Del|La|Las|Los|Le|Les|Do|Da|Of|The|On|Upon|Au|Aux|Sur|Am|An Der)(?=[ -])")
#: Latin letters that Unicode does not take apart, and what they are in plain ones: the search has the same.
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "ı": "i", "ß": "ss"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th"}
)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def trim(text: str, start: int, end: int, label: EntityLabel) -> Span | None:
    """The name alone: no article, title, possessive, quotation marks or punctuation around it; None if nothing is left."""
    tail = _TAIL.search(text, start, end)
    end = tail.start() if tail and tail.end() == end else end
    while head := _HEAD.match(text, start, end):
        start = head.end()
    if label == "person":
        owner = _OWNER.match(text, start, end)
        start = _after_titles(text, owner.end() if owner else start, end)
        honours = _HONOURS.search(text[start:end])
        end = start + honours.start() if honours else end
    name = text[start:end]
    return (start, end) if name and len(name) <= LONGEST and any(c.isalpha() for c in name) else None


def _after_titles(text: str, start: int, end: int) -> int:
    titles = words("people_en", "titles")
    found = list(_WORD.finditer(text, start, end))
    if len(found) > 2 and not is_first_name(found[0].group()) and is_dress(*(match.group() for match in found[:2])):
        start = found.pop(0).end() + 1
    for match, following in pairwise(found):
        if match.group().lower().rstrip(".") not in titles and match.group().lower() not in titles:
            return match.start()
        start = following.start()
    return start


def is_dress(word: str, following: str) -> bool:
    """Whether a word before a full name tells who that is: the Australian | Ada Obi; Plumber | Martin Obi."""
    return word.lower() in peoples() or (word.lower() in role_nouns() and is_first_name(following))


@cache
def peoples() -> frozenset[str]:
    """What the people of countries are called: australian, dutch, pole."""
    of_countries = frozenset(word for item in words("places", "demonyms") for word in item.split(": ")[1].split())
    return of_countries | words("places", "peoples")


def key(name: str) -> str:
    """What two spellings of a name have in common: no accents, dots or doubled spaces, any case (but for short capitals)."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = " ".join(plain.replace(".", "").replace("’", "'").split())
    return plain if plain.isupper() and len(plain) <= 5 else plain.casefold()


def slug(name: str) -> str:
    """A name fit for an id: "Mark Rutte" -> "mark-rutte". Names in other scripts keep their letters."""
    folded = unicodedata.normalize("NFKD", name.translate(_UNDECOMPOSED)).encode("ascii", "ignore").decode().lower()
    plain = _NOT_SLUG.sub("-", folded).strip("-")
    return plain or "-".join(re.sub(r"[^\w\s]", " ", name.casefold()).split())


def in_small_letters(name: str) -> str:
    """A name as it is written where it is not all in capitals: RIO DE JANEIRO -> Rio de Janeiro."""
    return _SMALL.sub(lambda match: match.group().lower(), name.title()) if name.isupper() else name


def initials(name: str) -> str:
    """The capitals a long name is known by: "International Atomic Energy Agency" -> "IAEA"."""
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def is_place(name: str) -> bool:
    """Whether it is a well-known place, whatever a model calls it."""
    return any(name in words("places", kind) for kind in ("countries", "cities", "regions"))


def is_seat(name: str) -> bool:
    """Whether it is a seat of government or a body that speaks: the Kremlin, Congress."""
    return name in words("places", "seats")


def is_geographic(name: str) -> bool:
    """Whether one of its words is one that names of places have: Upper Sarne, Gull Island."""
    parts = name.lower().split()
    if len(parts) not in (2, 3) or sounds_like_organisation(name) or not all(part[0].isupper() for part in name.split()):
        return False
    return parts[0].rstrip(".") in words("names_en", "place_heads") or parts[-1] in words("names_en", "place_tails")


def is_building(name: str) -> bool:
    """Whether its last word is one that names of streets and buildings have, and its first is no first name: Tarn Bridge."""
    first, *rest = name.split()
    return bool(rest) and rest[-1].lower() in words("names_en", "building_tails") and not is_first_name(first)


@lru_cache(maxsize=4096)
def is_first_name(word: str) -> bool:
    """Whether it is a common first name."""
    return key(word).lower() in _first_names()


@cache
def _first_names() -> frozenset[str]:
    return frozenset(key(name).lower() for name in words("people_en", "male") | words("people_en", "female"))


def is_full_name(name: str) -> bool:
    """Whether it is made as the names of persons are: a common first name, one or two more words with capitals."""
    parts = name.split()
    capitals = all(part[0].isupper() for part in parts)
    return 2 <= len(parts) <= 3 and is_first_name(parts[0]) and capitals and not sounds_like_organisation(name)


def sounds_like_organisation(name: str) -> bool:
    """Whether one of its words is one that organisations have in their names."""
    known = words("people_en", "organisation")
    if name in words("names_en", "outlets"):
        return True
    parts = [word.lower().strip(".,") for word in name.split()]
    return any(part in known for part in parts) or (len(parts) > 1 and parts[-1] in words("names_en", "companies"))
