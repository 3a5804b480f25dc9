"""Names that the words around them introduce, where a model sees none or another label. English; pure.

office   the mayor, Ana Ruiz, | city engineer Mo Farahani | Ana Ruiz, a teacher,   a person
age      Ana Ruiz, 47,                                                            a person
first    Ana Ruiz                                                                 a person
body     Halvorsen Foods, Danske Bank                                             an organisation
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from enrich.names import is_first_name, is_full_name, is_geographic, is_place, sounds_like_organisation
from enrich.page import Page
from enrich.roles import role_nouns, roles_at
from enrich.tokens import RawName
from enrich.wordlists import words
from wire.messages import Span

#: Most words of such names.
_MOST = 5
#: Longest word in capitals that is a part of a name: JD Vance.
_INITIALS = 2
_WORD = re.compile(r"[^\W\d_]\w*(?:[-'’](?!s\b)\w+)*")
#: An age behind a name: Ana Ruiz, 47, | Ana Ruiz (47) | Ana Ruiz, 47, of Dunmore
_AGED = re.compile(r"(?:, | \()(?:aged )?(?:[1-9]\d|10\d)(?:[,.;)]| (?:of|from) )")
#: What makes an adjective of a name: Hong Kong-based.
_JOINED = frozenset(
    {"based", "born", "owned", "led", "listed", "backed", "run", "controlled", "funded", "style", "era", "area"}
)
#: Words that put what follows somewhere: in Dunmore Town, the mayor said.
_WHERE = frozenset(
    {"in", "at", "on", "near", "from", "outside", "across", "around", "into", "via", "through", "between", "off"}
)


def introduced(page: Page) -> Iterator[RawName]:
    """The runs of capitalised words that are the names of persons or bodies by what stands beside or in them."""
    for run in _runs(page):
        span = run[0].start(), run[-1].end()
        if is_person(page, span) or is_full_name(page.text[slice(*span)]):
            yield RawName(*span, "PERSON")
        elif len(run) > 1 and run[-1].group().lower() in _body_ends():
            yield RawName(*span, "ORG")


def is_person(page: Page, span: Span) -> bool:
    """Whether a name of several words, or a first name, has an office that only persons hold, or an age, where it stands."""
    name = page.text[slice(*span)]
    if (" " not in name and not is_first_name(name)) or sounds_like_organisation(name) or is_place(name) or is_geographic(name):
        return False
    first, _ = page.token_range(span)
    if first and page.tokens.lower[first - 1] in _WHERE:
        return False
    return _AGED.match(page.text, span[1]) is not None or any(role.heads & _personal() for role in roles_at(page, span))


@cache
def _personal() -> frozenset[str]:
    """Nouns of office that no company is called by."""
    return role_nouns() - words("roles_en", "lists.bodies") - words("roles_en", "lists.of_anything")


@cache
def _body_ends() -> frozenset[str]:
    return words("names_en", "companies") | words("names_en", "bodies")


def _runs(page: Page) -> Iterator[Sequence[re.Match[str]]]:
    """The words of stretches of capitalised proper nouns, with small words of names between them."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(page.text):
        if not run and match.group()[0].islower():
            continue  # most words
        follows = bool(run) and page.text[run[-1].end() : match.start()] == " "
        if not follows or not _is_part(page, match, inside=True):
            yield from _whole(run)
            run = []
        if run or _is_part(page, match, inside=False):
            run.append(match)
    yield from _whole(run)


def _whole(run: list[re.Match[str]]) -> Iterator[Sequence[re.Match[str]]]:
    while run and run[-1].group()[0].islower():
        run.pop()
    if 0 < len(run) <= _MOST:
        yield run


def _is_part(page: Page, match: re.Match[str], *, inside: bool) -> bool:
    """Whether a word may stand in a name; at its head only a proper noun."""
    word = match.group()
    if word.rpartition("-")[2] in _JOINED:
        return False
    if word[0].islower():
        return inside and word in words("names_en", "particles")
    tag = page.tokens.tags[page.token_at(match.start())] if len(page.tokens) else ""
    return tag.startswith("NNP") and (not word.isupper() or len(word) <= _INITIALS)
